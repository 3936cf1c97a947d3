"""Onset: gRPC services that turn sound into finished video."""
