# make run    makes .venv, installs the pinned requirements and starts the dashboard on what account_health.toml names,
#             or on the sample company
# make test   the same, then style, lint and all tests, on SQLite and on PostgreSQL, in a real browser too
# make test-creme   installs Creme into var/creme, fills it and compares what is read of it with an answer key

PORT ?= 8501
SIZE ?= S
UPGRADE ?=
PY := .venv/bin/python

.PHONY: run test test-creme lint format bench requirements clean browser FORCE

run: .venv/installed
	@exec $(PY) -m dashboard serve --port $(PORT)

test: .venv/installed-for-tests browser lint
	$(PY) -m pytest --numprocesses auto --dist loadgroup

test-creme: .venv/installed-for-tests
	$(PY) -m tests.creme

lint: .venv/installed-for-tests
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

format: .venv/installed-for-tests
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: .venv/installed-for-tests
	$(PY) -m tests.size.bench --size $(SIZE)

# Newer versions: make requirements UPGRADE=--upgrade
COMPILE := $(PY) -m uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

requirements: .venv/installed-for-tests
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-test.in -o requirements-test.txt
	$(COMPILE) tests/creme/requirements.in -o tests/creme/requirements.txt

# The folder var stays: it holds what people decided.
clean:
	rm -rf .venv .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps lie in .venv, so that they go with it.
.venv/installed: requirements.txt .venv/made
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-for-tests: requirements-test.txt .venv/installed
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

# An environment whose Python went away or is too old is made anew.
RIGHT_PYTHON := import sys; sys.exit(sys.version_info < (3, 11))
ifneq ($(shell $(PY) -c '$(RIGHT_PYTHON)' 2>/dev/null && echo works),works)
.venv/made: FORCE
endif

.venv/made:
	@if $(PY) -c '$(RIGHT_PYTHON)' 2>/dev/null; then touch $@; exit; fi; \
	found=; \
	for python in python3 python3.15 python3.14 python3.13 python3.12 python3.11; do \
		$$python -c '$(RIGHT_PYTHON)' >/dev/null 2>&1 || continue; \
		found=$$python; \
		$$python -c 'import venv, ensurepip' >/dev/null 2>&1 || continue; \
		echo "Making .venv with $$python"; \
		$$python -m venv --clear .venv && touch $@; \
		exit; \
	done; \
	if [ -n "$$found" ]; then \
		echo "$$found lacks the module venv: install it (Debian and Ubuntu: apt install python3-venv) and run make again." >&2; \
	else \
		echo "Python 3.11 or newer is missing: install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python) and run make again." >&2; \
	fi; \
	exit 1

browser: .venv/installed-for-tests
	@sh .ci/browser $(PY)
