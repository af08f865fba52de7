"""Classes of the application that the generated ones inherit."""
