# Two commands: `make build` sets up and builds the example, `make test` sets up and runs everything.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:

BIN := .venv/bin
WORKERS ?= 2
SUITE ?= tests
LOWEST ?= tests/unit tests/functional tests/integration

.PHONY: build test compat algebra lowest pythons lint servers proof locks histories bench bench-repo format clean

# Builds the example from its specs, proves it current, migrates a SQLite file and shows a round trip.
build: .venv/built
	$(BIN)/gen build specs/
	$(BIN)/gen check specs/
	$(BIN)/python -m tests.tour

# Everything: style and types, then the suite on SQLite, PostgreSQL and MariaDB.
test: lint servers
	$(BIN)/gen check --full specs/
	$(BIN)/pytest -n $(WORKERS) --ignore tests/compat $(SUITE)

# What was generated, under svc-infra's and advanced-alchemy's repositories, in an environment that has them.
compat: .venv-compat/tested servers
	.venv-compat/bin/pytest tests/compat

# The generator and what it generates on the oldest libraries that they promise to run on. Types are checked against the
# newest SQLAlchemy only (2.1 counts the parameters of its generics otherwise than 2.0), bytes with the newest formatter.
lowest: .venv-lowest/tested servers
	.venv-lowest/bin/pytest -n $(WORKERS) $(LOWEST) \
	    --ignore tests/functional/test_output_quality.py --ignore tests/functional/test_reproducible.py

# The same specs give the same bytes by every Python at hand: the committed ones.
pythons:
	@for version in 3.11 3.12 3.13; do \
	    python$$version -c 'import ensurepip' 2>/dev/null || { echo "there is no python$$version here"; continue; }; \
	    echo "python$$version:"; python$$version -m venv .venv-$$version; \
	    .venv-$$version/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[test]'; \
	    .venv-$$version/bin/python -m generator check --full specs/; \
	    .venv-$$version/bin/pytest -q tests/golden tests/functional/test_reproducible.py; \
	done

lint: .venv/tested
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pyright

# Every combination of flags, every mutant and many histories, on each database; `make test` tries some of each.
algebra: servers
	SPECWRIGHT_ALGEBRA=full SPECWRIGHT_MUTANTS=all SPECWRIGHT_HISTORIES=300 $(BIN)/pytest -n $(WORKERS) tests/algebra

servers: .venv/tested
	tests/databases/install.sh $(BIN)/python

# Writes docs/migrations-proof.md: every change of the list on every database, beside autogenerate; takes minutes.
proof: servers
	$(BIN)/python -m tests.proof

# Writes docs/migrations-locks.md: what each change emits, locks and rewrites, as measured.
locks: servers
	$(BIN)/python -m tests.proof.locks

# Writes docs/migrations-histories.md: random histories on every database, by default as many as a release wants.
HISTORIES ?= 500
histories: servers
	$(BIN)/python -m tests.proof.histories $(HISTORIES) 1 $(BREAK)

# Writes docs/benchmarks.md: what a build costs, beside other tools on equivalent input.
bench: .venv/benched
	$(BIN)/python -m tests.bench

# Writes docs/repository-speed.md: what generated repositories cost, beside drivers, SQLAlchemy and other repositories.
bench-repo: .venv/benched servers
	$(BIN)/python -m tests.bench.repositories

format: .venv/tested
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:
	rm -rf .venv .venv-* .gen-cache build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The environments, filled again when what they hold is declared anew.
.venv/bin/python .venv-lowest/bin/python .venv-compat/bin/python:
	@for python in $${PYTHON:-python3 python3.13 python3.12 python3.11}; do \
	    if $$python -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then \
	        exec $$python -m venv $(firstword $(subst /, ,$@)); \
	    fi; \
	done; \
	echo 'Python 3.11, 3.12 or 3.13 with its venv module is needed (Debian: python3-venv); choose one with PYTHON=...' >&2; \
	exit 1

.venv/built: EXTRAS := runtime,sqlite,postgresql,mariadb
.venv/tested: EXTRAS := test
.venv/benched: EXTRAS := bench
.venv/built .venv/tested .venv/benched: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	touch $@

.venv-lowest/tested: pyproject.toml constraints-lowest.txt | .venv-lowest/bin/python
	.venv-lowest/bin/python -m pip install -q --disable-pip-version-check -c constraints-lowest.txt -e '.[test]'
	touch $@

.venv-compat/tested: pyproject.toml constraints-compat.txt | .venv-compat/bin/python
	.venv-compat/bin/python -m pip install -q --disable-pip-version-check -c constraints-compat.txt -e '.[compat]'
	touch $@
