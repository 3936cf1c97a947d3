"""The command line: `onset up`, `onset ad`, `onset inspect`, `onset doctor`."""

import os

# Before gRPC is imported, which reads it then: its remarks, such as on a connection that ends when it is told to, are
# none of a user's concern.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
