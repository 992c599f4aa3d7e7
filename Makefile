# Zicht. `make demo` and `make test` need Python 3.11 or newer and nothing else; the rest is for developers.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: demo test test-grondig chaos bench bench-miljoenen openapi lint sbom clean

demo: .venv/ready
	@exec $(BIN)/zicht demo

# Worksteal keeps the tests of a module together, and with them what they share; xdist 3.8 knows no groups under pytest 9.2.
test: .venv/ready
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

# The same tests with all their random cases, languages and tables.
test-grondig: export ZICHT_GRONDIG = 1
test-grondig: test

# All that can go wrong, at length (hours are not needed; an hour is): each prints a table and fails when anything was lost.
KILLS ?= 1000
SEQUENCES ?= 10000
CHAOS := afbreken volgorde herstart schijf klok uitrol herstel langzaam raden corpus fuzz schema mutanten
chaos: $(CHAOS:%=chaos-%)
chaos-%: .venv/ready
	$(BIN)/python -m tests.chaos.$* $($*_arguments)

afbreken_arguments = $(KILLS)
volgorde_arguments = $(SEQUENCES)
langzaam_arguments = 500 60
raden_arguments = 10000
fuzz_arguments = 60

bench: .venv/ready
	$(BIN)/python -m bench

bench-miljoenen: .venv/ready
	$(BIN)/python -m bench miljoenen $(ARGS)

openapi: .venv/ready
	$(BIN)/zicht openapi

# What a release consists of: every package it runs on, with the hashes that uv.lock pins, as CycloneDX.
sbom: .venv/ready
	$(BIN)/uv export --frozen --no-dev --no-emit-project --quiet --output-file .zicht-requirements.txt
	$(BIN)/python -W ignore -m cyclonedx_py requirements .zicht-requirements.txt --pyproject pyproject.toml --output-file sbom.cdx.json
	@rm .zicht-requirements.txt

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy bench tests/end_to_end
	$(BIN)/lint-imports

SYNC := $(BIN)/uv sync --frozen --inexact --quiet --all-groups --compile-bytecode

# The machine's own certificates first: behind the proxy of an organisation no others will do.
# uv installs what uv.lock says, checked by hash; pip only brings uv.
.venv/ready: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13'
	@echo "$(BIN)/uv sync --frozen"; $(SYNC) --system-certs 2>/dev/null || $(SYNC)
	@touch $@

clean:
	rm -rf .venv .zicht
