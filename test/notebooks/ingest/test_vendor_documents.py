"""Documents of vendors from the landing zone to silver: mapped, rejected, joined and sent again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from lakehouse.erasure.forget import forget
from lakehouse.erasure.retention import apply_retention
from lakehouse.erasure.scope import Scope
from lakehouse.ingest.conversations import merge_batch
from lakehouse.recovery.rebuild import rebuild
from lakehouse.recovery.replay import replay_quarantine
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import accepted_sources
from lakehouse.sources.declarations import sources_of
from lakehouse.sources.mapping import Rejected, map_document
from pyspark.sql import functions as F

from ...forms import LONG
from ..disk_files import DiskFiles
from ..documents import conversation
from ..small_lakehouse import CATALOG, SmallLakehouse
from ..sources.vendor_documents import GONE, VENDORS, Vendor, changed

NAMES = [vendor.name for vendor in VENDORS]
BY_NAME = {vendor.name: vendor for vendor in VENDORS}
CALLS, QUARANTINE, BRONZE = "silver.conversations", "silver.quarantine", "bronze.conversations_raw"
PARTS = "ops.call_parts"
FIELDS = ("call_id", "source_call_id", "channel", "language", "title", "duration_seconds")
FIELDS = (*FIELDS, "rep_id", "account_id", "deal_id")
PERSON = "pat@prospect.example"


def example(vendor: Vendor) -> Any:
    """The published example; the two of Twilio have another id each."""
    if vendor.name != "twilio_assemblyai":
        return vendor.example
    return vendor.changed(vendor.id, "CAYY")


def truncated(vendor: Vendor) -> bytes:
    return json.dumps(vendor.example).encode()[:-40]


def not_utf_8(vendor: Vendor) -> bytes:
    return json.dumps(vendor.example).encode() + b"\xff"


def repeated_key(vendor: Vendor) -> bytes:
    name = vendor.id[-1]
    return json.dumps(vendor.example).replace(f'"{name}":', f'"{name}": "x", "{name}":', 1).encode()


def other_vendor(vendor: Vendor) -> Any:
    return BY_NAME["genesys" if vendor.name != "genesys" else "fireflies"].example


def bad_id(value: Any) -> Callable[[Vendor], Any]:
    def made(vendor: Vendor) -> Any:
        document = vendor.example
        for place in (vendor.id, *vendor.other_ids):
            document = changed(document, place, value)
        return document

    return made


HOSTILE: dict[str, Callable[[Vendor], Any]] = {
    "empty": lambda _: b"",
    "truncated": truncated,
    "not_utf_8": not_utf_8,
    "html": lambda _: b"<html>429 Too Many Requests</html>",
    "repeated_key": repeated_key,
    "other_vendor": other_vendor,
    "canonical": lambda _: conversation("of_another_shape"),
    "float_id": bad_id(7.5),
    "no_time": lambda vendor: vendor.changed(vendor.time, GONE),
    "bad_time": lambda vendor: vendor.changed(vendor.time, vendor.bad_time),
    "no_transcript": lambda vendor: vendor.changed(vendor.pieces, GONE),
}
"""Documents without a call, by name."""


def body_of(document: Any) -> bytes:
    return document if isinstance(document, bytes) else json.dumps(document).encode()


def accept(small: SmallLakehouse, *names: str) -> None:
    """Accepts the mappings of these names."""
    accepted = accepted_sources(small.contracts.sources, names)
    feed = replace(small.contracts.feed("conversations"), sources=accepted)
    small.contracts = replace(
        small.contracts, feeds={**small.contracts.feeds, "conversations": feed}
    )


long_form = pytest.mark.skipif(not LONG, reason="a lakehouse for each test: the long form alone")


@pytest.fixture(scope="module")
def ingested(small: SmallLakehouse) -> SmallLakehouse:
    """The example of each vendor, its hostile variants, and a call of the feed's own shape."""
    accept(small, *NAMES)
    small.land("conversations/own.json", json.dumps(conversation("own")))
    small.land("conversations/teams/x.json", json.dumps(BY_NAME["gong"].example))
    for vendor in VENDORS:
        small.land(f"conversations/{vendor.name}/2026/example.json", body_of(example(vendor)))
        for name, variant in HOSTILE.items():
            small.land(f"conversations/{vendor.name}/{name}.json", body_of(variant(vendor)))
    small.ingest_feed("conversations")
    return small


def rows_of_vendor(small: SmallLakehouse, table: str, vendor: str) -> dict[str, dict[str, Any]]:
    """The rows of a table by the name of their file."""
    rows = small.spark.table(table).where(f"source_file like '%/conversations/{vendor}/%'")
    return {
        row["source_file"].rpartition("/")[2].removesuffix(".json"): row.asDict(recursive=True)
        for row in rows.collect()
    }


