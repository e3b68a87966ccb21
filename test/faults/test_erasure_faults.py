"""Killed wherever it hurts, an erasure that is repeated completes, and takes nothing of others.

Each person's erasure is killed once in each phase, in order, then completes. The long form has
ERASURE_KILLS (20) kills at random points by FAULT_SEED; `make test-long` and `make test-faults` run
it, with COMPUTE=serverless on Spark Connect.
"""

from __future__ import annotations

import json
import math
import os
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

import lakehouse_setup as setup

from .. import forms
from .compute import COMPUTE
from .ingest_process import IngestProcess
from .kill_points import CHECKPOINTS, KillPoint, written
from .people import address, land, person_id

LONG = forms.LONG or "FAULT_KILLS" in os.environ or "ERASURE_KILLS" in os.environ
SEED = int(os.environ.get("FAULT_SEED") or (time.time_ns() % 1_000_000 if LONG else 20))
CHILD = Path(__file__).with_name("erasure_child.py")

PHASES = (
    ((f"{CHECKPOINTS}/erasure/*.json",), 0.2),
    (
        tuple(
            file
            for name in ("conversations", "conversation_signals", "deals")
            for file in written(f"silver.{name}")
        ),
        0.5,
    ),
    ((*written("bronze.deals_raw"), *written("bronze.conversations_raw")), 0.5),
    ((f"volumes/{setup.CATALOG}/bronze/landing/deals/*.jsonl",), 4.0),
)
"""Files that an erasure writes, in order, and the longest seconds until the kill: the plan; rows
of silver; documents of bronze, after the landed files are removed; lines of landed files, before
gold is computed, old versions are removed and all is verified."""

SHORT = ((written("bronze.deals_raw")[1], 0.0),)
"""The short form: between two tables of bronze."""

KILLS = int(os.environ.get("ERASURE_KILLS") or (20 if LONG else len(SHORT)))
PEOPLE = math.ceil(KILLS / len(PHASES))


def test_an_erasure_that_was_killed_completes(tmp_path, spark):
    print(f"\nerasure faults: seed {SEED}, {KILLS} kills, compute {COMPUTE}", flush=True)
    chosen = random.Random(SEED)
    landing = setup.volume(tmp_path, setup.LANDING)
    land(landing, PEOPLE)
    setup.render_contracts(tmp_path)
    deals = _lines_of_others(landing)
    others: dict[str, list[Any]] = {}

    hit, waiting = 0, ["ingest"]
    for number in range(PEOPLE):
        step = f"forget_{number}"
        for moment, seconds in _moments(chosen)[: KILLS - number * len(PHASES)]:
            point = KillPoint("erasure", step, moment, chosen.uniform(0, seconds))
            killed = IngestProcess(tmp_path, [*waiting, step], CHILD).kill_at(point)
            print(f"  {point}: {'hit' if killed else 'passed it'}", file=sys.stderr, flush=True)
            hit += killed is not None
            waiting = []
            # in the long form, the first kill is before the first change
            others = others or _of_others(tmp_path, spark)
        waiting = [step]
    assert hit >= math.ceil(KILLS * 2 / 3)
    IngestProcess(tmp_path, waiting, CHILD).finish()

    assert len(others["silver.conversations"]) == 2 * PEOPLE
    assert _of_others(tmp_path, spark) == others
    assert _lines_of_others(landing) == deals
    tables = _tables(tmp_path, spark)
    told = json.dumps(tables, default=str, ensure_ascii=False)
    for number in range(PEOPLE):
        for text in (address(number), person_id(number), f"Kim{number} Kay called"):
            assert not re.search(rf"(?<!x){re.escape(text)}(?![x\d])", told), text
    erasures = tables["ops.erasures"]
    assert len(erasures) == PEOPLE
    assert all(row["verified_at"] for row in erasures)
    landed = {file.name for file in landing.rglob("*.json")}
    assert landed == {f"xcall {n} {c}.json" for n in range(PEOPLE) for c in range(2)}
    assert list(setup.volume(tmp_path, setup.CHECKPOINTS).glob("erasure/*.json")) == []


def _moments(chosen: random.Random) -> list[tuple[str, float]]:
    """A moment of each phase, with the longest time until the kill."""
    if not LONG:
        return list(SHORT)
    return [(chosen.choice(files), seconds) for files, seconds in PHASES]


def _of_others(home: Path, spark: Any) -> dict[str, list[Any]]:
    """The rows of silver and the documents of bronze that are of others."""
    tables = _tables(home, spark)
    silver = {
        table: sorted((row for row in tables[table] if str(row[key]).startswith("x")), key=str)
        for table, key in (
            ("silver.conversations", "call_id"),
            ("silver.conversation_signals", "call_id"),
            ("silver.deals", "deal_id"),
        )
    }
    bronze = [row["payload"] for row in tables["bronze.conversations_raw"]]
    return {**silver, "bronze": sorted(body for body in bronze if '"call_id": "x' in body)}


def _tables(home: Path, spark: Any) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of another process's catalog."""
    found = {}
    for log in home.glob("warehouse/*.db/*/_delta_log"):
        rows = spark.read.format("delta").load(log.parent.as_uri())
        name = f"{log.parent.parent.name.removesuffix('.db')}.{log.parent.name}"
        found[name] = [json.loads(row) for row in rows.toJSON().collect()]
    return found


def _lines_of_others(landing: Path) -> list[str]:
    lines = (landing / "deals" / "all deals.jsonl").read_text().split("\n")
    return [line for line in lines if '"x' in line]
