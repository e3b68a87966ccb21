"""Invariants of the tables after a landing zone was ingested, with any number of interruptions."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .compared_columns import COMPARED_COLUMNS
from .recompute import Row, expected, gold, moment

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FEEDS = ("conversations", "evaluations", "deals", "reps")
Tables = Mapping[str, list[Row]]


def tables_below(spark: SparkSession, warehouse: Path) -> dict[str, list[Row]]:
    """The columns that are compared, of every table of another process's catalog."""
    found = {}
    for table, columns in COMPARED_COLUMNS.items():
        folder = warehouse / "{}.db/{}".format(*table.split("."))
        rows = spark.read.format("delta").load(folder.as_uri()).selectExpr(*columns)
        found[table] = [
            json.loads(row[0]) for row in rows.selectExpr("to_json(struct(*))").collect()
        ]
    return found


def check(tables: Tables) -> None:
    """Silver, quarantine and gold are what bronze says, each record in them once."""
    bronze = {feed: tables[f"bronze.{feed}_raw"] for feed in FEEDS}
    wanted = expected(bronze)
    calls = keyed(tables["silver.conversations"], "call_id")
    same(
        calls,
        wanted.conversations,
        lambda row, call: row["rep_id"] == call["document"]["call"]["rep_id"],
    )
    found = keyed(tables["silver.evaluations"], "payload_sha256")
    assert found.keys() == wanted.evaluations.keys(), found.keys() ^ wanted.evaluations.keys()
    for sha256, row in found.items():
        assert row["source_file"] == wanted.evaluations[sha256]["file"], sha256
        assert row["call_id"] == wanted.evaluations[sha256]["document"]["call_id"], sha256
    for feed, rows in (("deals", wanted.deals), ("reps", wanted.reps)):
        same(keyed(tables[f"silver.{feed}"], f"{feed[:-1]}_id"), rows)
    check_signals(tables["silver.conversation_signals"], wanted.signals, calls)
    check_quarantine(tables["silver.quarantine"], wanted.quarantine)
    check_gold(tables)


def keyed(rows: Iterable[Row], *columns: str) -> dict[Any, Row]:
    """Rows by their key, of which each has one."""
    found: dict[Any, Row] = {}
    for row in rows:
        key = row[columns[0]] if len(columns) == 1 else tuple(row[name] for name in columns)
        assert key not in found, f"twice: {key}"
        found[key] = row
    return found


def same(found: Mapping[Any, Row], wanted: Mapping[Any, Row], also: Any = None) -> None:
    """The same keys, each from the document that had to win."""
    assert found.keys() == wanted.keys(), found.keys() ^ wanted.keys()
    for key, row in found.items():
        winner = wanted[key]
        at = (row["payload_sha256"], row["source_file"], moment(row["updated_at"]))
        assert at == (winner["sha256"], winner["file"], winner["updated_at"]), key
        assert also is None or also(row, winner), key


def check_signals(rows: list[Row], wanted: Mapping[Any, Row], calls: Mapping[str, Row]) -> None:
    """The signals of the latest evaluations, with the rep that their call has by now."""
    found = keyed(rows, "call_id", "signal_name", "scoring_version")
    assert found.keys() == wanted.keys(), found.keys() ^ wanted.keys()
    assert len({row["signal_id"] for row in rows}) == len(rows), "one id for two signals"
    for key, row in found.items():
        signal = wanted[key]
        values = (row.get(f"value_{kind}") for kind in ("number", "boolean", "string"))
        assert [value for value in values if value is not None] == [signal["value"]], key
        assert row.get("confidence") == signal.get("confidence"), key
        assert row["rep_id"] == calls[key[0]]["rep_id"], key


def check_quarantine(rows: list[Row], wanted: Counter[tuple[str, str, str]]) -> None:
    """Every rejected record that is not resolved, once; a signal is known by its name."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if row.get("resolved_at") is not None:
            continue
        what = row["payload"]
        if row["target_table"] == "silver.conversation_signals":
            what = json.loads(what)["signal_name"]
        found[row["target_table"], row["source_file"], what] += 1
    assert found == wanted, {"missing": wanted - found, "extra": found - wanted}


def check_gold(tables: Tables) -> None:
    """Gold is what a full computation of silver gives."""
    wanted = gold(tables["silver.conversation_signals"], tables["silver.reps"])
    rows = tables["gold.rep_monthly_scores"]
    found = keyed(rows, "rep_id", "month", "signal_name", "scoring_version")
    assert found.keys() == wanted.keys(), found.keys() ^ wanted.keys()
    for key, scores in wanted.items():
        for name, value in scores.items():
            got = found[key].get(name)
            if isinstance(value, float):
                assert isinstance(got, float | int), (key, name, got, value)
                assert isclose(got, value, abs_tol=1e-6), (key, name, got, value)
            else:
                assert got == value, (key, name, got, value)


def check_bronze(tables: Tables, contents: Mapping[str, list[bytes]], landing: str) -> None:
    """Every file that was delivered is in bronze once, as it was when it was read.

    `contents` has every content that each path below `landing` ever had: a file that was torn, or
    rewritten in place, may have been read at any of them, but whole and once.
    """
    for feed in FEEDS:
        found: dict[str, list[str]] = defaultdict(list)
        for row in tables[f"bronze.{feed}_raw"]:
            found[row["file_path"].removeprefix(f"dbfs:{landing}/")].append(row["payload"])
        paths = {path for path in contents if path.startswith(f"{feed}/")}
        assert found.keys() == paths, found.keys() ^ paths
        for path, payloads in found.items():
            versions = [body.decode() for body in contents[path]]
            records = [v.splitlines() if path.endswith(".jsonl") else [v] for v in versions]
            assert sorted(payloads) in [sorted(r) for r in records], path
