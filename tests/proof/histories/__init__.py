"""Random histories of specs: a model of them, the edits, and what has to hold after each."""
