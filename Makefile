# make demo: set up and read the example reports.   make test: set up, lint, types, docs, tests.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup demo test lint types docs docs-serve unit bench errors bench-speed reference clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt $(wildcard hatch_build.py src/harmattan/knowledge/build/*.py)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Harmattan needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev --group docs --editable .
	touch $@

demo: setup
	$(BIN)/harmattan read examples/mali --no-ledger

test: lint types docs unit

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

docs: export NO_MKDOCS_2_WARNING = 1
docs: setup
	$(BIN)/python -m mkdocs build --strict --quiet

docs-serve: setup
	$(BIN)/python -m mkdocs serve

unit: setup
	$(BIN)/python -m pytest

reference: setup
	$(BIN)/python -m harmattan.commands.reference docs/commands.md

# Accuracy on a public suite, where its data is present beside this folder: make bench SUITE=coding
BENCH ?= ../shared/bench
bench: setup
	@test -x $(BENCH)/run.sh || test -f $(BENCH)/run.sh || { echo "No suites at $(BENCH): set BENCH to the folder that holds run.sh." >&2; exit 2; }
	@test -n "$(SUITE)" || { echo "Name a suite: make bench SUITE=coding" >&2; exit 2; }
	PATH="$(CURDIR)/$(BIN):$$PATH" sh $(BENCH)/run.sh $(SUITE) $(DATA)

# A page of misses and false alarms by kind, errors/SUITE.html: make errors SUITE=coding [PART=even|odd|held] [FIRST=50]
# [READINGS=FILE] [CALLS=FILE] [DATA=DIR] [RULES=1]. SUITE=own takes the project's own labels. The page holds text of the suite.
PART ?= all
errors: setup
	@test -f $(BENCH)/score.py || { echo "No suites at $(BENCH): set BENCH to the folder that holds score.py." >&2; exit 2; }
	@test -n "$(SUITE)" || { echo "Name a suite: make errors SUITE=coding" >&2; exit 2; }
	$(BIN)/python benchmarks/errors.py $(SUITE) --bench $(BENCH) --part $(PART) $(addprefix --data ,$(DATA)) \
		$(addprefix --readings ,$(READINGS)) $(addprefix --calls ,$(CALLS)) $(addprefix --first ,$(FIRST)) $(if $(RULES),--rules)

bench-speed: setup
	$(BIN)/python benchmarks/speed.py

clean:
	rm -rf .venv site dist build .mypy_cache .ruff_cache .pytest_cache
