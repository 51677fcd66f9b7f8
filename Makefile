# One verb a task, the same here and in continuous integration; `make` alone lists them.
# Each target sets up .venv/ first, and again when pyproject.toml or requirements.lock changed.
SHELL := /bin/bash
.DEFAULT_GOAL := help
READY := .venv/ready
REVIEW := .venv/bin/livingreview
LINTERS := scripts/lint/node_modules/.package-lock.json
FORMAT := text
# What `make mutants` tries: SAMPLE of each of the WINGS (a number, or all), drawn by SEED, or ONLY
# these ids; JOBS at a time.
WINGS :=
SAMPLE := 40
SEED := 1
ONLY :=
JOBS := 1

.PHONY: help site serve check test lint format types audit mutants bench schema house golden lock clean changelog

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

site: $(READY) ## build the site into site/, strictly
	@$(REVIEW) build

serve: $(READY) ## show the site at http://127.0.0.1:8000/ and rebuild it when a file changes
	@$(REVIEW) serve

check: $(READY) ## check every rule on the data and the pages, in seconds
	@$(REVIEW) check --format $(FORMAT)

test: $(READY) ## run every test, some in a browser (installs Chromium where there is none)
	@browser="$$(.ci/browser)" && CHROMIUM="$$browser" .venv/bin/pytest -n 2 --dist worksteal

lint: $(READY) $(LINTERS) ## check the form of the code and its types: Python, scripts and style sheets (needs node)
	@.venv/bin/ruff check scripts tests
	@.venv/bin/ruff format --check scripts tests
	@.venv/bin/mypy
	@npm run --silent --prefix scripts/lint check

format: $(READY) $(LINTERS) ## write Python, scripts and style sheets in their one form (needs node)
	@.venv/bin/ruff check --fix-only scripts tests
	@.venv/bin/ruff format scripts tests
	@npm run --silent --prefix scripts/lint format

types: $(READY) $(LINTERS) ## check the types of Python and scripts (needs node)
	@.venv/bin/mypy
	@npm run --silent --prefix scripts/lint types

audit: $(READY) ## look at every built page in a browser: axe, small screens, plots, links; try many broken reviews (minutes)
	@browser="$$(.ci/browser)" && CHROMIUM="$$browser" .venv/bin/python tests/audit.py
	@.venv/bin/pytest -n 2 --hypothesis-profile audit tests/test_doors.py tests/files/test_hostile_yaml.py

mutants: $(READY) ## change the code in many small ways and name each change that no test notices (minutes; needs uv and the network)
	@mkdir -p .cache
	@uv run --quiet --no-project --isolated --with mutmut==3.8.1 tests/mutants/draw.py --wings "$(WINGS)" \
	  --sample "$(SAMPLE)" --seed "$(SEED)" --only "$(ONLY)" >.cache/mutants.jsonl
	@PYTHONPATH=tests nice .venv/bin/python tests/mutants/run.py .cache/mutants.jsonl --jobs $(JOBS)

bench: $(READY) ## print times and sizes of this review and of a made-up one of 1,000 sources
	@.venv/bin/python tests/bench.py

schema: $(READY) ## write the JSON Schemas, references/README.md, references/TEMPLATE.yml and what docs/reference.md says of macros
	@$(REVIEW) schema

house: $(READY) ## draw the picture of the package's wings for docs/development.md
	@PYTHONPATH=tests .venv/bin/python tests/house.py

lock: ## write requirements.lock anew from pyproject.toml (needs uv and the network)
	uv pip compile pyproject.toml --extra test --group build --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --quiet --output-file requirements.lock

clean: ## remove what was built: site/, caches and .venv/
	@for folder in site .site-*; do \
	  if [ -f $$folder/.livingreview ] && [ ! -L $$folder ]; then rm -rf $$folder; \
	  elif [ -d $$folder ]; then echo "$$folder/ stays: it has no mark of a build (.livingreview)"; fi; \
	done
	@rm -f .site-lock; if [ -f .venv/pyvenv.cfg ]; then rm -rf .venv; fi
	rm -rf scripts/lint/node_modules
	rm -rf .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
	if [ -d scripts ]; then find scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +; fi

$(READY): pyproject.toml requirements.lock .ci/environment
	@echo "setting up .venv/ (once; seconds with uv, a minute without)"
	@.ci/environment

$(LINTERS): scripts/lint/package.json scripts/lint/package-lock.json
	@echo "installing what checks scripts and style sheets (once)"
	@npm ci --silent --prefix scripts/lint && touch $@

golden: $(READY) ## write anew what goes out of the tests' invented review (tests/data/golden/), and print what moved
	@PYTHONPATH=tests .venv/bin/python tests/golden.py

changelog: ## turn changelog.d/ into a section of CHANGELOG.md, for a release (needs uv and the network)
	uvx towncrier@26.9.0 build --yes --version "$$(.ci/version)"
