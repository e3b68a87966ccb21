"""Killed wherever it hurts, an erasure that is repeated completes, and takes nothing of others.

`make test-faults` runs the long form: ERASURE_KILLS (20) kills at random points by FAULT_SEED.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

import lakehouse_setup as setup

from .ingest_process import IngestProcess
from .kill_points import CHECKPOINTS, KillPoint, written
from .people import address, land, person_id

LONG = "FAULT_KILLS" in os.environ or "ERASURE_KILLS" in os.environ
KILLS = int(os.environ.get("ERASURE_KILLS") or (20 if LONG else 2))
SEED = int(os.environ.get("FAULT_SEED") or (time.time_ns() % 1_000_000 if LONG else 20))
CHILD = Path(__file__).with_name("erasure_child.py")

MOMENTS = (
    f"{CHECKPOINTS}/erasure/*.json",
    *(written(table)[1] for table in ("silver.conversations", "silver.conversation_signals")),
    *written("bronze.deals_raw"),
    *written("bronze.conversations_raw"),
    *(written(table)[1] for table in ("silver.deals", "ops.erasures", "gold.rep_monthly_scores")),
)
"""Files that an erasure writes, from its plan to its end."""


def test_an_erasure_that_was_killed_completes(tmp_path, spark):
    print(f"\nerasure faults: seed {SEED}, {KILLS} kills", flush=True)
    chosen = random.Random(SEED)
    landing = setup.volume(tmp_path, setup.LANDING)
    land(landing, KILLS + 1)
    setup.render_contracts(tmp_path)
    IngestProcess(tmp_path, ["ingest"], CHILD).finish()
    others = _of_others(tmp_path, spark)
    deals = _lines_of_others(landing)
    assert len(others["silver.conversations"]) == 2 * (KILLS + 1)

    hit = 0
    moments = [chosen.choice(MOMENTS) for _ in range(KILLS)]
    # in short: once after the plan, once between the documents of bronze and their landed files
    moments[:2] = [MOMENTS[0], written("bronze.deals_raw")[1]]
    for number, moment in enumerate(moments):
        before = [f"forget_{number - 1}"] if number else []
        point = KillPoint("erasure", f"forget_{number}", moment, chosen.uniform(0, 0.5))
        killed = IngestProcess(tmp_path, [*before, point.step], CHILD).kill_at(point)
        print(f"  {point}: {'hit' if killed else 'passed it'}", file=sys.stderr, flush=True)
        hit += killed is not None
    assert hit >= KILLS * 2 // 3
    IngestProcess(tmp_path, [f"forget_{n}" for n in (KILLS - 1, KILLS)], CHILD).finish()

    assert _of_others(tmp_path, spark) == others
    assert _lines_of_others(landing) == deals
    tables = _tables(tmp_path, spark)
    told = json.dumps(tables, default=str, ensure_ascii=False)
    for number in range(KILLS + 1):
        for text in (address(number), person_id(number), f"Kim{number} Kay called"):
            assert not re.search(rf"(?<!x){re.escape(text)}(?![x\d])", told), text
    erasures = tables["ops.erasures"]
    assert len(erasures) == KILLS + 1
    assert all(row["verified_at"] for row in erasures)
    landed = {file.name for file in landing.rglob("*.json")}
    assert landed == {f"xcall {n} {c}.json" for n in range(KILLS + 1) for c in range(2)}
    assert list(setup.volume(tmp_path, setup.CHECKPOINTS).glob("erasure/*.json")) == []


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
