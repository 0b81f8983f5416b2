# Kenes. The two that matter: `make run` and `make test`. `make help` lists all.
PYTHON ?= python3
LAUNCH = @$(PYTHON) -m deploy.launch

.DEFAULT_GOAL := help
.PHONY: run test lint format test-unit test-integration test-e2e test-faults scale bench bench-chat bench-sealing bench-search bench-redaction screenshots fuzz audit setup pins clean help

run: ## Set up what is missing and serve on http://127.0.0.1:5000 (HOST, PORT)
	$(LAUNCH) run

test: ## Set up and run everything: linters, unit, integration on both databases, browser
	$(LAUNCH) test

lint: ## Static checks of Python, templates, scripts, styles and translations
	$(LAUNCH) lint

format: ## Bring Python code into the one shape
	$(LAUNCH) format

test-unit: ## Rules and architecture only: seconds
	$(LAUNCH) test-unit

test-integration: ## Services and pages on SQLite and PostgreSQL
	$(LAUNCH) test-integration

test-e2e: ## Real server, real browser, broken networks
	$(LAUNCH) test-e2e

test-faults: ## Break network, processes and databases under a long conversation (SEED, MESSAGES, MINUTES, DATABASES)
	$(LAUNCH) test-faults

scale: ## Two processes, Redis, PostgreSQL and nginx on this machine; runs the protocol tests through them
	$(LAUNCH) scale

bench: ## Measure pages and the desk
	$(LAUNCH) bench

bench-chat: ## Measure what a message costs beside a bare relay
	$(LAUNCH) bench-chat

bench-sealing: ## Measure what sealing costs the room
	$(LAUNCH) bench-sealing

bench-search: ## Measure the quality and speed of search
	$(LAUNCH) bench-search

bench-redaction: ## Measure how well personal data is found
	$(LAUNCH) bench-redaction

screenshots: ## Take pictures of the main pages in three languages
	$(LAUNCH) screenshots

fuzz: ## Random input at every page and event for ten minutes each
	$(LAUNCH) fuzz

audit: ## Ask whether pinned packages have published weaknesses, where a source can be reached
	$(LAUNCH) audit

setup: ## Only install and build what running, linting and testing need
	$(LAUNCH) setup

pins: ## Compile the lists of direct dependencies into pinned, hashed files
	$(LAUNCH) pins

clean: ## Remove what set-up made; questions and keys in instance/ stay
	$(LAUNCH) clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
