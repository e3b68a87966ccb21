"""An erasure takes all that is the person's, however it is written, and no byte of others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from lakehouse.erasure.forget import ForgetError, forget
from lakehouse.erasure.removal import NotRemoved
from lakehouse.erasure.scope import Scope
from lakehouse.erasure.verify import NotForgotten, VerificationError, verify
from lakehouse.recovery.rebuild import rebuild
from lakehouse.recovery.replay import replay_quarantine
from lakehouse.recovery.restore import restore
from lakehouse.runtime.versions import VersionError

from ..disk_files import DiskFiles
from ..documents import conversation, deal, evaluation, rep, signal
from ..leftovers import files_with
from ..small_lakehouse import CATALOG, SmallLakehouse

AT = "2025-04-10T00:00:00Z"
ADDRESS = "ünal+kim@prospect.example"
SECRET = "I would rather not say"
SERVED = "ops.served_requests"
"""A table with the columns of an inference table."""

FOLDER = "2026 02"
FILES = {
    "Call with Kim 1.json": {"email": f"Kim Kay <{ADDRESS}>"},
    "100% of kim.json": {"email": f"  {ADDRESS.upper()} "},
    "kim#1?.json": {"email": f"mailto:{ADDRESS}"},
    "kim%20literal.json": {"email": f"{ADDRESS}; bo@y.example"},
    "kim+[1]{2}.json": {"email": None},
    "kïm.json": {"email": ADDRESS, "participant_id": "pp kim/8"},
}
"""By the name of a file what of the person its document has otherwise."""

OTHERS = {
    "joan.json": {"participant_id": "pp-kim/77", "name": "Kim", "email": "x" + ADDRESS},
    "kim kay.json": {"participant_id": "pp-9", "name": "Kim Kay", "email": "kim@y.example"},
    "near%41.json": {
        "participant_id": "pp-kim",
        "name": "Bo",
        "email": "unal+kim@prospect.example",
    },
}
"""Documents of others, who look like the person."""


def call(call_id: str, prospect: dict[str, Any], says: str) -> dict[str, Any]:
    """A call of a rep with a prospect, who is quoted."""
    return conversation(
        call_id,
        evaluation("v@1", AT, signal("interest", 0.5, evidence=[says], reason=says)),
        rep_id="anna",
        participants=[
            {"participant_id": "anna", "name": "Anna", "email": "a@s.example", "role": "rep"},
            {"role": "prospect", **prospect},
        ],
        transcript=[
            {"turn_index": 0, "speaker_id": "anna", "role": "rep", "text": "Hello?"},
            {
                "turn_index": 1,
                "speaker_id": prospect["participant_id"],
                "role": "prospect",
                "text": says,
            },
        ],
    )


def escaped(document: dict[str, Any]) -> str:
    """JSON as writers have it that escape more than they must."""
    return json.dumps(document).replace("+", "\\u002B").replace("/", "\\/")


@pytest.fixture(scope="module")
def landed(small: SmallLakehouse) -> Iterator[SmallLakehouse]:
    """Calls of the person and of others, landed and merged as the job does."""
    small.start_again(*small.tables)
    kim = {"participant_id": "pp-kim/7", "name": "Kim Kay", "email": ADDRESS}
    for number, (name, differs) in enumerate(FILES.items()):
        body = escaped(call(f"kim-{number}", kim | differs, SECRET))
        small.land(f"conversations/{FOLDER}/{name}", body)
    for number, (name, other) in enumerate(OTHERS.items()):
        body = escaped(call(f"other-{number}", other, f"I know Kim Kay as {other['email']}"))
        small.land(f"conversations/{FOLDER}/{name}", body)
    rejected = escaped(call("bad", kim, SECRET) | {"source_system": None})
    small.land(f"conversations/{FOLDER}/bad.json", rejected)
    small.land(f"conversations/{FOLDER}/broken.json", rejected[:-7])
    deals = [
        deal("d1", AT, account_id="pp-kim/7"),
        deal("d2", AT, account_id="pp-kim/77"),
        deal("d3", AT, account_id="pp-9") | {"note": "spaces   stay"},
    ]
    lines = [escaped(deals[0]), json.dumps(deals[1]), f"  {json.dumps(deals[2])}  "]
    small.land("deals/d e.jsonl", "\n".join(lines))
    reps = [rep("anna", "north"), rep("zed", "north") | {"manager_email": f"Kim <{ADDRESS}>"}]
    small.land("reps/r.jsonl", "\n".join(json.dumps(one) for one in reps))
    small.land_all()
    small.merge_all()
    columns = "databricks_request_id string, request string, response string"
    small.spark.sql(f"create table {SERVED} ({columns}) using delta")
    requests = [("q1", json.dumps({"asks": ADDRESS}, ensure_ascii=False), "{}"), ("q2", "{}", "{}")]
    small.spark.createDataFrame(requests, columns).coalesce(1).write.insertInto(SERVED)
    yield small
    small.spark.sql(f"drop table {SERVED}")
    small.start_again(*small.tables)


def scope(small: SmallLakehouse, **files: Any) -> Scope:
    """The lakehouse as an erasure works on it."""
    disk = DiskFiles(small.home, **files)
    return Scope(
        small.spark, small.contracts, CATALOG, small.volume, small.options["checkpoints"], disk
    )


def run(small: SmallLakehouse, files: dict[str, Any] | None = None, **options: Any) -> Any:
    """Runs the job for the person."""
    return forget(scope(small, **files or {}), ADDRESS, say=lambda _: None, **options)


def of_others(small: SmallLakehouse) -> dict[str, Any]:
    """All that is there of others: rows of tables, and the bytes of files."""
    rows = {
        table: [row for row in small.rows(table, "updated_at") if not _is_theirs(row)]
        for table in ("silver.conversations", "silver.conversation_signals", "silver.deals")
    }
    bronze = small.rows("bronze.conversations_raw")
    rows["bronze"] = [row["payload"] for row in bronze if '"other-' in row["payload"]]
    folder = small.landing / "conversations" / FOLDER
    rows["files"] = {
        file.name: file.read_bytes() for file in folder.iterdir() if file.name in OTHERS
    }
    return rows


def _is_theirs(row: dict[str, Any]) -> bool:
    return str(row.get("call_id", "")).startswith("kim-") or row.get("deal_id") == "d1"


def left(small: SmallLakehouse) -> set[str]:
    """The names of files that are landed."""
    return {file.name for file in small.landing.rglob("*") if file.is_file()}


def test_a_dry_run_lists_matches_and_what_is_excluded(landed: SmallLakehouse) -> None:
    before, files = landed.versions(), left(landed)
    report = run(landed)
    assert (landed.versions(), left(landed)) == (before, files)
    assert FILES.keys() < files
    assert report["ids"] == ["pp kim/8", "pp-kim/7"]
    assert report["emails"] == [ADDRESS]
    assert report["files"] == len(FILES) + 2
    assert {path.rpartition("/")[2] for path in report["line_files"]} == {"d e.jsonl", "r.jsonl"}
    assert report["tables"]["silver.conversations"] == len(FILES)
    matches = {
        (m["table"], (m["file"] or "").rpartition("/")[2], m["field"], m["why"])
        for m in report["matches"]
    }
    bronze = "bronze.conversations_raw"
    email = "payload.call.participants[1].email"
    assert (bronze, "100% of kim.json", email, "address") in matches
    assert (bronze, "kim%20literal.json", email, "address") in matches
    assert (
        bronze,
        "kim+[1]{2}.json",
        "payload.call.participants[1].participant_id",
        "id",
    ) in matches
    assert (None, "d e.jsonl", "line 1: account_id", "id") in matches
    assert (SERVED, "", "request.asks", "address") in matches
    assert not any(name in OTHERS for _, name, _, _ in matches)
    excluded = {(one["value"], one["why"]) for one in report["excluded"]}
    assert {
        ("x" + ADDRESS, "another address"),
        ("unal+kim@prospect.example", "another address"),
        ("pp-kim/77", "another id"),
        ("pp-kim", "another id"),
        ("kim kay", "a name that others have"),
    } <= excluded


def test_a_file_that_is_not_ingested_stops_it_before_anything_changes(
    landed: SmallLakehouse,
) -> None:
    late = {"participant_id": "pp-1", "name": "K", "email": ADDRESS}
    names = ("conversations/late.json", "conversations/_part/.late.json")
    for name in names:
        landed.land(name, json.dumps(call("late", late, "later")))
    before, files = landed.versions(), left(landed)
    found = "not ingested, got 2: .*/conversations/_part/.late.json, .*/conversations/late.json"
    with pytest.raises(ForgetError, match=found):
        run(landed, apply=True)
    assert (landed.versions(), left(landed)) == (before, files)
    for name in names:
        (landed.landing / name).unlink()


def test_a_file_that_cannot_be_removed_fails_the_run_which_is_then_repeated(
    landed: SmallLakehouse,
) -> None:
    others = of_others(landed)
    deals = (landed.landing / "deals/d e.jsonl").read_bytes().split(b"\n")
    stuck = f"{landed.volume}/conversations/{FOLDER}/kim#1?.json"
    with pytest.raises(NotRemoved, match=r"got 1: .*kim#1\?\.json \(access denied\)"):
        run(landed, {"stuck": {stuck}}, apply=True)
    assert not (left(landed) & FILES.keys()) - {"kim#1?.json"}
    with pytest.raises(VersionError, match="is not complete, got a restore of silver.deals"):
        _restore(landed, "silver.deals", 0)

    # the run that failed has changed it, and the next one has nothing to find there
    assert [row["databricks_request_id"] for row in landed.rows(SERVED)] == ["q2"]
    served = landed.home / "warehouse" / SERVED.replace(".", ".db/")
    assert files_with(served, ADDRESS)

    report = run(landed, apply=True, at_once=True)
    assert (report["files"], report["tables"][SERVED]) == (len(FILES) + 2, 1)
    assert files_with(served, ADDRESS) == []
    assert left(landed) == {*OTHERS, "d e.jsonl", "r.jsonl"}
    assert of_others(landed) == others
    after = (landed.landing / "deals/d e.jsonl").read_bytes().split(b"\n")
    assert after[1:] == deals[1:]
    assert json.loads(after[0])["account_id"].startswith("forgotten-")
    zed = json.loads((landed.landing / "reps/r.jsonl").read_bytes().split(b"\n")[1])
    assert zed["rep_id"] == "zed"
    assert "manager_email" not in zed
    calls = {row["call_id"]: row for row in landed.rows("silver.conversations")}
    assert calls["kim-3"]["participants"][1]["email"] == "bo@y.example"
    assert calls["kim-0"]["participants"][1]["name"] is None
    assert {calls[f"kim-{n}"]["title"] for n in range(len(FILES))} == {None}
    assert not any("Kim" in str(calls[f"kim-{n}"]["source_file"]) for n in range(len(FILES)))
    assert list((landed.checkpoint("erasure")).glob("*.json")) == []


def test_nothing_returns_by_rebuild_replay_or_restore(landed: SmallLakehouse) -> None:
    options = {"catalog": CATALOG, "checkpoints": landed.options["checkpoints"]}
    report = rebuild(
        landed.spark,
        landed.contracts,
        **options,
        remove=lambda _: shutil.rmtree(landed.checkpoint("rebuild"), ignore_errors=True),
        say=lambda _: None,
    )
    assert report["equal"], report
    replay_quarantine(landed.spark, landed.contracts, catalog=CATALOG)
    for table in ("silver.conversations", "bronze.conversations_raw", "silver.reps"):
        with pytest.raises(VersionError, match="after the erasure of a person of"):
            _restore(landed, table, 1)
    with pytest.raises(VersionError, match="ops.erasures records what was erased"):
        _restore(landed, "ops.erasures", 0)
    (row,) = landed.rows("ops.erasures")
    assert verify(scope(landed), row["erasure_id"], say=lambda _: None)["is_complete"]


def _restore(small: SmallLakehouse, table: str, version: int) -> Any:
    return restore(
        small.spark,
        small.contracts,
        catalog=CATALOG,
        checkpoints=small.options["checkpoints"],
        tables=table,
        version=str(version),
        say=lambda _: None,
    )


def test_the_record_proves_it_without_the_person(landed: SmallLakehouse) -> None:
    (row,) = landed.rows("ops.erasures")
    told = json.dumps(row, default=str, ensure_ascii=False)
    assert not any(text in told for text in ("kim", "Kim", "prospect.example"))
    searched = {each["table_name"]: each for each in row["searched"]}
    assert {"bronze.reps_raw", "silver.quarantine", "silver.deletions", "gold.deal_features"} <= (
        searched.keys()
    )
    assert searched["bronze.conversations_raw"]["rows"] == len(FILES) + len(OTHERS) + 2
    assert searched[SERVED]["matched"] == 1
    assert (row["files_removed"], row["files_rewritten"]) == (len(FILES) + 2, 2)
    assert row["executed_by"]
    assert row["verified_at"] == row["completed_at"]


@pytest.mark.parametrize("where", ["table", "file"])
def test_verification_finds_what_came_again(landed: SmallLakehouse, where: str) -> None:
    (row,) = landed.rows("ops.erasures")
    text = escaped({"note": f"ask {ADDRESS}"})
    if where == "file":
        landed.land("elsewhere/notes.txt", text)
    else:
        landed.spark.sql("create table silver.copies (note string) using delta")
        landed.spark.createDataFrame([(text,)], "note string").write.insertInto("silver.copies")
    place = "notes.txt" if where == "file" else "silver.copies"
    try:
        with pytest.raises(NotForgotten, match=f"{place}: 1 with address"):
            verify(scope(landed), row["erasure_id"], say=lambda _: None)
    finally:
        landed.spark.sql("drop table if exists silver.copies")
        shutil.rmtree(landed.landing / "elsewhere", ignore_errors=True)


def test_an_unknown_erasure_cannot_be_verified(landed: SmallLakehouse) -> None:
    with pytest.raises(VerificationError, match="got erasure-0"):
        verify(scope(landed), "erasure-0", say=lambda _: None)
