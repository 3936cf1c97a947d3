"""Where a film came from: said in the file for everyone to read, and signed where there is a key."""