@pytest.mark.parametrize("vendor", VENDORS, ids=NAMES)
def test_an_example_is_a_call_and_hostile_variants_are_in_quarantine_by_rule_and_field(
    ingested: SmallLakehouse, vendor: Vendor
) -> None:
    calls = rows_of_vendor(ingested, CALLS, vendor.name)
    assert list(calls) == ["example"]
    row, expected = calls["example"], vendor.mapped
    if vendor.name == "twilio_assemblyai":
        expected["call"] |= {"call_id": "twilio:CAYY", "source_call_id": "CAYY"}
    assert {name: row[name] for name in FIELDS} == {
        name: expected["call"].get(name) for name in FIELDS
    }
    assert (row["source_system"], row["schema_version"]) == (
        expected["source_system"],
        f"{vendor.name}@1",
    )
    no_values = dict.fromkeys(("name", "email", "role"))
    assert row["participants"] == [no_values | one for one in expected["call"]["participants"]]
    assert [turn["text"] for turn in row["transcript"]] == [
        turn["text"] for turn in expected["call"]["transcript"]
    ]

    sources = sources_of(ingested.contracts.sources)
    rejected = rows_of_vendor(ingested, QUARANTINE, vendor.name)
    assert rejected.keys() == HOSTILE.keys()
    for name, variant in HOSTILE.items():
        body = body_of(variant(vendor))
        [first, *found] = rejected[name]["errors"]
        assert first["rule"] == "document_mapped"
        if name == "not_utf_8":
            assert [error["rule"] for error in found] == ["well_formed"]
            continue
        outcome = map_document(sources, body.decode(), vendor.name)
        assert isinstance(outcome, Rejected)
        assert [(error["rule"], error["columns"]) for error in found] == [
            (problem.rule, [problem.field] if problem.field else []) for problem in outcome.problems
        ]
        assert rejected[name]["payload"].encode() == body
    assert {name: rejected[name]["errors"][1]["rule"] for name in ("float_id", "no_time")} == {
        "float_id": "call_id_exact",
        "no_time": "call_timestamp_present",
    }


def test_bronze_has_the_bytes_and_no_rescued_data(ingested: SmallLakehouse) -> None:
    bronze = ingested.spark.table(BRONZE).where("_metadata.file_path like '%/example.json'")
    payloads = {row["payload"].encode() for row in bronze.collect()}
    assert payloads == {body_of(example(vendor)) for vendor in VENDORS}
    rescued = ingested.spark.table(BRONZE).where("_rescued_data is not null")
    # the folder of no mapping
    assert [row["_metadata"]["file_name"] for row in rescued.collect()] == ["x.json"]


def test_a_folder_of_no_accepted_mapping_is_read_by_the_shape_of_the_feed(
    ingested: SmallLakehouse,
) -> None:
    calls = {row["call_id"] for row in ingested.rows(CALLS)}
    assert "own" in calls
    [row] = rows_of_vendor(ingested, QUARANTINE, "teams").values()
    assert "call_id_present" in {error["rule"] for error in row["errors"]}


def test_quality_results_count_documents_without_a_call(ingested: SmallLakehouse) -> None:
    rows = ingested.spark.table("ops.quality_results").where("rule = 'document_mapped'").collect()
    assert sum(row["failed"] for row in rows) == len(VENDORS) * len(HOSTILE)


def test_documents_sent_again_change_nothing(ingested: SmallLakehouse) -> None:
    before = ingested.rows(CALLS)
    for vendor in VENDORS:
        ingested.land(f"conversations/{vendor.name}/z_again.json", body_of(example(vendor)))
    ingested.ingest_feed("conversations")
    assert ingested.rows(CALLS) == before


@long_form
def test_a_rebuild_replays_a_changed_mapping_from_bronze_and_changes_nothing_else(
    ingested: SmallLakehouse,
) -> None:
    options: Any = {
        "catalog": CATALOG,
        "checkpoints": ingested.options["checkpoints"],
        "remove": remover(ingested),
        "say": lambda _: None,
    }
    ingested.check_references()
    ingested.refresh()
    before = ingested.contracts
    try:
        feed = before.feed("conversations")
        assert feed.sources is not None
        mappings = [
            {**mapping, "version": 2, "title": "call.metaData.system"}
            if mapping["name"] == "gong"
            else mapping
            for mapping in feed.sources["mappings"]
        ]
        feed = replace(feed, sources={**feed.sources, "mappings": mappings})
        ingested.contracts = replace(before, feeds={**before.feeds, "conversations": feed})
        report = rebuild(ingested.spark, ingested.contracts, replace=True, **options)
        found = {one["table"]: one for one in report["tables"] if one["different"]}
        # the errors of a rejected document name the version of the mapping
        assert {table: one["different"] for table, one in found.items()} == {
            CALLS: 1,
            QUARANTINE: len(HOSTILE),
        }
        assert sum(one["missing"] + one["extra"] for one in report["tables"]) == 0
        assert set(report["replaced"]) == {CALLS, QUARANTINE}
        row = rows_of_vendor(ingested, CALLS, "gong")["example"]
        assert (row["title"], row["schema_version"]) == ("Outreach", "gong@2")
    finally:
        ingested.contracts = before


