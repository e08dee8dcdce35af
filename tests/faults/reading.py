"""Faults on the way to a reader, and what readers do that nobody thought of."""
