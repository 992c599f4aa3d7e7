# Zicht. `make demo` and `make test` need Python 3.11 or newer and nothing else; the rest is for developers.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: demo test chaos bench bench-miljoenen openapi lint browser clean

demo: .venv/ready
	@exec $(BIN)/zicht demo

# Worksteal keeps the tests of a module together, and with them what they share; xdist 3.8 knows no groups under pytest 9.2.
test: .venv/ready
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

# kill -9 at every failpoint, KILLS times each: a table of what was kept, lost and doubled.
KILLS ?= 50
chaos: .venv/ready
	$(BIN)/python -m tests.end_to_end.chaos $(KILLS)

bench: .venv/ready
	$(BIN)/python -m bench

bench-miljoenen: .venv/ready
	$(BIN)/python -m bench miljoenen $(ARGS)

openapi: .venv/ready
	$(BIN)/zicht openapi

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy bench tests/end_to_end
	$(BIN)/lint-imports

SYNC := $(BIN)/uv sync --frozen --inexact --quiet --all-groups

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
