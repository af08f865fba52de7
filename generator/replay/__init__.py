"""What the generator starts in a process of its own, where the project's SQLAlchemy and Alembic are: revisions replayed.

Like the runtime it stands on its own and imports nothing of the generator; a job comes in as JSON, an answer goes out.
"""
