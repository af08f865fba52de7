"""The spec language: YAML with positions, documents validated by Pydantic, each finding back at its line."""
