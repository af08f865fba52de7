"""What a generated repository costs, beside the driver itself, SQLAlchemy and other repositories."""
