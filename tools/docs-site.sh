#!/usr/bin/env bash
# Builds the docs site into .build/site. Its generator has a separate environment, .build/docs-venv, installed once.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.build/docs-venv
stamp=$venv/.set-up-$(cksum <tools/requirements-docs.txt | tr -d ' ')
if [ ! -e "$stamp" ]; then
  echo '==> Installing the generator of the docs site'
  "${PYTHON:-python3}" -m venv --clear "$venv"
  "$venv/bin/python" -m pip install --disable-pip-version-check -q -r tools/requirements-docs.txt ||
    { echo 'error: docs: the generator could not be installed, got the error above. Check the package index' >&2; exit 1; }
  touch "$stamp"
fi
NO_MKDOCS_2_WARNING=1 "$venv/bin/mkdocs" build --strict --quiet
echo 'Built the docs: .build/site/index.html'
