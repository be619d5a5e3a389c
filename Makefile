# eLås: everything sets itself up. `make` alone says what there is.

SHELL = /bin/sh
.DELETE_ON_ERROR:
.PHONY: help demo test check coverage bench lock clean setup texts

READY = .venv/ready
BIN = .venv/bin

help:
	@echo 'make demo    a simulated municipality, its locks and phones, on http://127.0.0.1:8000/'
	@echo '             (PORT=, ELAAS_DATA=; ONCE=1 plays the story and ends)'
	@echo 'make test    all tests (TESTS=tests/lock for some)'
	@echo 'make check   what to run before a commit: format, lint, types, layers, templates, migrations'
	@echo 'make coverage   every branch of the protocol, the lock, the tree and the rules is tested'
	@echo 'make bench   measurements, as a table and as JSON'
	@echo 'make lock    pin the requirements anew (UPGRADE=1: at their newest versions)'
	@echo 'make clean   remove what was built; data in .data stays'

demo: setup
	@exec $(BIN)/elaas demo $(if $(ONCE),--once)

test: setup
	@scripts/test-tools.sh
	@$(BIN)/pytest $(TESTS)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint src/elaas/web/templates
	$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run \
		--settings elaas.settings

coverage: setup
	$(BIN)/coverage run -m pytest -n 0 tests/protocol tests/lock tests/rules tests/tlog tests/letter/test_nar_ma_du_ha_elas.py tests/notices/test_rules.py
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: setup
	@$(BIN)/python -m bench

setup: $(READY) texts

$(READY): requirements/dev.txt requirements/uv.txt pyproject.toml build_backend.py scripts/setup.sh
	@scripts/setup.sh $(READY)

# Compiled in place; a text that cannot be parsed stops here.
TEXTS = $(shell find src -name '*.po')
texts: .venv/texts
.venv/texts: $(READY) $(TEXTS)
	@$(BIN)/python build_backend.py && touch $@

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header \
	--generate-hashes $(if $(UPGRADE),--upgrade)
lock: setup
	$(COMPILE) requirements/dev.in -o requirements/dev.txt
	$(COMPILE) requirements/base.in -c requirements/dev.txt -o requirements/base.txt
	$(COMPILE) --no-annotate requirements/bench.in -o requirements/bench.txt
	echo uv | $(COMPILE) --no-annotate - -o requirements/uv.txt
	@if grep -n '://' requirements/*.txt; then \
		echo 'make lock: the lines above name an address; requirements hold only names and hashes' >&2; \
		exit 1; fi

clean:
	rm -rf .venv build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache tests/*/node_modules tests/*/*/node_modules src/*.egg-info
	find src tests -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -exec rm -f {} +
