"""Every kind of bad document at once, among good ones: none is lost, none stops another."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from ..bad_documents import DOCUMENTS, BadDocument, body_of
from ..documents import conversation, deal, evaluation, signal
from ..small_lakehouse import SmallLakehouse

GOOD = [f"good_{number}" for number in range(20)]
BY_NAME = {kind.name: kind for kind in DOCUMENTS}

# lines of one file, and the rule that each breaks
DEAL_LINES: list[tuple[bytes, str | None]] = [
    (b"\xef\xbb\xbf" + json.dumps(deal("deal_bom", "2025-03-01T00:00:00Z")).encode(), None),
    (json.dumps(deal("deal_crlf", "2025-03-01T00:00:00Z")).encode() + b"\r", None),
    (b"", "well_formed"),
    (b"{} {}", "well_formed"),
    (json.dumps(deal("deal_two", "2025-03-01T00:00:00Z")).encode() * 2, "well_formed"),
    # they look the same where bytes that are not UTF-8 are replaced
    (b'{"deal_id": "caf\xe8"}', "well_formed"),
    (b'{"deal_id": "caf\xe9"}', "well_formed"),
    (json.dumps(deal("d", "2025-03-01T00:00:00Z", amount=1e30)).encode(), "amount_valid"),
    (json.dumps(deal("d", "2025-03-01T00:00:00Z", amount=float("nan"))).encode(), "amount_valid"),
    (json.dumps(deal("d", "2025-03-01T00:00:00Z", outcome="Won")).encode(), "outcome_known"),
    (b'{"deal_id": "cut", "amount": 1', "well_formed"),
]

# names that a file system takes, and others take for something else
NAMES = [
    "a b%20c#d?e.json",
    "2025-03-04T10:00:00Z.json",
    "שלום 🙂.json",
    "line\nbreak.json",
    "back\\slash[*]{}.json",
]


@pytest.fixture(autouse=True, scope="module")
def _as_deep_as_spark() -> Iterator[None]:
    """Python reads JSON that is nested as deep as Spark's parser goes."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(5_000)
    yield
    sys.setrecursionlimit(before)


@pytest.fixture(scope="module")
def landed(small: SmallLakehouse) -> SmallLakehouse:
    for kind in DOCUMENTS:
        small.land(f"conversations/2025-03/{kind.name}.json", kind.body)
    for call_id in GOOD:
        body = conversation(call_id, evaluation("v@1", "2025-03-05T00:00:00Z", signal("x", 1)))
        small.land(f"conversations/2025-03/{call_id}.json", json.dumps(body))
    for number, name in enumerate(NAMES):
        small.land(f"conversations/names/{name}", body_of(f"name_{number}"))
    small.land("conversations/folder.json/in_folder.json", body_of("in_folder"))
    small.land("elsewhere/linked.json", body_of("linked"))
    folder = small.landing / "conversations"
    (folder / "link.json").symlink_to(small.landing / "elsewhere/linked.json")
    (folder / "dangling.json").symlink_to(folder / "absent.json")
    (folder / "circle.json").symlink_to(folder / "circle.json")
    os.mkfifo(folder / "pipe.json")
    small.land("deals/deals.jsonl", b"\n".join(line for line, _ in DEAL_LINES))
    files = len(DOCUMENTS) + len(GOOD) + len(NAMES) + 2
    landed = {feed: count for feed, count in small.land_all().items() if count}
    assert landed == {"conversations": files, "deals": len(DEAL_LINES)}
    small.merge_all()
    return small


@pytest.fixture(scope="module")
def rejects(landed: SmallLakehouse) -> dict[str, list[dict[str, Any]]]:
    """Quarantine by file name, each record with its rules and the hash of its payload."""
    rows = landed.spark.sql(
        "select quarantine_id, target_table, sha2(payload, 256) as sha256,"
        " element_at(split(source_file, '/'), -1) as file, errors from silver.quarantine"
    ).collect()
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["file"], []).append(row.asDict(recursive=True))
    return found


@pytest.fixture(scope="module")
def calls(landed: SmallLakehouse) -> dict[str, dict[str, Any]]:
    """silver.conversations by the name of the kind, for a large transcript only what it weighs."""
    rows = landed.spark.sql(
        "select call_id, title, duration_seconds, sha2(transcript_text, 256) as text_sha256,"
        " element_at(split(source_file, '/'), -1) as file from silver.conversations"
    ).collect()
    return {row["file"].removesuffix(".json"): row.asDict() for row in rows}


def broken(records: list[dict[str, Any]], table: str) -> Counter[str]:
    """Number of records of the table by violated rule; each error has a message and columns."""
    errors = [e for r in records if r["target_table"] == table for e in r["errors"]]
    assert all(error["message"] and error["columns"] for error in errors)
    return Counter(error["rule"] for error in errors)


