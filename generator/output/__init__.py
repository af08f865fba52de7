"""What goes to disk: whose a file is, what would change, the formatter, and writing that can be killed at any moment."""
