"""What generated models are to the libraries that our users have: run by `make compat`, in an environment of its own."""
