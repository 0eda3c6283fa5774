# Two commands: `make run` serves the demo company on 127.0.0.1, `make test` checks everything.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 7860
DATA ?= krisplan-data
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin

# A Debian package that is missing: installed when we may, named when we may not.
installed = { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) >/dev/null; } \
  || { echo "Please install the Debian package $(1) and run make again."; exit 1; }

.PHONY: help setup run test check bench wheel lock format clean

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: .venv/.installed ## the environment in .venv, nothing else

run: setup ## serve the demo company (PORT=, DATA=)
	@$(BIN)/krisplan demo --port $(PORT) --data "$(DATA)"

test: .venv/.tested-with chromium tests/npm/node_modules/.installed check ## install what the tests need, then check: the whole of what CI runs

check: ## format, lint, types, imports, then tests (docs are tests too)
	@echo "== format"  && $(BIN)/ruff format --check --quiet .
	@echo "== lint"    && $(BIN)/ruff check --quiet .
	@echo "== types"   && $(BIN)/mypy
	@echo "== imports" && $(BIN)/lint-imports
	@echo "== tests"   && $(BIN)/pytest -n 3 --dist loadfile

bench: .venv/.tested-with chromium ## timings beside bare Chroma, bare tantivy and a bare Gradio page in one run
	@$(BIN)/python -m benchmarks.search
	@$(BIN)/python -m benchmarks.startup
	@$(BIN)/python -m benchmarks.shell

wheel: .venv/.tested-with ## build the wheel into dist/
	@$(BIN)/uv build --wheel --quiet --out-dir dist

lock: .venv/.tested-with ## resolve the hash-pinned locks anew
	@$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet \
	  --python-version 3.11 --extra build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet \
	  --python-version 3.11 --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

format: .venv/.tested-with ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

clean: ## remove the environment and build results
	rm -rf .venv dist build

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Krisplan needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call installed,python3-venv)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tested-with: .venv/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || $(call installed,chromium)

tests/npm/node_modules/.installed: tests/npm/package-lock.json
	@command -v npm >/dev/null || $(call installed,npm)
	@npm ci --prefix tests/npm --ignore-scripts --no-audit --no-fund --silent
	@touch $@
