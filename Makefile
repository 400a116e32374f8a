# The one door for people and machines: `make demo` shows Puente, `make test` checks a change.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What the production profile must be given, so that it can be checked without a production.
PRODUCTION_VALUES := DJANGO_ENV=production SECRET_KEY=$(shell printf 'k%.0s' $$(seq 64))ab1-_ \
	ALLOWED_HOSTS=puente.example.org SITE_URL=https://puente.example.org \
	CONTACT_EMAIL=operator@puente.example.org DEFAULT_FROM_EMAIL=no-reply@puente.example.org \
	DATABASE_URL=sqlite:////tmp/unused.sqlite3 EMAIL_URL=smtp://127.0.0.1:25

.PHONY: help demo test checks format lock fuzz

help:
	@echo "make demo [PORT=8000]   set everything up and serve the demo network"
	@echo "make test               run every check that a change must pass"
	@echo "make fuzz [FUZZ_EXAMPLES=200000]  mutated payloads, faults and kills, many times over"
	@echo "make format             put code into its form"
	@echo "make lock               write requirements/*.txt anew from pyproject.toml"

demo: $(VENV)/core.stamp
	@$(BIN)/python manage.py start --demo --port $(PORT)

test: checks
	@$(BIN)/python -m tests.on_postgresql
	@echo "== Tests on SQLite, with Celery and browser"
	@$(BIN)/python -m pytest -n 2 --dist loadfile

fuzz: export FUZZ_EXAMPLES ?= 200000
fuzz: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest tests/tenders/test_fuzz.py tests/tenders/test_flat_memory.py \
		tests/tenders/faults tests/tenders/killing

checks: $(VENV)/dev.stamp
	@echo "== Form and lint"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --check --configuration pyproject.toml */templates > var/djlint.txt 2>&1 || { cat var/djlint.txt; exit 1; }
	@echo "== Import contracts"
	@$(BIN)/lint-imports
	@echo "== Types"
	@$(BIN)/mypy .
	@echo "== Settings of the production profile, migrations, catalogues"
	@$(PRODUCTION_VALUES) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py update_catalogues --check

format: $(VENV)/dev.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(VENV)/dev.stamp
	@$(BIN)/python -m requirements.lock

# The environment. A failed install leaves no stamp, so the next call tries again.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Puente needs Python 3.11 or newer; $(PYTHON) is older. Call: make PYTHON=python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/core.stamp: $(VENV)/bin/python requirements/core.txt
	@test -e $(VENV)/dev.stamp -a ! requirements/core.txt -nt $(VENV)/dev.stamp || { \
		start=$$(date +%s); \
		printf 'Installing what Puente needs (once) ... '; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/core.txt && \
		echo "$$(( $$(date +%s) - start )) s"; }
	@mkdir -p var && touch $@

$(VENV)/dev.stamp: $(VENV)/bin/python requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@mkdir -p var && touch $@
