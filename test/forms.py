"""Tests with a short and a long form run the short one, except by `make test-long`."""

from __future__ import annotations

import os

LONG = os.environ.get("LAKEHOUSE_TEST_LONG") == "1"