GONG_ID = BY_NAME["gong"].example["call"]["calls"][0]["metaData"]["id"]


def gong_parts(call_id: str = GONG_ID, text: str | None = None, title: str = "A call") -> Any:
    """The call and the transcript of Gong, as documents that are sent apart."""
    document = BY_NAME["gong"].example
    for place in (BY_NAME["gong"].id, *BY_NAME["gong"].other_ids):
        document = changed(document, place, call_id)
    document = changed(document, ("call", "calls", 0, "metaData", "title"), title)
    if text is not None:
        place = ("transcript", "callTranscripts", 0, "transcript", 1, "sentences", 0, "text")
        document = changed(document, place, text)
    return body_of(document["call"]), body_of(document["transcript"])


@pytest.fixture
def joining(small: SmallLakehouse) -> SmallLakehouse:
    """Empty tables that accept documents of Gong."""
    small.start_again(BRONZE, CALLS, QUARANTINE, PARTS, "silver.deletions", "ops.waiting_batches")
    accept(small, "gong")
    return small


def ingest(small: SmallLakehouse, **documents: bytes) -> None:
    """Lands documents of Gong by the name of their file, and ingests them as a batch."""
    for name, body in documents.items():
        small.land(f"conversations/gong/{name}.json", body)
    small.ingest_feed("conversations")


def waiting(small: SmallLakehouse) -> list[dict[str, Any]]:
    """Rows of the query of the alert about parts that wait."""
    rows = sql.run(small.spark, "monitoring/waiting_documents.sql", lag_hours=0).collect()
    return [row.asDict() for row in rows if row["stage"].startswith("other parts")]


@pytest.mark.parametrize("is_call_first", [True, False] if LONG else [True])
def test_a_part_waits_visibly_until_the_other_arrives(
    joining: SmallLakehouse, is_call_first: bool
) -> None:
    call, transcript = gong_parts()
    first, second = (call, transcript) if is_call_first else (transcript, call)
    ingest(joining, first=first)
    assert joining.rows(CALLS) == joining.rows(QUARANTINE) == []
    [part] = joining.rows(PARTS)
    assert (part["source"], part["source_call_id"]) == ("gong", GONG_ID)
    assert part["part"] == ("call" if is_call_first else "transcript")
    [row] = waiting(joining)
    assert (row["feed"], row["document_count"]) == ("conversations", 1)

    ingest(joining, second=second)
    [row] = joining.rows(CALLS)
    assert row["source_file"].endswith("first.json" if is_call_first else "second.json")
    assert row["transcript_text"].endswith("Agreed.")
    assert waiting(joining) == []


@long_form
def test_a_joined_call_is_rejected_until_a_part_is_sent_that_fits(joining: SmallLakehouse) -> None:
    call, transcript = gong_parts()
    stranger = transcript.replace(b"6432345678555530068", b"1")
    ingest(joining, call=call, transcript=stranger)
    assert joining.rows(CALLS) == []
    [row] = joining.rows(QUARANTINE)
    assert row["payload"].encode() == call
    assert [(error["rule"], error["columns"]) for error in row["errors"][1:]] == [
        ("speaker_known", ["transcript.callTranscripts[0].transcript[1].speakerId"])
    ]
    report = replay_quarantine(joining.spark, joining.contracts, catalog=CATALOG, dry_run=True)
    assert report[CALLS] == {"open": 1, "resolved": 0, "rejected": 1, "missing": 0}
    ingest(joining, correction=transcript)
    assert len(joining.rows(CALLS)) == 1
    [row] = joining.rows(QUARANTINE)
    assert row["resolved_at"] is not None


@long_form
def test_a_page_of_several_calls_is_rejected(joining: SmallLakehouse) -> None:
    call = json.loads(gong_parts()[0])
    call["calls"] *= 2
    ingest(joining, page=body_of(call))
    [row] = joining.rows(QUARANTINE)
    assert [(error["rule"], error["columns"]) for error in row["errors"][1:]] == [
        ("calls_single", ["call"])
    ]


SEEDS = range(10)


def merge(small: SmallLakehouse, files: list[tuple[str, str]]) -> None:
    """Merges rows of bronze, by the name of their file, as a batch."""
    name = F.regexp_extract(F.col("_metadata.file_path"), "/conversations/(.*)", 1)
    rows = small.spark.table(BRONZE).where(name.isin(*(file for file, _ in files)))
    merge_batch(small.spark, rows, small.contracts)


