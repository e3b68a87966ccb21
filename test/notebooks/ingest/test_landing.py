"""Landing zone to bronze: every document exactly as it was received, once."""

from __future__ import annotations

import json
from unittest.mock import MagicMock

import pytest
from lakehouse.ingest.landing import landed as landed_files

from ..documents import conversation, deal, evaluation, rep, separate
from ..small_lakehouse import SmallLakehouse

CLEAN = json.dumps(conversation("call_1"))
BODIES = {
    "clean.json": CLEAN.encode(),
    "spaced.json": b' \r\n {"call": {}}\n\n',
    "truncated.json": CLEAN[:50].encode(),
    "html.json": b"<html>503</html>",
    "not_utf8.json": b'{"call": {"title": "\xff\xfe\x00"}}',
    "bom.json": b"\xef\xbb\xbf" + CLEAN.encode(),
    "emoji.json": json.dumps({"call": {"title": "🙂 שלום"}}, ensure_ascii=False).encode(),
    "deeper/drift.json": json.dumps(
        conversation("call_2", channel=None, Channel="sms", mood={"x": 1})
    ).encode(),
    "mismatch.json": json.dumps(conversation("call_3", duration_seconds="60")).encode(),
}
DEALS = [
    json.dumps(deal("deal_1", "2025-03-01T00:00:00Z")).encode() + b"\r",
    b"",
    b"not json",
    json.dumps(deal("deal_2", "2025-03-01T00:00:00Z", amount="ten", stage=3)).encode(),
]


@pytest.fixture(scope="module")
def landed(small: SmallLakehouse) -> SmallLakehouse:
    for name, body in BODIES.items():
        small.land(f"conversations/2025-03/{name}", body)
    small.land("conversations/2025-03/notes.txt", "not a document")
    small.land("deals/2025-03.jsonl", b"\n".join(DEALS) + b"\n")
    small.land("reps/reps.jsonl", json.dumps(rep("rep_1", "team_1")))
    small.land(
        "evaluations/1.json",
        json.dumps(separate("call_1", evaluation("v@1", "2025-03-01T00:00:00Z"))),
    )
    assert small.land_all() == {
        "conversations": len(BODIES),
        "deals": len(DEALS),
        "reps": 1,
        "evaluations": 1,
    }
    return small


def payloads(small: SmallLakehouse, feed: str) -> dict[str, list[bytes]]:
    """The landed payloads as bytes, by file name."""
    found: dict[str, list[bytes]] = {}
    for row in small.spark.sql(
        f"select _metadata.file_name as name, cast(payload as binary) as payload"
        f" from bronze.{feed}_raw"
    ).collect():
        found.setdefault(row["name"], []).append(bytes(row["payload"]))
    return found


def rescued(small: SmallLakehouse, feed: str, pattern: str) -> list[dict | None]:
    """Rescued data of the documents whose payload has the pattern."""
    rows = small.spark.sql(
        f"select _rescued_data as data from bronze.{feed}_raw where payload like :pattern",
        args={"pattern": pattern},
    ).collect()
    return [row["data"] and json.loads(row["data"]) for row in rows]


def test_a_document_lands_byte_for_byte_whatever_it_holds(landed):
    expected = {name.rpartition("/")[2]: [body] for name, body in BODIES.items()}
    assert payloads(landed, "conversations") == expected


def test_a_line_lands_byte_for_byte_with_its_carriage_return(landed):
    assert sorted(payloads(landed, "deals")["2025-03.jsonl"]) == sorted(DEALS)


def test_a_document_knows_its_file(landed):
    row = landed.spark.sql(
        "select _metadata.*, ingested_at from bronze.conversations_raw"
        " where _metadata.file_name = 'drift.json'"
    ).first()
    path = "conversations/2025-03/deeper/drift.json"
    assert row["file_path"] == f"dbfs:{landed.volume}/{path}"
    assert row["file_size"] == len(BODIES["deeper/drift.json"])
    assert row["file_modification_time"] <= row["ingested_at"]


def test_what_does_not_fit_the_contract_is_rescued(landed):
    folder = f"dbfs:{landed.volume}"
    assert rescued(landed, "conversations", "%call\\_2%") == [
        {
            "call.Channel": "sms",
            "call.mood": {"x": 1},
            "_file_path": f"{folder}/conversations/2025-03/deeper/drift.json",
        }
    ]
    assert rescued(landed, "conversations", "%call\\_3%") == [
        {
            "call.duration_seconds": "60",
            "_file_path": f"{folder}/conversations/2025-03/mismatch.json",
        }
    ]
    assert rescued(landed, "deals", "%deal\\_2%") == [
        {"amount": "ten", "stage": 3, "_file_path": f"{folder}/deals/2025-03.jsonl"}
    ]


def test_a_clean_and_a_malformed_document_have_nothing_to_rescue(landed):
    assert rescued(landed, "deals", "%deal\\_1%") == [None]
    assert rescued(landed, "deals", "not json") == [None]
    assert rescued(landed, "conversations", "<html>%") == [None]


def test_a_second_run_reads_only_what_is_new(landed):
    before = landed.versions()
    assert landed.land_all() == dict.fromkeys(landed.contracts.feeds, 0)
    assert landed.versions() == before
    landed.land("reps/more.jsonl", json.dumps(rep("rep_2", "team_1")))
    assert landed.land_all() == {**dict.fromkeys(landed.contracts.feeds, 0), "reps": 1}


@pytest.mark.parametrize(
    ("discovery", "option"),
    [
        ("listing", None),
        ("fileEvents", "cloudFiles.useManagedFileEvents"),
        ("notifications", "cloudFiles.useNotifications"),
    ],
)
def test_auto_loader_is_told_how_to_find_files(contracts, discovery, option):
    reader = MagicMock()
    for method in (reader.readStream.format, reader.options, reader.option):
        method.return_value = reader
    landed_files(reader, contracts.feed("deals"), "/Volumes/landing", "/Volumes/c", discovery)
    told = [call.args for call in reader.option.call_args_list if ".use" in call.args[0]]
    assert told == ([] if option is None else [(option, True)])


def test_another_way_to_find_files_is_refused(contracts):
    with pytest.raises(
        ValueError, match="`discovery`: unknown value, got guess. Use one of listing"
    ):
        landed_files(MagicMock(), contracts.feed("deals"), "/Volumes/landing", "/c", "guess")
