#!/usr/bin/env bash
# Makes the class archive in the background at low priority, if it is out of date. Nothing waits for it: without the archive
# Spark starts, only slower.
set -euo pipefail
cd "$(dirname "$0")/.."

if tools/jars.sh --check class-archive; then exit 0; fi
log=.build/logs/class-archive.log
mkdir -p .build/logs
nohup nice -n 10 tools/jars.sh class-archive >"$log" 2>&1 </dev/null &
echo "Making the class archive in the background, for faster starts of Spark (log: $log)"
