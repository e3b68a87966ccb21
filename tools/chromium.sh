#!/usr/bin/env bash
# Installs Chromium, which tests of `lakehouse open` run in, where apt and root are there; where not, says how to. Silent
# when it is there. Never fails: without it those tests are skipped, and say so.
set -u
[ -z "${CHROMIUM:-}" ] || exit 0
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo '==> Chromium (about half a minute, once)'
  mkdir -p .build
  { timeout 120 apt-get update -q && DEBIAN_FRONTEND=noninteractive timeout 240 apt-get install -q -y --no-install-recommends chromium; } >.build/chromium.log 2>&1 && exit 0
  echo "Chromium could not be installed (see .build/chromium.log): tests of the page are skipped" >&2
else
  echo 'no Chromium: tests of the page are skipped. Install it (apt-get install chromium), or set CHROMIUM to its path' >&2
fi
exit 0
