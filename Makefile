# Two commands do everything: `make run` sets itself up and runs the demo; `make test` sets itself up and runs every test.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: run test check bench soak mutants snapshots docs clean help

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/ \t/'

run: $(STAMP)    ## play three marketplaces on loopback and let a seller's orders flow
	@$(BIN)/stallkeeper demo

test: check      ## lint, types and every test, on all cores
	@$(BIN)/pytest -q -n auto --dist loadfile

check: $(STAMP)
	@$(BIN)/ruff check engine tests
	@$(BIN)/ruff format --check engine tests
	@$(BIN)/mypy

bench: $(STAMP)  ## speed, as ratios in one run (ARGS="--large": a million orders; "--write": into docs/benchmarks.md)
	@$(BIN)/python -m tests.benchmarks $(ARGS)

soak: $(STAMP)   ## a month of 50,000 orders, everything going wrong, the engine killed again and again (half an hour)
	@$(BIN)/python -m tests.soak $(SOAK)

mutants: $(STAMP)  ## garble every channel word by word; somebody has to notice (minutes)
	@$(BIN)/python -m tests.mutants

snapshots: $(STAMP)  ## write the snapshots anew; read the difference before you commit it
	@$(BIN)/pytest -q tests/test_channels.py --snapshot-update

docs: $(STAMP)  ## write the pages anew that are made from schemas, checks and tables
	@$(BIN)/python -m tests.docs

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache

$(STAMP): pyproject.toml .ci/constraints.txt
	@echo "setting up $(VENV) (once)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[dev]'
	@touch $(STAMP)
