# make demo              the whole product on this machine: set up, deploy, load, run, show
# make demo DATA=folder  the same with a landing folder of yours
# make test-faults       the ingest job killed 50 times; SEED=n replays, KILLS=n for fewer, COMPUTE=serverless
# make test              every check and test; closes with `N passed, N failed`
# make test-long         the same with the long forms, as every night

.DEFAULT_GOAL := help
.PHONY: help setup docs demo test-setup test test-long test-faults bench test-tofu test-aws clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install what a deployment and the local workspace need (quick when it is installed)
	@tools/setup.sh
	@tools/class-archive.sh

demo: ## run the whole product on this machine [DATA=folder of landing files]
	@tools/setup.sh
	@node --import tsx tools/demo.ts $(if $(DATA),--data "$(DATA)")
	@tools/class-archive.sh

test-setup: ## install the test tools as well: pytest, linters, Chromium
	@tools/setup.sh tests

test: test-setup ## type check, lint, jest, pytest, end to end
	@node --import tsx tools/test.ts

test-long: test-setup ## the same with the long forms: 50 kills, more random orders, all real calls, all environments
	@node --import tsx tools/test.ts --long

test-faults: test-setup ## kill the ingest job 50 times, and look for what is lost or doubled [SEED=7 KILLS=12 COMPUTE=serverless]
	@FAULT_KILLS=$(or $(KILLS),50) FAULT_SEED=$(SEED) FAULT_COMPUTE=$(COMPUTE) node --import tsx tools/test.ts faults

docs: ## build the docs as a searchable site, in .build/site
	@tools/docs-site.sh

bench: test-setup ## measure [BENCH="synth ingest"], and write docs/reference/benchmarks.md
	@node --import tsx bench/run.ts $(BENCH)

test-tofu: test-setup ## plan with OpenTofu and with Terraform, and compare (builds OpenTofu where there is none: 10 minutes)
	@node --import tsx tools/test-tofu.ts

test-aws: test-setup ## deploy the AWS storage to a moto server with the real AWS provider [AWS_PROVIDER_DIR=folder that has it]
	@tools/test-aws.sh

clean: ## remove what set-up made (not the local workspaces)
	rm -rf .build node_modules cdktf.out
