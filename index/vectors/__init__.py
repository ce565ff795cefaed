"""Nearest neighbours of a vector; one file per engine behind one interface."""
