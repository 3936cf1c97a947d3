"""The page that shows what was made and how well: one self-contained HTML file."""
