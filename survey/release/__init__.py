"""Answers become a release: small groups merged, small bases hidden, counts written, checked, switched to."""
