"""`onset inspect`: everything that the analysis knows of a sound, as a picture, a page, facts and JSON."""
