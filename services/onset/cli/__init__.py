"""The command line: `onset up`, `onset ad`, `onset inspect`, `onset doctor`."""
