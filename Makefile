# `make help` lists what there is to make. All of it sets itself up in .venv first; nothing else is installed.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
COMPILED := $(VENV)/.compiled

# Python for a new .venv; without it, the first of these that is new enough and can make one.
PYTHON ?=
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

SERVE ?= 1
COMPILE ?= 1
PORT ?= 8000
ARGS ?=
TRIES ?= 2000
SEED ?= 0

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_USER := 0
export NO_MKDOCS_2_WARNING := 1

# The stamp holds the folder it was made in: a .venv that was copied or moved, or whose Python is gone, is made again.
ifneq ($(shell test -x $(BIN)/python && cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

# Compiled modules, or with COMPILE=0 none.
MODULES := $(if $(filter 0,$(COMPILE)),pure,$(COMPILED))
# What they are made of; tools/policybook/compiled.py lists the same.
SOURCES := $(wildcard tools/policybook/diffing/*.py tools/policybook/language/*.py) tools/policybook/model.py

.DEFAULT_GOAL := help
.PHONY: help setup site test check bench fuzz screenshots format compile pure constraints clean distclean

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo 'Set with any of them, as in `make site PORT=8080`:'
	@echo '  SERVE=0 (site), PORT=8000 (site), COMPILE=0 (no compiled modules), ARGS="-k seal" (test, bench, screenshots), PYTHON=python3.12 (for a new .venv)'

setup: $(STAMP) $(MODULES) ## Install policybook and its tools into .venv

site: $(STAMP) $(MODULES) ## Build the site, serve it on this machine and rebuild it on every change (SERVE=0: only build to site/)
ifeq ($(SERVE),0)
	$(BIN)/policybook build --strict --out site
else
	@trap 'exit 0' INT; $(BIN)/policybook serve --port $(PORT)
endif

test: $(STAMP) $(MODULES) ## Check style and types, run the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest $(ARGS)

check: $(STAMP) ## Report what is overdue, unapproved or broken in the policies
	@$(BIN)/policybook check --fail-on error

bench: $(STAMP) $(MODULES) ## Measure how fast policybook is
	$(BIN)/python tests/benchmarks/run.py $(ARGS)

fuzz: $(STAMP) ## Import damaged files (TRIES=2000 of each kind, made from SEED)
	$(BIN)/python tests/fuzz.py --tries $(TRIES) --seed $(SEED)

screenshots: $(STAMP) ## Photograph every type of page into build/screenshots, and the README's pictures into docs/images
	$(BIN)/python tests/screenshots.py $(ARGS)

format: $(STAMP) ## Mend style and format of the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

compile: $(STAMP) ## Compile the modules that comparing spends its time in, or say why that cannot be done here
	$(BIN)/python tools/compile_modules.py
	@touch $(COMPILED)

pure: $(STAMP) ## Remove the compiled modules: policybook then runs as plain Python, as it does without a C compiler
	@rm -f $(COMPILED)
	@$(BIN)/python tools/compile_modules.py --remove

# The stamp is as old as the beginning: what is edited meanwhile is newer.
$(COMPILED): $(STAMP) $(SOURCES) tools/compile_modules.py
	@touch $@.new
	@$(BIN)/python tools/compile_modules.py --if-possible
	@mv $@.new $@

# Resolved for the oldest Python that policybook runs on, or some pins could not be installed there; not set up first,
# because what is pinned now may not fit what pyproject.toml asks for now.
constraints: ## Write constraints.txt afresh, with the newest versions that pyproject.toml allows
	@test -x $(BIN)/python || $(MAKE) setup
	@set -e; new="$$(mktemp -d)"; trap 'rm -rf "$$new"' EXIT; \
	$(BIN)/python -m pip install --quiet --dry-run --ignore-installed --python-version 3.11.0 --only-binary :all: \
	    --target "$$new/none" --report "$$new/report.json" ".[dev,zensical]"; \
	sed -n '/^#/p' constraints.txt > "$$new/constraints.txt"; \
	$(BIN)/python -c 'import json, sys; \
	parts = [entry["metadata"] for entry in json.load(sys.stdin)["install"] if "dir_info" not in entry["download_info"]]; \
	pins = ("{name}=={version}".format(**part).lower().replace("_", "-") for part in parts); \
	print(*sorted(pins), sep="\n")' < "$$new/report.json" >> "$$new/constraints.txt"; \
	cp "$$new/constraints.txt" constraints.txt

clean: ## Remove the built site and the caches
	rm -rf site dist build .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find tools tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## Remove .venv too
	rm -rf $(VENV)
	find tools \( -name '*.so' -o -name '.*.so.new' \) -exec rm -f {} +

# pip compiles what it installs, but not this folder, and many containers let Python keep nothing that it compiles.
$(STAMP): pyproject.toml constraints.txt
	@set -e; \
	if ! [ -x $(BIN)/python ] || ! $(BIN)/python -c 'import pip; $(NEW_ENOUGH)' 2>/dev/null \
	    || { [ -e $(STAMP) ] && [ "$$(cat $(STAMP))" != "$$(pwd -P)" ]; }; then \
	    python=; incomplete=; \
	    for candidate in $(PYTHONS); do \
	        "$$candidate" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 || continue; \
	        if "$$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then python="$$candidate"; break; fi; \
	        incomplete="$${incomplete:-$$candidate}"; \
	    done; \
	    if [ -z "$$python" ] && [ -n "$$incomplete" ]; then \
	        echo "$$incomplete cannot make virtual environments: its module venv or ensurepip is missing." >&2; \
	        echo "  On Debian and Ubuntu, install the package python3-venv, as root: apt-get install python3-venv" >&2; \
	        exit 1; \
	    elif [ -z "$$python" ]; then \
	        echo "policybook needs Python 3.11 or newer, and found none (looked for: $(PYTHONS))." >&2; \
	        echo "  On Debian and Ubuntu, install the packages python3 and python3-venv." >&2; \
	        echo "  Where it has another name: make PYTHON=NAME ..." >&2; \
	        exit 1; \
	    fi; \
	    echo "Making $(VENV) with $$("$$python" -V)"; \
	    "$$python" -m venv --clear $(VENV); \
	fi; \
	rm -f $(STAMP); \
	echo "Installing policybook and its tools into $(VENV)"; \
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev,zensical]"; \
	$(BIN)/python -m compileall -q tools/policybook; \
	pwd -P > $(STAMP)
