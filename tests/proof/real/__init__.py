"""Schemas as they are found in the wild, told from what is publicly known of their tables, and what becomes of them."""
