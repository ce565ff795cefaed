# Two commands are all a fresh machine needs: `make serve` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export CARECITE_HOME ?= var

.PHONY: serve test lint types format bench clean

serve: $(VENV)/.app
	@$(BIN)/carecite serve --with-library

test: $(VENV)/.dev lint types
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.app
	$(BIN)/carecite bench

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("carecite needs Python 3.11 or newer; set PYTHON=python3.11, say")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.app: pyproject.toml $(VENV)/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[readers,editors,evals]'
	@touch $@

$(VENV)/.dev: $(VENV)/.app
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[readers,editors,evals,dev]'
	@touch $@
