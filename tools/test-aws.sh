#!/usr/bin/env bash
# Deploys the AWS storage to a moto server with the real AWS provider and the real Databricks provider, on this machine.
# The AWS provider comes from the folder AWS_PROVIDER_DIR (which has terraform-provider-aws, or one with a version in its
# name), else from a registry of providers; where there is neither, it says so and fails: nothing was tested then.
set -euo pipefail
cd "$(dirname "$0")/.."

home=$PWD/.build/aws
version=${AWS_PROVIDER_VERSION:-6.25.0}
platform=$(terraform version -json 2>/dev/null | sed -n 's/.*"platform": "\(.*\)".*/\1/p')
mkdir -p "$home"
rm -rf "$home/mirror"

databricks='"registry.terraform.io/databricks/databricks"'
if [ -n "${AWS_PROVIDER_DIR:-}" ]; then
  program=$(find "$AWS_PROVIDER_DIR" -maxdepth 1 -name 'terraform-provider-aws*' -type f -perm -u+x | sort -V | tail -n 1)
  if [ -z "$program" ]; then
    echo "error: AWS_PROVIDER_DIR: has no terraform-provider-aws, got $AWS_PROVIDER_DIR" >&2
    exit 1
  fi
  found=$(basename "$program" | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' || true)
  folder=$home/mirror/registry.terraform.io/hashicorp/aws/${found:-$version}/$platform
  mkdir -p "$folder"
  ln -sfn "$program" "$folder/terraform-provider-aws_v${found:-$version}"
  aws="filesystem_mirror {
    path    = \"$home/mirror\"
    include = [\"registry.terraform.io/hashicorp/aws\"]
  }"
else
  aws='direct {
    include = ["registry.terraform.io/hashicorp/aws"]
  }'
fi
cat >"$home/terraform.rc" <<RC
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "$PWD/.build/terraform/mirror"
    include = [$databricks]
  }
  $aws
}
RC

if [ -z "${AWS_PROVIDER_DIR:-}" ]; then
  probe=$(mktemp -d)
  trap 'rm -rf "$probe"' EXIT
  printf 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = ">= 6.0.0, < 7.0.0" }\n  }\n}\n' >"$probe/main.tf"
  # kept for the next time: it is 700 MB
  export TF_PLUGIN_CACHE_DIR=$home/cache
  mkdir -p "$TF_PLUGIN_CACHE_DIR"
  if ! (cd "$probe" && TF_CLI_CONFIG_FILE=$home/terraform.rc TF_REGISTRY_DISCOVERY_RETRY=0 TF_REGISTRY_CLIENT_TIMEOUT=5 \
    timeout 600 terraform init -backend=false -input=false -no-color >"$home/init.log" 2>&1); then
    echo "error: nothing was tested: no registry of providers answers with hashicorp/aws, and AWS_PROVIDER_DIR names no folder \
that has the provider (all of what terraform said: $home/init.log)" >&2
    exit 1
  fi
fi

stamp=.build/aws-venv/.set-up-$(cksum <tools/requirements-aws.txt | tr -d ' ')
if [ ! -e "$stamp" ]; then
  echo '==> Python packages of the moto server (a minute the first time)'
  "${PYTHON:-python3}" -m venv --clear .build/aws-venv
  .build/aws-venv/bin/pip install --disable-pip-version-check -q -r tools/requirements-aws.txt
  touch "$stamp"
fi

# without it every test would be skipped, and nothing tested
.build/aws-venv/bin/python -c 'import boto3, moto.server'

# not the project's conftest.py: it speaks of Spark, which is in another environment
TF_CLI_CONFIG_FILE=$home/terraform.rc exec .build/aws-venv/bin/python -m pytest -q --show-capture=no --durations=10 --noconftest -c /dev/null \
  -p no:cacheprovider --rootdir "$PWD" test/aws
