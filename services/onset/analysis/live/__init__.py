"""Live sound: the measurements of `onset.analysis` while they are heard, with a beat that is followed and foretold."""
