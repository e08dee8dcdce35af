# `make run` sets up and serves the app, `make test` sets up and runs every check. Nothing else is needed
# but Python 3.11 or newer. On a system without make: the README says what to type instead.

PYTHON ?= python3
PORT ?= 8501
OPENING ?= yes
ENV := .venv
WHEELS := wheels
BIN := $(ENV)/bin
SUPERSET_VENV ?= .venv-superset
SUPPLY := build/supply
# One more worker than there are processors: some of what is tested waits.
WORKERS := $(shell $(PYTHON) -c "import os; print(min(4, (os.cpu_count() or 1) + 1))")
LOCKED := dev mutants peers spark superset supply

# What is imported is compiled once, and not by each of the many processes that tests start.
unexport PYTHONDONTWRITEBYTECODE

# With a wheelhouse beside the project nothing is fetched from the network.
FROM := $(if $(wildcard $(WHEELS)),--no-index --find-links $(WHEELS))

.PHONY: run test quick lint browser benchmarks faults mutants soak superset crawl gallery wheelhouse lock sbom licences clean

run: $(ENV)/.installed
	SURVEY_OPENING=$(OPENING) $(BIN)/streamlit run app.py --server.port $(PORT)

test: $(ENV)/.dev
	$(MAKE) --no-print-directory -j3 lint browser $(ENV)/.compiled
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

quick: $(ENV)/.dev            # everything but the browser
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --ignore=tests/browser

lint: $(ENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser: $(ENV)/.dev
	$(BIN)/python -m tests.browser.install

benchmarks: $(ENV)/.peers $(ENV)/.spark browser
	for against in bare stock dash size "usual --respondents 360" "usual --respondents 1000000"; do \
	    $(BIN)/python -m benchmarks.click $$against || exit 1; \
	done
	$(BIN)/python -m benchmarks.processor
	$(BIN)/python -m benchmarks.readers
	$(BIN)/python -m benchmarks.memory
	$(BIN)/python -m benchmarks.importing
	$(BIN)/python -m benchmarks.importing --respondents 10000000
	$(BIN)/python -m benchmarks.spark
	$(BIN)/python -m benchmarks.grid
	$(BIN)/python -m benchmarks.deck
	$(BIN)/python -m benchmarks.first_load
	$(BIN)/python -m benchmarks.simulation

faults: $(ENV)/.dev browser   # what may go wrong, injected: tests/faults/RESULTS.md
	$(BIN)/python -m tests.faults

soak: $(ENV)/.dev             # 30 readers for an hour: tests/load/RESULTS.md
	$(BIN)/python -m tests.load

mutants: $(ENV)/.mutants      # the code changed in one place, which some test must notice: tests/mutants/RESULTS.md
	$(BIN)/python -m tests.mutants

superset: $(ENV)/.dev browser $(SUPERSET_VENV)/.installed  # the overview beside Apache Superset, which takes 0.9 GB
	SUPERSET_VENV=$(SUPERSET_VENV) $(BIN)/python -m benchmarks.click superset --rounds 15

crawl: $(ENV)/.dev            # every view and 2,000 tampered links: each number traced to a published one
	$(BIN)/python -m tests.payload

gallery: $(ENV)/.dev browser  # a picture of every page in every theme, width and language: build/gallery
	$(BIN)/python -m tests.gallery

wheelhouse: $(ENV)/bin/python  # every package as a file in wheels/, for a laptop of the same kind without a network
	$(BIN)/python -m pip download -q --disable-pip-version-check --require-hashes -r requirements.lock -d $(WHEELS)

lock: $(SUPPLY)/.installed     # after a change of requirements*.txt; then make licences
	for name in requirements $(addprefix requirements-,$(LOCKED)); do \
	    $(SUPPLY)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	        $$name.txt -o $$name.lock || exit 1; \
	done

sbom: $(SUPPLY)/.installed     # a CycloneDX list of the packages in requirements.lock: build/sbom.json
	$(SUPPLY)/bin/python -m supply.sbom build/sbom.json

licences: $(ENV)/.installed    # the table in docs/licences.md, from what the installed packages say
	$(BIN)/python -m supply.licences

clean:
	rm -rf $(ENV) .venv-superset data/releases build

$(ENV)/bin/python:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed; name it: make PYTHON=python3.12')"
	$(PYTHON) -m venv $(ENV)

$(ENV)/.installed: requirements.lock | $(ENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check $(FROM) --require-hashes -r requirements.lock
	touch $@

$(ENV)/.mutants: requirements-mutants.lock | $(ENV)/.dev
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-mutants.lock
	touch $@

$(ENV)/.peers: requirements-peers.lock | $(ENV)/.dev
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-peers.lock
	touch $@

$(ENV)/.spark: requirements-spark.lock | $(ENV)/.dev
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-spark.lock
	touch $@

$(SUPERSET_VENV)/.installed: requirements-superset.lock
	$(PYTHON) -m venv $(SUPERSET_VENV)
	$(SUPERSET_VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-superset.lock
	touch $@

$(ENV)/.dev: requirements-dev.lock | $(ENV)/bin/python
	$(BIN)/python -m pip install -q --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@ $(ENV)/.installed

# All that the tests import, while other things are checked, and not by every worker at its start. What is wrong with
# it the tests will say.
$(ENV)/.compiled: $(ENV)/.dev
	-$(BIN)/python -m pytest -q --collect-only > /dev/null
	touch $@

$(SUPPLY)/.installed: requirements-supply.lock | $(ENV)/bin/python
	$(BIN)/python -m venv --clear $(SUPPLY)
	$(SUPPLY)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-supply.lock
	touch $@
