"""What the application adds to the budget domain."""
