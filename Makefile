# Needs Python 3.11 or later and make, nothing else. Every target may be repeated at no cost.
PYTHON ?= python3
ROWS ?= 40000
WORKERS ?= 2
WINDOWS_PYTHON ?= 3.11
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
OFFLINE := "The packages could not be installed. Without a network, point PIP_FIND_LINKS at a folder of wheels (see constraints.txt)."

.PHONY: demo test check fix docs golden benchmark wheels clean

demo: .venv/.installed  ## writes a synthetic month into demo/ and audits it into demo/out/
	$(BIN)/auditkit demo --rows $(ROWS) --dir demo

test: .venv/.dev .venv/.os  ## the whole suite
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/.dev  ## format, lint, types, import directions, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m auditkit.cli.pages --check

fix: .venv/.dev  ## what can be put right by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/.dev  ## the generated pages
	$(BIN)/python -m auditkit.cli.pages

golden: .venv/.dev  ## what reports and the notebook are compared with; review it as a diff
	AUDITKIT_GOLDEN=update $(BIN)/python -m pytest tests/report tests/test_notebook.py

benchmark: .venv/.dev  ## a million activities, as a ratio to reading the same file
	$(BIN)/python benchmarks/contact.py

wheels: .venv/bin/python  ## what install.cmd installs on Windows without a network, and dist/auditkit-offline-win_amd64.zip
	rm -rf wheels && mkdir -p dist
	$(PIP) wheel --no-deps -w wheels .
	$(PIP) download -d wheels --platform win_amd64 --python-version $(WINDOWS_PYTHON) --only-binary=:all: -c constraints.txt wheels/auditkit-*.whl colorama
	$(BIN)/python -m zipfile -c dist/auditkit-offline-win_amd64.zip install.cmd install.zh.txt README.md README.zh-CN.md wheels

clean:
	rm -rf .venv build dist demo wheels

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "auditkit needs Python 3.11 or later: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e . || { echo $(OFFLINE) >&2; exit 1; }
	touch $@

.venv/.dev: .venv/.installed
	$(PIP) install --upgrade 'pip>=25.1' || { echo $(OFFLINE) >&2; exit 1; }
	$(PIP) install -c constraints.txt --group dev -e '.[pg]' || { echo $(OFFLINE) >&2; exit 1; }
	touch $@

.venv/.os: .ci/os-packages .venv/bin/python
	.ci/os-packages
	touch $@
