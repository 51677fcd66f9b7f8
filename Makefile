# One verb per task, the same here and in continuous integration; `make` alone lists them.
# Most targets first set up .venv/, again whenever pyproject.toml or requirements.lock has changed.
SHELL := /bin/bash
.DEFAULT_GOAL := help
READY := .venv/ready
REVIEW := .venv/bin/livingreview
LINTERS := scripts/lint/node_modules/.package-lock.json
FORMAT := text
NEEDS_UV = @command -v uv >/dev/null || { echo "make $@ needs uv: https://docs.astral.sh/uv/getting-started/installation/" >&2; exit 2; }
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

site: $(READY) ## build the site into site/; any problem or warning stops the build
	@$(REVIEW) build

serve: $(READY) ## preview the site at http://127.0.0.1:8000/ and rebuild it when a file changes
	@$(REVIEW) serve

check: $(READY) ## check the data and the pages against every rule, in seconds
	@$(REVIEW) check --format $(FORMAT)

test: $(READY) ## run every test, some in a browser (installs Chromium if there is none)
	@browser="$$(.ci/browser)" && CHROMIUM="$$browser" .venv/bin/pytest -n 2 --dist worksteal

lint: $(READY) $(LINTERS) ## check the style and types of Python, scripts and style sheets (needs node)
	@.venv/bin/ruff check scripts tests
	@.venv/bin/ruff format --check scripts tests
	@.venv/bin/mypy
	@npm run --silent --prefix scripts/lint check

format: $(READY) $(LINTERS) ## format Python, scripts and style sheets (needs node)
	@.venv/bin/ruff check --fix-only scripts tests
	@.venv/bin/ruff format scripts tests
	@npm run --silent --prefix scripts/lint format

types: $(READY) $(LINTERS) ## check the types of Python and scripts (needs node)
	@.venv/bin/mypy
	@npm run --silent --prefix scripts/lint types

audit: $(READY) ## check every built page in a browser (axe, small screens, plots, links) and many broken reviews (takes long)
	@browser="$$(.ci/browser)" && CHROMIUM="$$browser" .venv/bin/python tests/audit.py
	@.venv/bin/pytest -n 2 --hypothesis-profile audit tests/test_doors.py tests/files/test_hostile_yaml.py

mutants: $(READY) ## change the code in many small ways and name each change that no test notices (minutes; needs uv and the network)
	$(NEEDS_UV)
	@mkdir -p .cache
	@uv run --quiet --no-project --isolated --with mutmut==3.8.1 tests/mutants/draw.py --wings "$(WINGS)" \
	  --sample "$(SAMPLE)" --seed "$(SEED)" --only "$(ONLY)" >.cache/mutants.jsonl
	@PYTHONPATH=tests nice .venv/bin/python tests/mutants/run.py .cache/mutants.jsonl --jobs $(JOBS)

bench: $(READY) ## print times and sizes of this review and of an invented one with 1,000 sources
	@.venv/bin/python tests/bench.py

schema: $(READY) ## write the JSON Schemas, references/README.md, references/TEMPLATE.yml and the macros in docs/reference.md
	@$(REVIEW) schema

house: $(READY) ## draw the picture of the package's wings for docs/development.md
	@PYTHONPATH=tests .venv/bin/python tests/house.py

lock: ## rewrite requirements.lock from pyproject.toml (needs uv and the network)
	$(NEEDS_UV)
	uv pip compile pyproject.toml --extra test --group build --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --quiet --output-file requirements.lock

clean: ## remove everything that was built: site/, caches and .venv/
	@for folder in site .site-*; do \
	  if [ -f $$folder/.livingreview ] && [ ! -L $$folder ]; then rm -rf $$folder; \
	  elif [ -d $$folder ]; then echo "$$folder/ is kept: it was not built by livingreview (no .livingreview in it)"; fi; \
	done
	@rm -f .site-lock; if [ -f .venv/pyvenv.cfg ]; then rm -rf .venv; fi
	rm -rf scripts/lint/node_modules
	rm -rf .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
	if [ -d scripts ]; then find scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +; fi

$(READY): pyproject.toml requirements.lock .ci/environment
	@echo "setting up .venv/ (once; seconds with uv, a minute without)"
	@.ci/environment

$(LINTERS): scripts/lint/package.json scripts/lint/package-lock.json
	@echo "installing the linters of scripts and style sheets (once)"
	@npm ci --silent --prefix scripts/lint && touch $@

golden: $(READY) ## rewrite the expected output of the tests' invented review (tests/data/golden/) and list changes
	@PYTHONPATH=tests .venv/bin/python tests/golden.py

changelog: ## turn changelog.d/ into a section of CHANGELOG.md, for a release (needs uv and the network)
	$(NEEDS_UV)
	uvx towncrier@26.9.0 build --yes --version "$$(.ci/version)"
