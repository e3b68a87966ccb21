"""Each way of a feed to evolve, on documents that its contract does not foresee."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lakehouse.ingest.feed_schemas import NewColumns, UndeclaredFields
from lakehouse.runtime import contracts as module

from ..documents import conversation, evaluation, signal
from ..small_lakehouse import SmallLakehouse

FEED = "conversations"
BRONZE = "bronze.conversations_raw"
DECLARED = [
    *("payload", "_metadata", "_rescued_data", "ingested_at"),
    *("redacted_at", "payload_sha256"),
]
MADE_ANEW = [BRONZE, "silver.conversations", "ops.feed_schemas", "ops.rescued_data"]

PARTICIPANT = {"participant_id": "rep_1", "name": "R", "role": "rep"}
KIND = evaluation("v@1", "2025-03-05T00:00:00Z", signal("emotion", {"joy": 0.4}))
OLD = {"old.json": conversation("call_0")}
MOOD = {
    "mood.json": conversation("call_8", mood="glad"),
    "clean.json": conversation("call_9"),
}
FITS = {
    "mismatch.json": conversation("call_4", duration_seconds="60"),
    "case.json": conversation("call_5", channel=None, Channel="sms"),
}
NEW = {
    "top.json": conversation("call_1") | {"sentiment": 0.50, "payload": "taken"},
    "participant.json": conversation("call_2", participants=[{**PARTICIPANT, "phone": "1"}]),
    "kind.json": conversation("call_3", KIND),
}
FIELDS = ["call.participants[].phone", "evaluations[].signals[].value", "sentiment"]


def land(small: SmallLakehouse, documents: dict[str, Any]) -> dict[str, bytes]:
    """Puts documents into the landing zone, each byte for byte as told."""
    bodies = {name: json.dumps(body, indent=1).encode() for name, body in documents.items()}
    for name, body in bodies.items():
        small.land(f"{FEED}/{name}", body)
    return bodies


def bronze(small: SmallLakehouse) -> dict[str, dict[str, Any]]:
    """The rows of bronze by file name; each file is there once."""
    rows = [row.asDict(recursive=True) for row in small.spark.table(BRONZE).collect()]
    found = {row["_metadata"]["file_name"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def rescued(row: dict[str, Any]) -> dict[str, Any] | None:
    """Rescued data of a row, without its file."""
    data = row["_rescued_data"] and json.loads(row["_rescued_data"])
    return data and {name: value for name, value in data.items() if name != "_file_path"}


@pytest.fixture
def start(small: SmallLakehouse, contracts: module.Contracts):
    """Begins again in a mode, with a document landed and merged that fits the contract."""

    def in_mode(mode: str) -> tuple[SmallLakehouse, dict[str, bytes]]:
        small.contracts = contracts
        small.start_again(*MADE_ANEW)
        small.evolve(FEED, mode)
        bodies = land(small, OLD)
        assert small.rows_landed(FEED) == 1
        return small, bodies

    return in_mode


@pytest.mark.parametrize("mode", ["rescue", "none"])
def test_by_rescue_and_none_everything_lands_and_no_column_comes(start, mode):
    small, bodies = start(mode)
    bodies |= land(small, FITS | NEW)
    assert small.rows_landed(FEED) == len(FITS | NEW)
    rows = bronze(small)
    assert {name: row["payload"].encode() for name, row in rows.items()} == bodies
    assert small.spark.table(BRONZE).columns == DECLARED
    found = {name: rescued(row) for name, row in rows.items()}
    if mode == "none":
        assert set(found.values()) == {None}
        return
    assert found == {
        "old.json": None,
        "mismatch.json": {"call.duration_seconds": "60"},
        "case.json": {"call.Channel": "sms"},
        "top.json": {"sentiment": 0.5, "payload": "taken"},
        "participant.json": {"call.participants[0].phone": "1"},
        "kind.json": {"evaluations[0].signals[0].value": {"joy": 0.4}},
    }


def test_by_add_new_columns_the_stream_stops_once_and_then_has_the_columns(start):
    small, bodies = start("addNewColumns")
    # a reader whose checkpoint is older than the columns
    assert small.merge_feed(FEED)["silver.conversations"]["inserted"] == 1
    bodies |= land(small, FITS | NEW)

    with pytest.raises(NewColumns, match=r"an automatic retry: true, got ") as stopped:
        small.land_feed(FEED)
    for field, file in zip(FIELDS, ["participant", "kind", "top"], strict=True):
        assert f"{field} in dbfs:{small.volume}/{FEED}/{file}.json" in str(stopped.value)
    assert set(bronze(small)) == {"old.json"}
    assert small.spark.table(BRONZE).columns == DECLARED

    assert small.rows_landed(FEED) == len(FITS | NEW)
    rows = bronze(small)
    assert {name: row["payload"].encode() for name, row in rows.items()} == bodies
    evolved = small.spark.table(BRONZE).schema
    assert evolved.names == [*DECLARED, "call", "evaluations", "sentiment"]
    assert rows["top.json"]["sentiment"] == "0.5"
    assert rows["participant.json"]["call"] == {"participants": [{"phone": "1"}]}
    assert rows["kind.json"]["evaluations"] == [{"signals": [{"value": '{"joy":0.4}'}]}]
    assert rows["old.json"]["call"] is rows["old.json"]["sentiment"] is None
    assert {name: rescued(row) for name, row in rows.items() if rescued(row)} == {
        "mismatch.json": {"call.duration_seconds": "60"},
        "case.json": {"call.Channel": "sms"},
        # a name that bronze has taken
        "top.json": {"payload": "taken"},
    }

    # a column of a struct grows, and what was there keeps its place and its values
    later = conversation("call_6", mood="glad") | {"Sentiment": "case"}
    bodies |= land(small, {"later.json": later})
    with pytest.raises(NewColumns, match=r"got call\.mood in dbfs:\S+/later\.json$"):
        small.land_feed(FEED)
    assert small.rows_landed(FEED) == 1
    grown = bronze(small)
    assert grown["later.json"]["call"]["mood"] == "glad"
    assert rescued(grown["later.json"]) == {"Sentiment": "case"}
    assert grown["participant.json"]["call"] == {"participants": [{"phone": "1"}], "mood": None}
    versions = small.spark.table("ops.feed_schemas").orderBy("version").collect()
    assert [(row["version"], [f["field"] for f in row["new_fields"]]) for row in versions] == [
        (1, FIELDS),
        (2, ["call.mood"]),
    ]

    # written, but not yet known to be read when the cluster died: the batch comes again
    commits = small.checkpoint(f"land_{FEED}") / "commits"
    last = max(int(file.name) for file in commits.iterdir() if file.name.isdigit())
    for file in (commits / str(last), commits / f".{last}.crc"):
        file.unlink(missing_ok=True)
    small.land_feed(FEED)
    assert bronze(small) == grown
    assert small.merge_feed(FEED)["silver.conversations"]["inserted"] == len(bodies) - 1

    # and the same batch is known by the sink of the other modes
    (commits / str(last)).unlink()
    (commits / f".{last}.crc").unlink(missing_ok=True)
    small.evolve(FEED, "rescue")
    bodies |= land(small, {"last.json": conversation("call_7", mood="sad")})
    small.land_feed(FEED)
    rows = bronze(small)
    assert {name: row["payload"].encode() for name, row in rows.items()} == bodies
    assert rescued(rows["last.json"]) == {"call.mood": "sad"}
    assert rows["last.json"]["call"] is None
    assert rows["later.json"] == grown["later.json"]


def test_explicit_stays_stopped_until_the_contract_changes_by_one_edit(
    start, edited_contracts_file: Path
):
    small, bodies = start("explicit")
    # other types and letter cases are no new fields
    bodies |= land(small, FITS)
    assert small.rows_landed(FEED) == len(FITS)
    assert rescued(bronze(small)["mismatch.json"]) == {"call.duration_seconds": "60"}

    bodies |= land(small, MOOD)
    for _ in range(2):
        with pytest.raises(UndeclaredFields) as stopped:
            small.land_feed(FEED)
        assert f"feed {FEED}: documents have fields that its contract" in str(stopped.value)
        assert "contracts/feeds/conversations.ts" in str(stopped.value)
        assert f"got call.mood in dbfs:{small.volume}/{FEED}/mood.json." in str(stopped.value)
        assert set(bronze(small)) == {"old.json", *FITS}
        assert small.spark.table("ops.feed_schemas").isEmpty()

    # what terraform does of the edit
    small.spark.sql("alter table silver.conversations add column mood string after channel")
    small.contracts = module.load(edited_contracts_file)
    small.evolve(FEED, "explicit")
    assert small.rows_landed(FEED) == 2
    rows = bronze(small)
    assert {name: row["payload"].encode() for name, row in rows.items()} == bodies
    assert rescued(rows["mood.json"]) is None
    assert small.spark.table(BRONZE).columns == DECLARED
    small.merge_feed(FEED)
    assert {row["call_id"]: row["mood"] for row in small.rows("silver.conversations")} == {
        "call_0": None,
        "call_5": None,
        "call_8": "glad",
        "call_9": None,
        "call_4": None,
    }
