"""Pretrained diffusion models in diffusers' folder format, brought under Onset's own `picture` model."""
