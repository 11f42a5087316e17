# Everything runs from .venv; every target makes it first.
PYTHON ?= python3.11
BIN := .venv/bin
CSC_HOME ?= data
export CSC_HOME

.PHONY: setup nightly test lint ui clean
.DEFAULT_GOAL := nightly

setup: .venv/.ready

# Locked with hashes; the project itself needs no index, so its own build tools come from the lock as well.
.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@

nightly: setup
	@ls -d "$(CSC_HOME)"/landing/????-??-?? >/dev/null 2>&1 || $(BIN)/csc demo
	$(BIN)/csc nightly

test: setup
	$(BIN)/python -m pytest -q

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models
	$(BIN)/python -m pytest -q tests/graph/test_layers.py

ui: setup
	@exec $(BIN)/python -m orchestration.ui

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis dbt_project/target dbt_project/logs
