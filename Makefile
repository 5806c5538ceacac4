# Two commands do everything on a fresh machine: `make run` and `make test`.
PY ?= python3
export ADDONS TAGS CRM_PORT CRM_DB SEED

help:           ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: *[^#]*##/\t/' | expand -t 14
run:            ## set up what is missing and start the CRM with its sample organisation: http://127.0.0.1:8069
	@$(PY) bin/crm run
serve:          ## the same in the foreground
	@$(PY) bin/crm serve
stop:           ## stop the server and the private PostgreSQL
	@$(PY) bin/crm stop
shell:          ## Odoo's Python shell on the database
	@$(PY) bin/crm shell
test:           ## all tests; narrowed by ADDONS=crm_kit,crm_demo or TAGS=/crm_kit:TestKitIntent
	@$(PY) scripts/test.py
lint:           ## the house rules: ruff, pylint-odoo, test_lint, floors and more
	@$(PY) scripts/lint.py
drill:          ## kills, long fuzzing, interrupted set-up (SEED=n repeats one); writes a dated result
	@$(PY) scripts/drill.py
bench:          ## 10 k, 100 k and 1 M people (SIZES=10000 narrows); writes a dated result
	@$(PY) scripts/bench.py
pot:            ## export the translation templates
	@$(PY) scripts/pot.py
shots:          ## retake the screenshots of README and guide
	@$(PY) scripts/screenshots.py
clean:          ## delete .local with all databases of this checkout (asks first)
	@$(PY) bin/crm clean

.DEFAULT_GOAL := help
.PHONY: help run serve stop shell test lint drill bench pot shots clean
