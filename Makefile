# Everything runs from .venv; every target makes it first.
PYTHON ?= python3.11
BIN := .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
CSC_HOME ?= data
export CSC_HOME

.PHONY: setup nightly test lint reference fuzz quarter mutants bench ui clean
.DEFAULT_GOAL := nightly

setup: .venv/.ready

# Locked with hashes, the build tool too; after these two files nothing needs a network.
# Byte code is compiled here, whatever the environment says: without it every start takes two seconds more.
.venv/.ready: requirements.lock requirements-build.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --require-hashes -r requirements-build.lock
	$(PIP) --no-deps --no-build-isolation --no-index -e .
	$(BIN)/python -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || true
	touch $@

nightly: setup
	@ls -d "$(CSC_HOME)"/landing/????-??-?? >/dev/null 2>&1 || $(BIN)/csc demo
	$(BIN)/csc nightly

# Two processes: whole nights are shared within a file, so files stay together.
test: setup
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

# Ten thousand random histories, counted by the second implementation and by the warehouse.
reference: setup
	$(BIN)/python -m tests.reference.run

# Five thousand files, Parquet among them, cut, re-encoded, shuffled, retyped, damaged: each is refused with a reason or read for what it says.
fuzz: setup
	$(BIN)/python -m tests.fuzz.run

# Every night of a quarter published, then replayed from the history alone, elsewhere: every row the same? Hours; goes on where it was.
quarter: setup
	$(BIN)/python -m tests.end_to_end.quarter

# Every model with one thing wrong: do its cases notice?
mutants: setup
	$(BIN)/python -m scripts.mutants

bench: setup
	$(BIN)/python -m scripts.bench

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models
	$(BIN)/python -m pytest -q tests/graph/test_layers.py

ui: setup
	@exec $(BIN)/python -m orchestration.ui

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis dbt_project/target dbt_project/logs
