"""Passages in, hits out; knows nothing of HTTP."""
