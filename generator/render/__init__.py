"""From what the specs mean to the text of every generated file."""
