"""A person taken out of every layer: rows, landed files, old versions, and the files of tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from lakehouse.erasure.forget import ForgetError, forget
from lakehouse.erasure.removal import Erasure
from lakehouse.erasure.scope import Scope

from ..disk_files import DiskFiles
from ..documents import conversation, deal, evaluation, rep, signal
from ..leftovers import files_with
from ..small_lakehouse import CATALOG, SmallLakehouse

MONDAY, TUESDAY = "2025-04-10T00:00:00Z", "2025-04-11T00:00:00Z"
MARY, SECRET = "Mary.Major@prospect.example", "my sister lives in Oslo"
TABLES = (
    "bronze.conversations_raw",
    "bronze.deals_raw",
    "bronze.reps_raw",
    "silver.conversations",
    "silver.conversation_signals",
    "silver.deals",
    "silver.reps",
    "silver.quarantine",
    "gold.rep_monthly_scores",
)


def call(call_id: str, prospect: dict[str, str], says: str, **fields: Any) -> dict[str, Any]:
    """A call of the rep anna with a prospect, who says something that a signal quotes."""
    quoted = signal("interest", 0.5, evidence=[says], reason=f"they said {says}")
    turns = [
        {"turn_index": 0, "speaker_id": "anna", "role": "rep", "text": "Hello?"},
        {
            "turn_index": 1,
            "speaker_id": prospect["participant_id"],
            "role": "prospect",
            "text": says,
        },
    ]
    people = [
        {"participant_id": "anna", "name": "Anna", "email": "anna@sales.example", "role": "rep"}
    ]
    return conversation(
        call_id,
        evaluation("v@1", MONDAY, quoted),
        rep_id="anna",
        account_id=prospect["participant_id"],
        participants=[*people, {"role": "prospect", **prospect}],
        transcript=turns,
        **fields,
    )


@pytest.fixture(scope="module")
def landed(small: SmallLakehouse) -> Iterator[SmallLakehouse]:
    """Calls of two prospects, one with an undeclared field, one that is rejected."""
    mary = {"participant_id": "pp-77", "name": "Mary Major", "email": MARY}
    other = {"participant_id": "pp-78", "name": "Bo", "email": "bo@prospect.example"}
    documents = {
        "c1": call("c1", mary, SECRET) | {"crm_note": f"{SECRET}, wrote {MARY}"},
        "c2": call("c2", other, "nothing of note", title="c2"),
        "c3": call("c3", mary, SECRET, call_timestamp="yesterday"),
        # known by the address alone, and spoken of by another
        "c4": call("c4", other, f"I am a friend of {MARY.lower()}", title=SECRET),
    }
    files = [(f"{name}.json", json.dumps(document)) for name, document in documents.items()]
    files.append(("broken.json", '{"call": "' + SECRET + " " + MARY))
    for name, body in files:
        small.land(f"conversations/{name}", body)
    small.keep("conversations", *files)
    lines: list[str] = []
    for deal_id, account in (("d1", "pp-77"), ("d2", "pp-78")):
        line = json.dumps(deal(deal_id, MONDAY, account_id=account))
        small.keep("deals", ("d.jsonl", line))
        lines.append(line)
    small.land("deals/d.jsonl", "\n".join(lines))
    small.keep("reps", ("r.jsonl", json.dumps(rep("anna", "north"))))
    for feed in small.contracts.feeds:
        small.merge_feed(feed)
    small.refresh()
    yield small
    for table in TABLES:
        small.make(table)


def run(small: SmallLakehouse, participant: str, **options: Any) -> dict[str, Any]:
    """Runs the job, with files removed from the disk."""
    return forget(scope(small), participant, say=lambda _: None, **options)


def scope(small: SmallLakehouse, **files: Any) -> Scope:
    """The lakehouse as an erasure works on it."""
    return Scope(
        small.spark,
        small.contracts,
        CATALOG,
        small.volume,
        small.options["checkpoints"],
        DiskFiles(small.home, **files),
    )


def test_a_dry_run_tells_and_changes_nothing(landed: SmallLakehouse) -> None:
    before = landed.versions()
    report = run(landed, MARY)
    assert landed.versions() == before
    assert report["applied"] is False
    assert (report["ids"], report["emails"]) == (["pp-77"], [MARY.lower()])
    assert report["files"] == 4
    assert [file.split("/")[-1] for file in report["line_files"]] == ["d.jsonl"]
    assert report["tables"] == {
        "bronze.conversations_raw": 4,
        "bronze.deals_raw": 1,
        "silver.conversations": 2,
        "silver.conversation_signals": 2,
        "silver.deals": 1,
        "silver.quarantine": 2,
    }


@pytest.mark.parametrize("name", ["nobody@prospect.example", "prospect"])
def test_nobody_is_found_by_an_unknown_name_or_any_word(landed: SmallLakehouse, name: str) -> None:
    report = run(landed, name)
    assert (report["tables"], report["files"]) == ({}, 0)


def test_too_short_a_name_is_refused(landed: SmallLakehouse) -> None:
    with pytest.raises(ForgetError, match="an id or an address has 3 characters or more, got 'a'"):
        run(landed, " a ")


def test_the_person_is_gone_from_rows_and_files(
    landed: SmallLakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    untouched = [row for row in landed.rows("silver.conversations") if row["call_id"] == "c2"]
    scores = landed.rows("gold.rep_monthly_scores", "updated_at")
    warehouse = landed.home / "warehouse"
    assert files_with(warehouse, SECRET)

    # cut short before bronze, which says what is left to do
    with monkeypatch.context() as cut:
        cut.setattr(Erasure, "redact_documents", _fail)
        with pytest.raises(InterruptedError):
            run(landed, MARY, apply=True)
    report = run(landed, MARY, apply=True, at_once=True)

    (token,) = {row["account_id"] for row in landed.rows("silver.deals")} - {"pp-78"}
    assert token.startswith("forgotten-")
    assert report["old_versions_until"] is None
    calls = {row["call_id"]: row for row in landed.rows("silver.conversations")}
    assert calls["c1"]["account_id"] == token
    assert calls["c1"]["participants"][1] == {
        "participant_id": token,
        "name": None,
        "email": None,
        "role": "prospect",
    }
    assert calls["c1"]["participants"][0]["name"] == "Anna"
    assert [turn["text"] for turn in calls["c1"]["transcript"]] == [None, None]
    assert calls["c1"]["transcript"][1]["speaker_id"] == token
    assert (calls["c1"]["turn_count"], calls["c1"]["transcript_text"]) == (2, None)
    assert (calls["c4"]["title"], calls["c4"]["participants"][1]["name"]) == (None, "Bo")
    assert [calls["c2"]] == untouched
    deals = {row["deal_id"]: row["account_id"] for row in landed.rows("silver.deals")}
    assert deals == {"d1": token, "d2": "pp-78"}
    assert landed.rows("silver.quarantine") == []
    signals = {row["call_id"]: row for row in landed.rows("silver.conversation_signals")}
    assert (signals["c1"]["evidence"], signals["c1"]["reason"]) == (None, None)
    assert signals["c1"]["value_number"] == 0.5
    assert landed.rows("gold.rep_monthly_scores", "updated_at") == scores

    left = {name: files_with(warehouse, text) for name, text in _texts().items()}
    # the log keeps the least and the greatest id of a file for as long as it keeps its versions
    left["id"] = [file for file in left["id"] if "_delta_log" not in file]
    assert left == dict.fromkeys(left, [])
    assert [f.name for f in sorted((landed.landing / "conversations").iterdir())] == ["c2.json"]


def _fail(*_: Any) -> None:
    raise InterruptedError


def _texts() -> dict[str, str]:
    return {
        "text": SECRET,
        "name": "Mary Major",
        "address": MARY,
        "lower": MARY.lower(),
        "id": "pp-77",
    }


def test_it_is_written_down_without_the_person(landed: SmallLakehouse) -> None:
    (row,) = landed.rows("ops.erasures")
    assert row["kind"] == "forget"
    assert row["completed_at"] > row["began_at"]
    assert {t["table_name"]: t["rows"] for t in row["tables"]}["bronze.conversations_raw"] == 4
    assert row["subject_sha256"] is None
    assert row["verified_at"] == row["completed_at"]
    assert {each["kind"] for each in row["known_as"]} == {"address", "id", "id_token", "name2"}
    assert not any(text in json.dumps(row, default=str) for text in _texts().values())


def test_silver_is_what_redacted_bronze_gives(landed: SmallLakehouse) -> None:
    report = landed.rebuilt()
    assert report["equal"], report


def test_ingestion_goes_on(landed: SmallLakehouse) -> None:
    bo = {"participant_id": "pp-78", "name": "Bo", "email": "bo@prospect.example"}
    landed.keep("conversations", ("c5.json", json.dumps(call("c5", bo, "again"))))
    landed.merge_feed("conversations")
    landed.refresh()
    assert {row["call_id"] for row in landed.rows("silver.conversations")} >= {"c1", "c2", "c5"}
