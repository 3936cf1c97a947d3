"""Onset-mini: a small latent diffusion model steered by text, sound, palette and a reference's style."""
