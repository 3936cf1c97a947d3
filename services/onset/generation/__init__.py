"""Scene to pictures: keyframes by the picture model, frames between them by the interpolator, both in Triton."""
