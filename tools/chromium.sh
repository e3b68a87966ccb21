#!/usr/bin/env bash
# Installs Chromium for the tests of `lakehouse open`, where apt and root are available. Never fails: without Chromium these
# tests are skipped, and the report says so.
# usage: tools/chromium.sh [--check]
# --check installs nothing: the exit code is 1 when Chromium is missing.
set -u
cd "$(dirname "$0")/.."
[ -z "${CHROMIUM:-}" ] || exit 0
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "${1:-}" = --check ]; then exit 1; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  { timeout 120 apt-get update -q && DEBIAN_FRONTEND=noninteractive timeout 240 apt-get install -q -y --no-install-recommends chromium; } && exit 0
  echo 'note: Chromium could not be installed: tests of the page are skipped'
else
  echo 'note: Chromium is missing: tests of the page are skipped. Install it (apt-get install chromium), or set CHROMIUM to its path'
fi
exit 0
