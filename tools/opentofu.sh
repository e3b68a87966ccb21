#!/usr/bin/env bash
# Makes OpenTofu ready to use the provider that set-up has, and prints the path of its program. It takes `tofu` from PATH;
# where there is none, it builds it from its Go module (10 minutes the first time):
#   .build/opentofu/tofu               where it was built
#   .build/opentofu/mirror/            what `tofu init` installs from: the same provider under OpenTofu's registry
#   .build/opentofu/tofu.rc            TF_CLI_CONFIG_FILE
set -euo pipefail
cd "$(dirname "$0")/.."

home=$PWD/.build/opentofu
for folder in "$PWD"/.build/terraform/mirror/registry.terraform.io/databricks/databricks/*/*; do
  version=$(basename "$(dirname "$folder")")
  mkdir -p "$home/mirror/registry.opentofu.org/databricks/databricks/$version"
  ln -sfn "$folder" "$home/mirror/registry.opentofu.org/databricks/databricks/$version/$(basename "$folder")"
done
cat >"$home/tofu.rc" <<RC
provider_installation {
  filesystem_mirror {
    path    = "$home/mirror"
    include = ["registry.opentofu.org/databricks/databricks"]
  }
  direct {
    exclude = ["registry.opentofu.org/databricks/databricks"]
  }
}
RC

if command -v tofu >/dev/null 2>&1; then
  command -v tofu
  exit 0
fi
if [ ! -x "$home/tofu" ]; then
  if ! command -v go >/dev/null 2>&1; then
    echo "error: there is neither \`tofu\` nor \`go\` on PATH: install OpenTofu 1.10 or later, or Go 1.26 or later to build it" >&2
    exit 1
  fi
  echo "    no \`tofu\` on PATH: building OpenTofu from its Go module (about 10 minutes the first time)" >&2
  (cd tools/opentofu && go build -mod=mod -o "$home/tofu" github.com/opentofu/opentofu/cmd/tofu) 2>"$home/build.log" || {
    echo "error: OpenTofu did not build: $(tail -n 1 "$home/build.log") (all of it: $home/build.log)" >&2
    exit 1
  }
fi
echo "$home/tofu"
