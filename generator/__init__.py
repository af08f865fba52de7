"""Specwright: a compiler from YAML domain specs to the data layer of a Python service."""
