"""Silver is the same, and correct, for any order and any batches of the same documents.

Documents are made at random: corrections, re-evaluations, deletions, records sent again under
another name, broken ones. Evaluations arrive in documents of calls and apart from them. The long
form has ten rounds; `ORDER_SEEDS` sets another number.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest

from ...forms import LONG
from ..documents import (
    conversation,
    deal,
    deleted_call,
    deleted_evaluation,
    evaluation,
    rep,
    separate,
    signal,
)
from ..small_lakehouse import SmallLakehouse

TABLES = {
    "conversations": (
        *("silver.conversations", "silver.conversation_signals"),
        "silver.evaluations",
    ),
    "deals": ("silver.deals",),
    "reps": ("silver.reps",),
}
ALWAYS = ("silver.deletions", "silver.quarantine")
SEEDS = range(int(os.environ.get("ORDER_SEEDS") or (10 if LONG else 1)))
TIMES = [f"2025-03-1{day}T00:00:00Z" for day in range(5)]
IDS = [f"id_{number}" for number in range(8)]

Files = list[tuple[str, str]]
"""Paths below the landing zone, each with its content."""


def evaluations(rng: Random) -> list[dict[str, Any]]:
    """Up to two evaluations, of two versions, in which a signal may be broken or named twice."""
    made = []
    for _ in range(rng.randint(0, 2)):
        version, at = rng.choice(["v@1", "v@2"]), rng.choice(TIMES)
        if rng.random() < 0.2:
            made.append(deleted_evaluation(version, at))
            continue
        signals = [
            signal(rng.choice("ab"), rng.choice([0.1, 0.2]), confidence=rng.choice([0.5, 0.5, 2]))
            for _ in range(rng.randint(0, 3))
        ]
        made.append(evaluation(version, at, *signals))
    return made


def call_document(rng: Random) -> dict[str, Any]:
    call_id, at = rng.choice(IDS), rng.choice(TIMES)
    if rng.random() < 0.25:
        return deleted_call(call_id, at)
    updated_at = rng.choice([None, at])
    return conversation(
        call_id, *evaluations(rng), rep_id=rng.choice(["r1", "r2"]), updated_at=updated_at
    )


def evaluation_document(rng: Random) -> dict[str, Any]:
    made: list[dict[str, Any]] = []
    while not made:
        made = evaluations(rng)
    return separate(rng.choice([*IDS, "unknown"]), made[0])


def deal_document(rng: Random) -> dict[str, Any]:
    deleted = {"deleted": True} if rng.random() < 0.25 else {}
    return deal(rng.choice(IDS), rng.choice(TIMES), amount=rng.randint(1, 3)) | deleted


def rep_document(rng: Random) -> dict[str, Any]:
    deleted = {"deleted": True} if rng.random() < 0.25 else {}
    return rep(rng.choice(IDS), rng.choice(["team_1", "team_2"]), rng.choice(TIMES)) | deleted


MAKERS = {
    "conversations": {"conversations": call_document, "evaluations": evaluation_document},
    "deals": {"deals": deal_document},
    "reps": {"reps": rep_document},
}
"""By feed the feeds that write its tables, each with its documents."""


def arrivals(feed: str, rng: Random) -> tuple[Files, list[Files]]:
    """Files, some with the same content, and the same files shuffled and cut into two batches."""
    files: Files = []
    for folder, maker in MAKERS[feed].items():
        bodies = [json.dumps(maker(rng)) for _ in range(60 if LONG else 45)]
        bodies += ["{", *rng.choices(bodies, k=10)]
        files += [(f"{folder}/{number:02}.json", body) for number, body in enumerate(bodies)]
    shuffled = rng.sample(files, len(files))
    cut = rng.randrange(1, len(files))
    return files, [shuffled[:cut], shuffled[cut:]]


def silver(small: SmallLakehouse, feed: str) -> dict[str, list[dict[str, Any]]]:
    """Silver without what tells when a row was written."""
    when = {"silver.conversation_signals": ["updated_at"], "silver.quarantine": ["quarantined_at"]}
    return {
        table: small.rows(table, "ingested_at", *when.get(table, []))
        for table in (*TABLES[feed], *ALWAYS)
    }


@pytest.mark.parametrize("feed", TABLES)
@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_and_any_batches_give_the_same_tables(small, feed, seed):
    files, batches = arrivals(feed, Random(f"{feed} {seed}"))
    rng = Random(f"{feed} {seed} feeds")
    for folder in MAKERS[feed]:
        small.empty(small.contracts.feed(folder).bronze_table)
        small.keep(folder, *of_folder(folder, files))
    ended = []
    for deliveries in ([files], batches):
        small.empty(*TABLES[feed], *ALWAYS)
        for delivery in deliveries:
            for folder in rng.sample([*MAKERS[feed]], len(MAKERS[feed])):
                small.merge_kept(folder, *(name for name, _ in of_folder(folder, delivery)))
        ended.append(silver(small, feed))
    assert ended[1] == ended[0]
    expected = expected_calls(files) if feed == "conversations" else expected_rows(files)
    assert keys_of(ended[0], feed) == expected


def of_folder(folder: str, files: Files) -> Files:
    """The files of a folder, without its name."""
    return [(path.removeprefix(f"{folder}/"), b) for path, b in files if path.startswith(folder)]


def keys_of(tables: dict[str, list[dict[str, Any]]], feed: str) -> dict[Any, tuple[str, str]]:
    """Of each row of silver the document that it stands by: its hash and its file."""
    found = {}
    for table in TABLES[feed]:
        for row in tables[table]:
            by = (row["payload_sha256"], "/".join(row["source_file"].split("/")[-2:]))
            if table == "silver.evaluations":
                found[row["payload_sha256"]] = by
            elif table == "silver.conversation_signals":
                key = (row["call_id"], row["scoring_version"], row["signal_name"])
                found[(*key, row["value_number"])] = by
            else:
                found[row[{"conversations": "call_id"}.get(feed, f"{feed[:-1]}_id")]] = by
    return found


def documents(files: Files) -> list[tuple[dict[str, Any], tuple[str, str]]]:
    """The documents that are JSON, with hash and file; in order of precedence among equals."""
    read = [
        (json.loads(body), (hashlib.sha256(body.encode()).hexdigest(), file))
        for file, body in files
        if body != "{"
    ]
    return sorted(sorted(read, key=lambda one: one[1][1], reverse=True), key=lambda one: one[1][0])


def expected_rows(files: Files) -> dict[Any, tuple[str, str]]:
    """Expected rows of deals or reps, computed in plain Python."""
    latest: dict[str, tuple[Any, ...]] = {}
    for document, by in documents(files):
        key = document.get("deal_id") or document["rep_id"]
        is_deleted = bool(document.get("deleted"))
        if latest.get(key, ("", False))[:2] <= (document["updated_at"], is_deleted):
            latest[key] = (document["updated_at"], is_deleted, by)
    return {key: by for key, (_, is_deleted, by) in latest.items() if not is_deleted}


def expected_calls(files: Files) -> dict[Any, tuple[str, str]]:
    """Expected rows of calls, evaluations and signals, computed in plain Python."""
    read = documents(files)
    gone = deletions(document for document, _ in read)
    standing: dict[str, tuple[str, tuple[str, str]]] = {}
    found: dict[tuple[str, str], tuple[str, Any, dict[str, float]]] = {}
    rows: dict[Any, tuple[str, str]] = {}
    for document, by in read:
        if "call" not in document:
            if not document.get("deleted"):
                rows[by[0]] = by
            if document["scored_at"] > gone[document["call_id"]]:
                add_signals(found, document["call_id"], [document], by, gone)
            continue
        call = document["call"]
        if call.get("deleted"):
            continue
        scorings = document["evaluations"]
        times = [call["updated_at"] or "", call["call_timestamp"]]
        said_at = max(*times, *(scored["scored_at"] for scored in scorings))
        if said_at <= gone[call["call_id"]]:
            continue
        if standing.get(call["call_id"], ("", by))[0] <= said_at:
            standing[call["call_id"]] = (said_at, by)
        add_signals(found, call["call_id"], scorings, by, gone)
    rows |= {call_id: by for call_id, (_, by) in standing.items()}
    for (call_id, version), (_, by, values) in found.items():
        if call_id in standing:
            rows |= {(call_id, version, name, value): by for name, value in values.items()}
    return rows


def deletions(read: Iterable[dict[str, Any]]) -> dict[Any, str]:
    """The latest deletion by call, and by call and scoring version."""
    gone: dict[Any, str] = defaultdict(str)
    for document in read:
        call = document.get("call", {})
        call_id = call.get("call_id", document.get("call_id"))
        if call.get("deleted"):
            gone[call_id] = max(gone[call_id], call["updated_at"])
        scorings = document.get("evaluations", []) if "call" in document else [document]
        for scored in scorings:
            if scored.get("deleted"):
                key = (call_id, scored["scoring_version"])
                gone[key] = max(gone[key], scored["scored_at"])
    return gone


def add_signals(
    found: dict[tuple[str, str], tuple[str, Any, dict[str, float]]],
    call_id: str,
    scorings: Iterable[dict[str, Any]],
    by: tuple[str, str],
    gone: dict[Any, str],
) -> None:
    """Replaces the signals of older evaluations of a call by those of a document."""
    for scored in scorings:
        key = (call_id, scored["scoring_version"])
        good = {
            one["signal_name"]: one["value"]
            for one in scored.get("signals", [])
            if one["confidence"] <= 1
        }
        at, at_by, values = found.get(key, ("", None, {}))
        if not good or scored["scored_at"] <= gone[key] or scored["scored_at"] < at:
            continue
        same = at_by == by and at == scored["scored_at"]
        found[key] = (scored["scored_at"], by, {**values, **good} if same else good)
