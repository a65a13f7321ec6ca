# The few commands that people type. Each installs what it needs and is missing; the work is in .ci/.

.PHONY: help serve test lint build dist bench clean
.DEFAULT_GOAL := help

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

serve: build ## build the page and serve it on 127.0.0.1
	@node .ci/serve.mjs

build: ## build the page into dist/
	@.ci/setup
	@.ci/build --release

dist: build ## build the page as one file that works from a disk, dist/sightline.html
	@ls -l dist/sightline.html

test: ## run every test, those in a browser too
	@.ci/test

lint: ## check formatting, clippy, documentation and scripts
	@.ci/lint

bench: ## say what a review costs, stage by stage
	@.ci/bench

clean: ## remove what was built and installed in this folder
	rm -rf target dist .tools web/editor/node_modules tests/browser/node_modules
