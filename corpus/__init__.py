"""Articles in, passages out; knows nothing of vectors or HTTP."""
