"""Labelled questions in, evidence out; watches corpus, index and service, and none of them knows of it."""