def test_there_are_many_kinds_and_each_is_another():
    assert len(BY_NAME) == len(DOCUMENTS) >= 80
    assert len({kind.body for kind in DOCUMENTS}) == len(DOCUMENTS)


def test_bronze_has_the_bytes_of_every_file(landed):
    rows = landed.spark.sql(
        "select _metadata.file_name as file, _metadata.file_size as size,"
        " sha2(payload, 256) as sha256 from bronze.conversations_raw"
    ).collect()
    # Spark tells a name as the last part of a URL
    found = {unquote(row["file"]): (row["sha256"], row["size"]) for row in rows}
    assert len(found) == len(rows)
    folder = landed.landing / "conversations"
    for file in (f for f in folder.rglob("*.json") if f.is_file()):
        body = file.read_bytes()
        assert found.pop(file.name) == (hashlib.sha256(body).hexdigest(), len(body)), file.name
    assert not found


@pytest.mark.parametrize("kind", DOCUMENTS, ids=lambda kind: kind.name)
def test_each_kind_is_in_silver_or_in_quarantine_and_explained(kind, calls, rejects):
    records = rejects.get(f"{kind.name}.json", [])
    of_call = [record for record in records if record["target_table"] == "silver.conversations"]
    assert kind.rules <= set(broken(records, "silver.conversations"))
    if kind.rules:
        assert kind.name not in calls
        assert [r["sha256"] for r in of_call] == [hashlib.sha256(kind.body).hexdigest()]
    else:
        assert not of_call
        assert calls[kind.name] == expected_call(kind)
    in_signals = broken(records, "silver.conversation_signals")
    assert kind.rejected_signals.items() <= in_signals.items()
    assert bool(in_signals) == bool(kind.rejected_signals)


def expected_call(kind: BadDocument) -> dict[str, Any]:
    """The row of silver as Python reads the body."""
    call = json.loads(kind.body)["call"]
    turns = sorted(
        (turn or {} for turn in call.get("transcript") or []),
        key=lambda turn: turn.get("turn_index") or 0,
    )
    spoken = (": ".join(t[f] for f in ("role", "text") if t.get(f)) for t in turns)
    return {
        "call_id": call["call_id"],
        "title": call["title"],
        "duration_seconds": call.get("duration_seconds"),
        "text_sha256": hashlib.sha256("\n".join(spoken).encode()).hexdigest(),
        "file": f"{kind.name}.json",
        **kind.as_read,
    }


def test_signals_enter_but_for_those_that_break_a_rule(landed):
    rows = landed.spark.sql(
        "select element_at(split(source_file, '/'), -1) as file, count(*) as signals"
        " from silver.conversation_signals group by file"
    ).collect()
    expected = {f"{k.name}.json": k.accepted_signals for k in DOCUMENTS if k.accepted_signals}
    expected |= {f"{call_id}.json": 1 for call_id in GOOD}
    assert {row["file"]: row["signals"] for row in rows} == expected


def test_bronze_says_what_of_an_accepted_document_silver_does_not_have(landed):
    rows = landed.spark.sql(
        "select _metadata.file_name as file, _rescued_data as data from bronze.conversations_raw"
    ).collect()
    rescued = {row["file"]: row["data"] or "{}" for row in rows}
    for kind in DOCUMENTS:
        if not kind.rules and not kind.rejected_signals:
            paths = set(json.loads(rescued[f"{kind.name}.json"])) - {"_file_path"}
            assert paths == set(kind.rescued), kind.name


def test_half_a_character_is_kept_as_it_was_sent(landed):
    row = landed.spark.sql(
        "select _rescued_data as data from bronze.conversations_raw"
        " where _metadata.file_name = 'lone_surrogate.json'"
    ).first()
    assert json.loads(row["data"])["call.title"] == "cut \ud83d"


def test_good_calls_are_all_there_whatever_lands_with_them(calls):
    assert set(GOOD) <= set(calls)


def test_files_are_read_whatever_their_names_and_whatever_lies_beside_them(calls):
    assert {f"name_{number}" for number in range(len(NAMES))} | {"in_folder", "linked"} <= {
        call["call_id"] for call in calls.values()
    }


def test_each_line_of_a_file_is_a_record_of_its_own(landed, rejects):
    records = rejects["deals.jsonl"]
    assert len({record["quarantine_id"] for record in records}) == len(records)
    rules = {r["sha256"]: {e["rule"] for e in r["errors"]} for r in records}
    for line, rule in DEAL_LINES:
        found = rules.pop(hashlib.sha256(line).hexdigest(), set())
        assert (rule in found) if rule else not found, line
    assert not rules
    deals = landed.spark.table("silver.deals").select("deal_id").collect()
    assert {row["deal_id"] for row in deals} == {"deal_bom", "deal_crlf"}
