"""The Python of a revision: what each operation becomes on each of a project's databases."""
