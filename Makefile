# make demo [ONCE=1]   the whole service on sample feeds, alerts in the terminal (Ctrl-C ends it; ONCE=1: by itself)
# make test            everything that has to pass before a change lands
# make chaos           stages, servers, disks, networks and clocks fail while 1,000 articles flow; half an hour.
#                      ARTICLES=10000 is the long form, of an hour
# make deploy-check    image, compose files, chart, dashboards and alert rules with the tools that operators have; minutes
# make docs            the pages and dashboards that are written from the code
# All make a virtual environment in .venv first, and install again only when pyproject.toml has changed.
# PYTHON=/path/to/python3.12 chooses the interpreter that .venv is made with.

.PHONY: demo test chaos deploy-check docs lint install clean
.DEFAULT_GOAL := demo

bin := .venv/bin
fits := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

demo: .venv/.installed
	@$(bin)/figurewatch demo $(if $(ONCE),--once)

# Maven fetches Kafka before the tests begin, so that no test's time limit runs meanwhile; without it theirs are skipped.
test: lint
	-@$(bin)/python -m tests.servers.kafka_broker
	$(bin)/pytest

chaos: .venv/.installed-dev
	CHAOS=$(or $(ARTICLES),1000) $(bin)/pytest -s tests/service/test_chaos.py

# Wants buildah, podman, debootstrap (where no registry is in reach), prometheus and helm on the PATH.
deploy-check: .venv/.installed-dev
	@$(bin)/python -m pip install --quiet --disable-pip-version-check podman-compose kubernetes-validate
	DEPLOY=full $(bin)/pytest tests/deploy

docs: .venv/.installed-dev
	$(bin)/python docs/metrics.py
	$(bin)/python docs/configuration.py
	$(bin)/python deploy/grafana/make.py

lint: .venv/.installed-dev
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports

install: .venv/.installed

.venv/.installed: pyproject.toml | .venv/bin/python
	@echo "Installing figurewatch into .venv (a minute or two, once)"
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.installed-dev: pyproject.toml | .venv/bin/python
	@echo "Installing figurewatch and what its tests need into .venv (a minute or two, once)"
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/.installed

# Each candidate is asked, not just looked up: a name on the PATH may be a shim for a version that is not there, and
# Debian's python3 may lack venv. 3.12 and 3.11 come first: they have every wheel, a Redis server included; and the
# system's before others: version managers build without the profile that makes Python a tenth faster for the judge.
.venv/bin/python:
	@for python in $(PYTHON) /usr/bin/python3.12 /usr/bin/python3.11 python3.12 python3.11 python3 python3.13; do \
	  if "$$python" -c '$(fits)' 2>/dev/null; then exec "$$python" -m venv .venv; fi; \
	done; \
	echo "figurewatch needs Python 3.11, 3.12 or 3.13 with its venv module; install one (Debian: apt install python3 python3-venv) or name it with PYTHON=..." >&2; \
	exit 1

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
