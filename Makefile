.DEFAULT_GOAL := help
.PHONY: help build test verify format lint demo clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

build: ## compile and package, no tests
	mvn -q -B -DskipTests package

test: verify ## everything that must be green

verify: ## the tests, as continuous integration runs them
	mvn -B verify

format: ## rewrite the Java sources in the house format
	mvn -q -B spotless:apply

lint: ## format, dependency rules and package boundaries, without the other tests
	mvn -q -B spotless:check enforcer:enforce@house test -Dtest=BoundariesTest

demo: ## run the sample pipelines
	./caravan demo

clean: ## forget what was built (data/ stays)
	mvn -q -B clean
