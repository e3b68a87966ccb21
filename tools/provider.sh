#!/usr/bin/env bash
# Puts the Databricks provider of terraform into a filesystem mirror, and writes the CLI configuration that names it:
#   .build/terraform/mirror/            what `terraform init` installs from
#   .build/terraform/terraform.rc       TF_CLI_CONFIG_FILE
# The registry of providers is asked first; if none answers, the provider is built from its Go module.
# usage: tools/provider.sh [--check]
# --check installs nothing: the exit code is 1 when the provider is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(awk '$2 == "github.com/databricks/terraform-provider-databricks" { print substr($3, 2) }' tools/go.mod)
platform=$(terraform version -json 2>/dev/null | sed -n 's/.*"platform": "\(.*\)".*/\1/p')
home=.build/terraform
folder=$home/mirror/registry.terraform.io/databricks/databricks/$version/$platform
stamp=$home/provider-$version-$platform.done

mkdir -p "$home"
# written each time: it holds this folder's path, and the folder may have been moved
cat >"$home/terraform.rc" <<RC
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "$PWD/$home/mirror"
    include = ["registry.terraform.io/databricks/databricks"]
  }
  direct {
    exclude = ["registry.terraform.io/databricks/databricks"]
  }
}
RC
if [ -e "$stamp" ]; then exit 0; fi
if [ "${1:-}" = --check ]; then exit 1; fi
rm -rf "$home/mirror" && mkdir -p "$home/mirror"

# from_registry: an unpacked copy out of the registry, which must answer within seconds
from_registry() {
  local work
  work=$(mktemp -d)
  printf 'terraform {\n  required_providers {\n    databricks = { source = "databricks/databricks", version = "%s" }\n  }\n}\n' \
    "$version" >"$work/main.tf"
  (
    cd "$work"
    unset TF_CLI_CONFIG_FILE
    TF_REGISTRY_DISCOVERY_RETRY=0 TF_REGISTRY_CLIENT_TIMEOUT=5 timeout 300 terraform init -backend=false -input=false \
      >init.log 2>&1
  ) || { rm -rf "$work"; return 1; }
  mkdir -p "$folder"
  cp "$work"/.terraform/providers/registry.terraform.io/databricks/databricks/"$version"/"$platform"/* "$folder/"
  rm -rf "$work"
}

from_source() {
  if ! command -v go >/dev/null 2>&1; then
    echo "error: no registry of providers answers and there is no \`go\` on PATH to build databricks $version: \
install Go 1.24 or later, or connect to the internet" >&2
    return 1
  fi
  echo "note: no registry of providers answers: built databricks $version from its Go module"
  mkdir -p "$folder"
  # Without cgo, as the provider's releases (.goreleaser.yml), and without symbols; a larger heap spares the compiler
  # garbage collections.
  (cd tools && CGO_ENABLED=0 GOGC=400 go build -mod=mod -trimpath -ldflags='-s -w' \
    -o "../$folder/terraform-provider-databricks_v$version" \
    github.com/databricks/terraform-provider-databricks) 2>"$home/build.log" || {
    echo "error: the provider did not build: $(tail -n 1 "$home/build.log") (all of it: $home/build.log)" >&2
    return 1
  }
}

from_registry || from_source

touch "$stamp"
