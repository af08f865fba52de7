"""Real databases for the suite: private servers that a run starts, a fresh database per test, comparable schema dumps.

A test asks for the fixture `database` (once for each of SQLite, PostgreSQL and MariaDB) or for `sqlite`, `postgresql`,
`mariadb`; a fixture of wider scope takes `databases` and makes its own, to be cloned per test. A server that cannot be
started is an error, never a skip.
"""
