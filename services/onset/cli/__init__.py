"""The command line: `onset up`, `onset ad`, `onset doctor`."""
