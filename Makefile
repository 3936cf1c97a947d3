# Everything runs from here; `make ad` and `make test` set up what they need.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
STAMP := .build/setup.stamp
CODE := services protos tests examples

.PHONY: help setup ad up test lint bench format clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## make both environments, generate the stubs, fetch and verify the weights
	@$(BIN)/python -m onset.models.setup

$(STAMP): Makefile pyproject.toml constraints.txt $(wildcard protos/onset/v1/*.proto) protos/generate.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Onset needs Python 3.11 or newer; set PYTHON=")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing the services …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@# Plays soundfonts into arrays; what it asks for, pyaudio, is for loudspeakers and needs a compiler.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps tinysoundfont==0.3.7
	@$(BIN)/python protos/generate.py
	@mkdir -p .build && touch $(STAMP)

ad: setup ## make the example ad in out/aurora
	@$(BIN)/onset ad --brief examples/aurora/brief.yaml --out out/aurora

up: setup ## serve VideoService on this machine
	@$(BIN)/onset up

test: setup lint ## check everything: linters, types, architecture, all tests
	@$(BIN)/python -m pytest

lint: setup
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/buf lint protos

bench: setup ## measure everything again and write docs/benchmarks.md (BENCH="ad compositing/" for some)
	@$(BIN)/python -m tests.bench.run $(BENCH)

format: setup ## format the code and mend what can be mended
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

clean: ## remove environments, weights, results
	rm -rf .venv .venv-triton .onset .build out services/onset/v1
