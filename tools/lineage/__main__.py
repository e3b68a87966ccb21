"""Prints the column lineage as JSON; reads tables and feeds as JSON from standard input."""

from __future__ import annotations

import json
import sys

from lineage.report import lineage_json

json.dump(lineage_json(json.load(sys.stdin)), sys.stdout)
