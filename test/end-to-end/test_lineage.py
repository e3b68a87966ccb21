"""`lakehouse lineage`: the way of a signal, checked against the landed file itself."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import LocalWorkspace

A_SIGNAL = (
    "select signal_id, call_id, signal_name from silver.conversation_signals"
    " order by signal_id limit 1"
)


def test_the_way_of_a_signal_ends_at_the_very_file_that_told_it(governed: LocalWorkspace) -> None:
    (signal,) = governed.rows(A_SIGNAL)
    done = governed.lakehouse("lineage", signal["signal_id"] or "", "--json")
    way = json.loads(done.stdout)
    assert (way["call_id"], way["signal_name"]) == (signal["call_id"], signal["signal_name"])
    volume = way["bronze_file"].removeprefix("dbfs:/Volumes/")
    landed = (governed.home / "volumes" / volume).read_bytes()
    assert hashlib.sha256(landed).hexdigest() == way["payload_sha256"]
    document = json.loads(landed)
    assert document["call"]["call_id"] == way["call_id"]
    assert document["source_system"] == way["source_system"]
    assert document["call"]["source_call_id"] == way["source_call_id"]
    names = {s["signal_name"] for e in document["evaluations"] for s in e["signals"]}
    assert way["signal_name"] in names


def test_the_way_is_told_line_by_line(governed: LocalWorkspace) -> None:
    (signal,) = governed.rows(A_SIGNAL)
    told = governed.lakehouse("lineage", signal["signal_id"] or "").stdout
    for layer in ("gold", "silver", "bronze", "source"):
        assert layer in told


def test_who_may_not_read_gold_is_not_shown_the_way(governed: LocalWorkspace) -> None:
    (signal,) = governed.rows(A_SIGNAL)
    done = governed.lakehouse(
        *("lineage", signal["signal_id"] or "", "--as", "reviewer@example.com"), check=False
    )
    assert done.returncode == 1
    assert "INSUFFICIENT_PERMISSIONS" in done.stderr


def test_a_signal_that_is_not_there_is_named(governed: LocalWorkspace) -> None:
    done = governed.lakehouse("lineage", "0" * 64, check=False)
    assert done.returncode == 1
    assert f"got {'0' * 64}" in done.stderr
