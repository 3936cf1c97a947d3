"""Shapes that training and serving share. No PyTorch here: the served sampler does without."""

CHANNELS = 4
"""Of the latents."""
FACTOR = 8
"""Pixels to a latent, along each side."""
TEXT_TOKENS = 24
"""Of a caption; what follows is cut off. Ads' prompts have about 20."""
TEXT_WIDTH = 384
"""Of a token's embedding by MiniLM."""
MAX_COLOURS = 4
"""Of a palette that are heeded."""
STYLE_SIZE = 42
THUMBNAIL = 48
"""Sides of what a style is taken from."""
