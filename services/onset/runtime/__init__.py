"""What every service stands on: settings, errors, server, object storage, media, Triton client."""
