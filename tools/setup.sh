#!/usr/bin/env bash
# Installs all that the project needs and can install, each part once: npm packages, Python packages, Spark's jars, the
# Databricks provider. Says what it does; silent and quick (under a second) when everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .build

started=$SECONDS
say() { printf '==> %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
digest() { cat "$@" | cksum | tr -d ' '; }

tools/check.sh

# the stamps lie inside what they speak of, so that removing it removes the stamp
npm_stamp=node_modules/.set-up-$(digest package-lock.json cli/package.json)
venv_stamp=.build/venv/.set-up-$(digest tools/requirements.txt)

provider_pid=
if ! compgen -G '.build/terraform/provider-*.done' >/dev/null; then
  say 'the Databricks provider for terraform (in the background)'
  tools/provider.sh >.build/provider.out 2>&1 &
  provider_pid=$!
  trap '[ -z "$provider_pid" ] || kill "$provider_pid" 2>/dev/null || true' EXIT
fi

if [ ! -e "$npm_stamp" ]; then
  say 'npm packages (about a minute the first time)'
  npm ci --no-progress --loglevel=error >.build/npm.log 2>&1 || fail "npm ci failed: $(sed -n 's/^npm error //p' .build/npm.log | grep -vm1 -E '^(code|errno|syscall)|^$') (all of it: .build/npm.log)"
  touch "$npm_stamp"
fi

if [ ! -e "$venv_stamp" ]; then
  say 'Python packages (1 to 3 minutes the first time)'
  "${PYTHON:-python3}" -m venv --clear .build/venv >.build/pip.log 2>&1 || fail "python3 -m venv failed: $(tail -n 1 .build/pip.log)"
  .build/venv/bin/pip install --disable-pip-version-check -q -r tools/requirements.txt >>.build/pip.log 2>&1 ||
    fail "pip install failed: $(grep -m1 ERROR .build/pip.log || tail -n 1 .build/pip.log) (all of it: .build/pip.log)"
  touch "$venv_stamp"
fi

tools/jars.sh

if [ -n "$provider_pid" ]; then
  wait "$provider_pid" || { provider_pid=; cat .build/provider.out >&2; exit 1; }
  provider_pid=
  cat .build/provider.out
else
  tools/provider.sh
fi

# bench/setup compares the next times with this one
[ -e .build/first-set-up-seconds ] || echo $((SECONDS - started)) >.build/first-set-up-seconds
if [ $((SECONDS - started)) -ge 5 ]; then say "set up in $((SECONDS - started)) s"; fi