def remover(small: SmallLakehouse) -> Callable[[str], None]:
    """Deletes a folder of a volume, if it exists."""
    volumes = small.home / "volumes"
    return lambda folder: shutil.rmtree(
        volumes / folder.removeprefix("/Volumes/"), ignore_errors=True
    )


@long_form
@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_of_parts_gives_the_same_calls(joining: SmallLakehouse, seed: int) -> None:
    rng = Random(seed)
    sent: list[tuple[str, bytes]] = []
    for number in range(3):
        call, transcript = gong_parts(str(number))
        corrected, _ = gong_parts(str(number), title="Corrected")
        _, again = gong_parts(str(number), text="Not agreed.")
        sent += [
            (f"{number}{kind}.json", body)
            for kind, body in zip("abcd", (*(call, transcript, corrected, again),), strict=True)
        ]
    sent.append(("broken.json", b"{"))
    files = [(f"gong/{name}", body.decode()) for name, body in sent]
    joining.keep("conversations", *files)
    ended = []
    shuffled = rng.sample(files, len(files))
    cut = rng.randrange(1, len(files))
    for deliveries in ([files], [shuffled[:cut], shuffled[cut:]]):
        joining.empty(CALLS, QUARANTINE, PARTS)
        for delivery in deliveries:
            merge(joining, delivery)
        ended.append(
            (
                joining.rows(CALLS, "ingested_at"),
                joining.rows(QUARANTINE, "ingested_at", "quarantined_at", "resolved_at"),
            )
        )
    assert ended[0] == ended[1]
    calls, rejected = ended[0]
    assert [row["call_id"] for row in calls] == ["gong:0", "gong:1", "gong:2"]
    assert len(rejected) == 1


@long_form
def test_retention_finds_calls_and_their_parts(joining: SmallLakehouse) -> None:
    call, transcript = gong_parts()
    ingest(joining, call=call, transcript=transcript, broken=b"{")
    report = apply_retention(
        joining.spark,
        joining.contracts,
        catalog=CATALOG,
        days=30,
        files=DiskFiles(joining.home),
        say=lambda _: None,
    )
    # the broken document has no time: it counts from its arrival
    assert report["files_removed"] == 2
    [row] = joining.rows(CALLS)
    assert row["title"] is None
    assert [turn["text"] for turn in row["transcript"]] == [None, None]
    kept = {row["_metadata"]["file_name"]: row for row in joining.rows(BRONZE)}
    assert kept.keys() == {"call.json", "broken.json"}
    redacted = json.loads(kept["call.json"]["payload"])
    assert redacted["call"]["call_id"] == f"gong:{GONG_ID}"
    assert "title" not in redacted["call"]
    assert joining.rows(PARTS) == []
    joining.check_references()
    joining.refresh()
    assert rebuild(
        joining.spark,
        joining.contracts,
        catalog=CATALOG,
        checkpoints=joining.options["checkpoints"],
        remove=remover(joining),
        say=lambda _: None,
    )["equal"]


@long_form
def test_an_erasure_finds_a_person_by_the_mapped_call(joining: SmallLakehouse) -> None:
    accept(joining, *NAMES)
    call, transcript = gong_parts()
    ingest(joining, call=call, transcript=transcript)
    joining.land("conversations/zoom/other.json", body_of(BY_NAME["zoom"].example))
    # only the transcript of another call has the address
    mentioned, told = (
        body.replace(PERSON.encode(), b"bo@prospect.example")
        .replace(b"Pat Prospect", b"Bo Other")
        .replace(b"6432345678555530068", b"7432345678555530068")
        for body in gong_parts("2", text="Write to @.")
    )
    told = told.replace(b"Write to @.", f"Write to {PERSON}.".encode())
    ingest(joining, mentioned=mentioned, told=told)
    others = [row for row in joining.rows(CALLS) if row["source_system"] == "zoom"]
    scope = Scope(
        joining.spark,
        joining.contracts,
        CATALOG,
        joining.volume,
        joining.options["checkpoints"],
        DiskFiles(joining.home),
    )
    # an id that the document of the vendor has in another field
    dry = forget(scope, "6432345678555530068", say=lambda _: None)
    assert dry["emails"] == [PERSON]
    report = forget(scope, PERSON, apply=True, say=lambda _: None)
    assert report["files"] == 4
    assert {row["_metadata"]["file_name"] for row in joining.rows(BRONZE)} & {
        *("call.json", "transcript.json", "mentioned.json", "told.json"),
    } == set()
    assert joining.rows(PARTS) == []
    rows = {row["call_id"]: row for row in joining.rows(CALLS)}
    assert rows[f"gong:{GONG_ID}"]["participants"][1]["email"] is None
    assert rows["gong:2"]["transcript_text"] is None
    assert [row for row in rows.values() if row["source_system"] == "zoom"] == others
