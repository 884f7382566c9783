# Sic et Non: what a person does with this project, one word each. `make` alone lists the words.

# The first Python of a version that the project runs on. Name another with PYTHON=…
CANDIDATES := python3 python3.13 python3.12 python3.11
SUITABLE   := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON     ?= $(firstword $(foreach python,$(CANDIDATES),$(shell $(python) -c '$(SUITABLE)' 2>/dev/null && echo $(python))))
VENV       := .venv/bin/python

PORT ?= 8000
ARGS ?=
export PORT

# A virtual environment with the tools of development keeps them, whatever is asked for next.
runtime_lock = $(if $(wildcard .venv/requirements-dev.lock),requirements-dev.lock,requirements.lock)

# What is installed is remembered as a copy of its lock: the same lock again costs nothing. A machine's pip may know
# a package index or certificates that uv does not know, so pip has the last try.
define install
@cmp -s $(1) .venv/$(1) || { \
	echo "Installing $(1) …" && \
	$(VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock && \
	{ $(VENV) -m uv pip sync --quiet --require-hashes $(1) || \
	  $(VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); } && \
	cp $(1) .venv/$(1); }
endef

.PHONY: help run test lint format bench picture lock clean runtime dev

help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: runtime ## start the site and its worker at http://localhost:PORT/ (8000)
	@exec $(VENV) manage.py serve

test: dev ## check everything: lint, types, imports, migrations, both databases, browser (ARGS="--only sqlite tests/media")
	@exec $(VENV) tests/run_all.py $(ARGS)

lint: dev ## check style and types only
	@exec $(VENV) tests/run_all.py --only lint,types,imports

format: dev ## write Python and templates in the project's form
	@$(VENV) -m ruff check --quiet --fix-only .
	@$(VENV) -m ruff format --quiet .
	@find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

bench: dev ## measure: a table of ratios
	@exec $(VENV) -m bench $(ARGS)

picture: dev ## take the README's picture anew, in a real browser
	@README_PICTURE=docs/debate.png $(VENV) -m pytest -q tests/journeys -k picture

lock: dev ## resolve the dependencies of pyproject.toml anew (ARGS="--upgrade")
	$(call resolve,requirements.lock) pyproject.toml
	$(call resolve,requirements-dev.lock) pyproject.toml --group dev
	$(call resolve,requirements-uv.lock) --group tools
resolve = $(VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $(ARGS) -o $(1)

clean: ## remove the virtual environment and caches; the data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime: $(VENV)
	$(call install,$(runtime_lock))

dev: $(VENV)
	$(call install,requirements-dev.lock)

$(VENV):
	@test -n "$(PYTHON)" || { echo "Sic et Non needs Python 3.11, 3.12 or 3.13 with its venv module (on Debian: python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
