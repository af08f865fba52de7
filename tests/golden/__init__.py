"""Cases whose whole output is written down; `pytest tests/golden --update` writes it anew, to be read in the diff."""
