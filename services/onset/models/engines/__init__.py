"""The networks for TensorRT: exported as ONNX, built into engines, laid out for a Triton on GPUs.

`catalog.toml` lists them. Everything here runs in the models' environment; `onset models …` calls it.
"""
