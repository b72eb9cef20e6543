# Every target sets itself up: a fresh clone and Python >= 3.11 are all it takes.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
# What make demo leaves, make serve shows; nobody's own home is touched.
export SCORELINE_HOME ?= $(CURDIR)/.scoreline

# Processes that compile all they import take three times as long to start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check format docs bench results tour serve constraints clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "scoreline needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[browser,dev]'
	@touch $@

demo: $(READY) ## a season, end to end: data, models, bots, a league table
	$(BIN)/scoreline demo

test: $(READY) ## the tests; those of a service that does not run skip and say why
	$(BIN)/pytest

check: $(READY) ## formatting, lint, types and the one-way imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## rewrite what ruff can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(READY) ## speed beside a rival's; ONLY=grids for one; WRITE=1 appends to docs/benchmarks.md
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[bench,browser,dev]'
	$(BIN)/python -m tests.benchmarks $(ONLY) $(if $(WRITE),--write)

docs: $(READY) ## write the reference pages that are made from code
	$(BIN)/python tools/write_docs.py

results: $(READY) ## docs/results.md from backtests on ../shared/data, half an hour at first; what is walked is kept
	$(BIN)/python tools/write_results.py $(if $(HTML),--html $(HTML))

tour: $(READY) ## docs/tour: screenshots of every page of a demo's home, by Chromium
	PYTHONPATH=tests:tests/browser $(BIN)/python tools/tour.py

serve: $(READY) ## the service on http://127.0.0.1:8000
	$(BIN)/scoreline serve

constraints: $(READY) ## pin the dependencies anew, without addresses
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --upgrade \
	  --no-emit-index-url --no-header --no-annotate pyproject.toml --output-file constraints.txt

clean: ## remove what the targets made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
