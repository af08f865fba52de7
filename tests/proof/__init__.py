"""What proves the migrations: lists of changes, random histories, interruptions and locks, on real databases."""
