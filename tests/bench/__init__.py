"""What building costs, beside other tools on equivalent input."""
