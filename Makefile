# Everything sets itself up: `make play` on a bare machine needs Python 3.11 or newer, and make. What was set up once
# is not touched again until pyproject.toml changes, so a second time works without a network.

# The first of these that really runs, is new enough and can make a venv; `make PYTHON=/path/to/python …` overrides.
PYTHON ?= python3.11 python3.12 python3.13 python3 python3.14
USABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PIP := -m pip --disable-pip-version-check --no-input -qq

BIN := .venv/bin
MADE := .venv/made
CORE := .venv/core-installed
DEV := .venv/dev-installed
OLDEST := .venv-oldest/installed

# Which tests `make test-all` selects, as a pytest mark expression.
MARK ?= not long
# How many processes run the fast tests; `make test JOBS=0` runs them in one, as a debugger wants it.
JOBS ?= auto
# More arguments for pytest: make test ARGS="-k treaty -x".
ARGS ?=

.PHONY: help play demo test test-all test-long test-oldest check format bench clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

play: $(CORE)  ## a solo game in this terminal, bots in the other seats
	@$(BIN)/detente play first-steps

demo: $(CORE)  ## a whole game with bots in every seat
	@$(BIN)/detente demo two-blocs

bench: $(CORE)  ## the benchmarks
	@$(BIN)/detente bench

test: $(DEV)  ## the tests that need Python alone
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m "not heavy and not slow and not long" $(ARGS)

test-all: $(DEV) tools  ## every test but the long forms; brings tmux, Chromium, mosquitto and Node
	$(BIN)/python -m pytest $(if $(MARK),-m "$(MARK)") $(ARGS)

test-long: $(DEV)  ## the long forms: 200 kill -9, 1,000,000 bad frames, every bot everywhere
	$(BIN)/python -m pytest -m long $(ARGS)

test-oldest: $(OLDEST)  ## the fast tests on the oldest versions that pyproject.toml allows
	.venv-oldest/bin/python -m pytest -m "not heavy and not slow and not long and not snapshot" -p no:cacheprovider $(ARGS)

check: $(DEV)  ## lint, format, types, import contracts: all four, also where the first finds something
	@failed=0; \
	for tool in "ruff check ." "ruff format --check ." mypy "lint-imports --no-logo"; do \
	  echo "$(BIN)/$$tool"; $(BIN)/$$tool || failed=1; \
	done; exit $$failed

format: $(DEV)  ## let ruff rewrite what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## forget everything that was set up or built
	rm -rf .venv .venv-oldest .node dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find rules server client tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------------------- set-up

$(MADE):
	@for python in $(PYTHON); do \
	  if "$$python" -c '$(USABLE)' >/dev/null 2>&1; then \
	    echo "Setting up .venv with $$("$$python" -V) …"; \
	    "$$python" -m venv --clear .venv && touch $@ && exit 0; exit 1; \
	  fi; \
	done; \
	echo "No Python 3.11 or newer that can make a venv among: $(PYTHON)." >&2; \
	echo "On Debian: apt-get install python3 python3-venv. Or: make PYTHON=/path/to/python …" >&2; \
	exit 1

$(CORE): pyproject.toml $(MADE)
	@echo "Installing the game and what it needs (once, about a minute) …"
	@$(BIN)/python $(PIP) install --editable '.[web]'
	@touch $@

$(DEV): pyproject.toml $(MADE)
	@echo "Installing the game, its extras and the test tools (once, one to three minutes) …"
	@$(BIN)/python $(PIP) install --editable '.[all,dev]'
	@touch $@ $(CORE)

$(OLDEST): pyproject.toml .ci/oldest.txt $(MADE)
	@echo "Setting up .venv-oldest with the versions of .ci/oldest.txt (once, some minutes) …"
	@$(BIN)/python -m venv --clear .venv-oldest
	@.venv-oldest/bin/python $(PIP) install --constraint .ci/oldest.txt --editable '.[all,dev]'
	@touch $@

.PHONY: tools
tools:
	@for tool in tmux chromium mosquitto mosquitto_sub node npm; do \
	  PATH="$$PATH:/usr/sbin" command -v "$$tool" >/dev/null && continue; \
	  case "$$tool" in mosquitto_sub) tool=mosquitto-clients;; node) tool=nodejs;; esac; \
	  if [ "$$(id -u)" != 0 ]; then echo "make test-all needs $$tool: please install it." >&2; exit 1; fi; \
	  echo "Installing $$tool …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$$tool" >/dev/null || exit 1; \
	done
