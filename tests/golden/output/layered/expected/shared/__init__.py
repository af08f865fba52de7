"""Enums and value objects that several domains use."""
