#!/usr/bin/env bash
# Checks that this machine has what the project cannot install for itself. One line for each thing that is missing,
# saying what to do; exit code 1 when there is any.
set -u
failed=0

# require NAME COMMAND LEAST "HOW TO GET THE VERSION" -> an error unless COMMAND is there and at least version LEAST
require() {
  local name=$1 command=$2 least=$3 version
  if ! command -v "$command" >/dev/null 2>&1; then
    echo "error: $name $least or later is needed, got no \`$command\` on PATH. Install it, or put it on PATH" >&2
    failed=1
    return
  fi
  version=$(eval "$4" 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)*' | head -n 1)
  if [ -z "$version" ] || [ "$(printf '%s\n%s\n' "$least" "$version" | sort -V | head -n 1)" != "$least" ]; then
    echo "error: $name $least or later is needed, got ${version:-unknown} from \`$command\`. Install a newer one" >&2
    failed=1
  fi
}

require Node.js node 20 'node --version'
require npm npm 10 'npm --version'
require Python "${PYTHON:-python3}" 3.11 '"${PYTHON:-python3}" --version'
require Java java 17 'java -version 2>&1 | grep version'
require "Java compiler (a JDK, not only a JRE)" javac 17 'javac -version'
require Maven mvn 3.8 'mvn --version | sed "s/\x1b\[[0-9;]*m//g"'
require Terraform terraform 1.10 'terraform version'

free_kb=$(df -Pk . | awk 'NR == 2 { print $4 }')
if [ "${free_kb:-0}" -lt 4000000 ] && [ ! -x .build/venv/bin/python ]; then
  echo "error: set-up needs 4 GB of free disk here, got $((free_kb / 1000000)) GB. Free some space" >&2
  failed=1
fi
exit $failed
