#!/usr/bin/env bash
# Installs the project's dependencies. Parts that are up to date are skipped; the others install at the same time.
#   tools/setup.sh          what a deployment and the local workspace need
#   tools/setup.sh tests    that, and what `make test` needs: test tools, Chromium, the class archive
# A part marks itself as installed only when it is complete, so an interrupted set-up continues where it stopped.
set -euo pipefail
# every part in a process group, so that an interrupt stops all that it started
set -m
cd "$(dirname "$0")/.."

scope=${1:-product}
case $scope in
  product | tests) ;;
  *) echo "error: set-up: the scope is not known, got $scope. Use \`product\` or \`tests\`" >&2; exit 2 ;;
esac

logs=.build/logs
mkdir -p "$logs"
started=$SECONDS
digest() { cat "$@" | cksum | tr -d ' '; }

tools/check.sh

# The stamps are stored in the folders that they describe: removing the folder removes the stamp.
uv_version=0.13.9
npm_stamp=node_modules/.set-up-$(digest package-lock.json cli/package.json)
venv_stamp=.build/venv/.set-up-$(digest tools/requirements.txt)
test_stamp=.build/venv/.set-up-tests-$(digest tools/requirements.txt tools/requirements-tests.txt)

# --- what each part does; its output goes to its log -----------------------------------------------------------------

provider() { tools/provider.sh; }

npm_packages() {
  npm ci --no-progress --loglevel=error
  touch "$npm_stamp"
}

# uv takes a third of the processor time of pip, which only installs uv.
uv() {
  local index=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-}}
  if [ ! -x ".build/uv-$uv_version/bin/uv" ]; then
    "${PYTHON:-python3}" -m venv --clear ".build/uv-$uv_version.new"
    ".build/uv-$uv_version.new/bin/python" -m pip install --disable-pip-version-check -q "uv==$uv_version"
    rm -rf ".build/uv-$uv_version"
    mv ".build/uv-$uv_version.new" ".build/uv-$uv_version"
  fi
  ${index:+env UV_DEFAULT_INDEX="$index"} ".build/uv-$uv_version/bin/uv" --quiet --no-progress "$@"
}

python_packages() {
  if [ ! -e "$venv_stamp" ]; then
    uv venv --clear --python "${PYTHON:-python3}" .build/venv
    uv pip install --python .build/venv/bin/python -r tools/requirements.txt
    touch "$venv_stamp"
  fi
  tools/jars.sh delta-lake lakehouse-local
  if [ "$scope" = tests ]; then test_tools; fi
}

test_tools() {
  if [ ! -e "$test_stamp" ]; then
    # tests write no bytecode, and would compile every import again in every process
    uv pip install --python .build/venv/bin/python --compile-bytecode -r tools/requirements.txt -r tools/requirements-tests.txt
    touch "$test_stamp"
  fi
  tools/jars.sh class-archive
}

has_python_packages() {
  [ -e "$venv_stamp" ] && tools/jars.sh --check delta-lake lakehouse-local || return 1
  [ "$scope" = product ] || { [ -e "$test_stamp" ] && tools/jars.sh --check class-archive; }
}

chromium() { tools/chromium.sh; }

# --- running parts ---------------------------------------------------------------------------------------------------

names=() titles=() pids=() folders=() begun=()

# begin NAME TITLE FOLDER: runs the function NAME in the background; FOLDER is measured when it ends.
begin() {
  echo "==> Installing $2"
  ("$1") >"$logs/$1.log" 2>&1 </dev/null &
  names+=("$1") titles+=("$2") folders+=("$3") pids+=($!) begun+=($SECONDS)
}

stop() {
  local pid
  for pid in ${pids[@]+"${pids[@]}"}; do kill -TERM -- "-$pid" 2>/dev/null || true; done
}
trap stop EXIT
trap 'echo "set-up: interrupted. Run it again to continue" >&2; exit 130' INT TERM HUP

# reason NAME: the line of the log that explains the failure
reason() {
  { grep -vE '^npm error (code|errno|syscall|A complete log|$)' "$logs/$1.log" |
    grep -m1 -iE 'error|fail|fatal|cannot|could not' || tail -n 1 "$logs/$1.log"; } |
    sed -E 's/^ *[×╰─▶]* *//; s/^(npm error|error:|jars:) //'
}

# finish: waits for all parts, and reports each when it ends
finish() {
  local left=${#names[@]} beat=$SECONDS i pid running
  while [ "$left" -gt 0 ]; do
    running=
    for i in "${!pids[@]}"; do
      pid=${pids[$i]}
      if kill -0 "$pid" 2>/dev/null; then running="$running${running:+, }${titles[$i]}"; continue; fi
      left=$((left - 1))
      unset "pids[$i]"
      if ! wait "$pid"; then
        echo "error: ${titles[$i]}: set-up failed, got $(reason "${names[$i]}"). The log is $logs/${names[$i]}.log" >&2
        exit 1
      fi
      grep -h '^note: ' "$logs/${names[$i]}.log" | sed 's/^note: /    /' || true
      echo "    ${titles[$i]}: installed${folders[$i]:+, $(du -sh "${folders[$i]}" 2>/dev/null | cut -f1)} ($((SECONDS - begun[i])) s)"
    done
    if [ $((SECONDS - beat)) -ge 30 ] && [ -n "$running" ]; then
      echo "    still installing: $running ($((SECONDS - started)) s)"
      beat=$SECONDS
    fi
    sleep 0.2
  done
}

# The provider first: without a registry it is built, and takes longest.
tools/provider.sh --check || begin provider 'Databricks provider' .build/terraform/mirror
[ -e "$npm_stamp" ] || begin npm_packages 'npm packages' node_modules
has_python_packages || begin python_packages 'Python packages and jars' .build/venv
if [ "$scope" = tests ] && ! tools/chromium.sh --check; then begin chromium Chromium ''; fi
finish

# bench/setup compares later runs with the first one
[ -e .build/first-set-up-seconds ] || echo $((SECONDS - started)) >.build/first-set-up-seconds
if [ $((SECONDS - started)) -ge 5 ]; then echo "    Set-up took $((SECONDS - started)) s"; fi
