"""The networks that Triton serves: their weights, their conversion, and the code behind `model_repository/`.

Runs in an environment of its own (`.venv-triton`), which has torch and ONNX Runtime and no gRPC. Set-up
(`python -m onset.models.setup`) needs nothing but the standard library.
"""
