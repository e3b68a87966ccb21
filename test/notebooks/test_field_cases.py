"""Landing folders built from public bug reports, with the outcome that the README of each states.

They are stored beside the project, in `shared/field-cases/landing`, or in the folder that the
environment variable LAKEHOUSE_FIELD_CASES names.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from lakehouse.erasure.forget import forget
from lakehouse.erasure.scope import Scope

from .disk_files import DiskFiles
from .small_lakehouse import CATALOG, SmallLakehouse

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "field-cases" / "landing"
CASES = Path(os.environ.get("LAKEHOUSE_FIELD_CASES", BESIDE))

SUBSTRING, ESCAPED, FILE_NAME = (
    "16-forget-substring",
    "17-forget-escaped-json",
    "18-forget-file-name",
)
TIMES, FLOATS, VENDORS = "20-time-without-a-date", "23-pandas-floats", "24-vendor-shapes"
LANDED = (
    *((case, "landing") for case in (SUBSTRING, ESCAPED, FILE_NAME, TIMES, FLOATS, VENDORS)),
    (VENDORS, "mapped"),
)

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="no shared/field-cases")


@pytest.fixture(scope="module")
def landed(small: SmallLakehouse) -> SmallLakehouse:
    """All cases, landed and merged by one run of the job; their ids do not overlap."""
    small.start_again(*small.tables)
    for case, folder in LANDED:
        root = CASES / case / folder
        for file in (path for path in root.rglob("*") if path.is_file()):
            feed, _, name = file.relative_to(root).as_posix().partition("/")
            small.land(f"{feed}/{case}/{folder}/{name}", file.read_bytes())
    small.land_all()
    small.merge_all()
    return small


def rows_of(landed: SmallLakehouse, table: str, case: str) -> list[dict[str, Any]]:
    """The rows of a table that files of a case gave."""
    return [row for row in landed.rows(table) if f"/{case}/" in row["source_file"]]


def calls_of(landed: SmallLakehouse, case: str) -> dict[str, dict[str, Any]]:
    """The calls that files of a case gave, by id."""
    return {row["call_id"]: row for row in rows_of(landed, "silver.conversations", case)}


def rejected(landed: SmallLakehouse, case: str, folder: str = "landing") -> dict[str, set[str]]:
    """The violated rules, by the name of each file of a case with a document in quarantine."""
    found: dict[str, set[str]] = {}
    for row in rows_of(landed, "silver.quarantine", case):
        if f"/{folder}/" in row["source_file"] and row["target_table"] == "silver.conversations":
            name = row["source_file"].rpartition("/")[2].removesuffix(".json")
            found.setdefault(name, set()).update(error["rule"] for error in row["errors"])
    return found


def rejected_deals(landed: SmallLakehouse) -> dict[str, list[str]]:
    """The violated rules of the deals in quarantine, by a mark of the document."""
    return {
        row["payload"].split('"')[3]: [error["rule"] for error in row["errors"]]
        for row in landed.rows("silver.quarantine")
        if row["target_table"] == "silver.deals"
    }


def test_a_time_without_a_date_is_rejected(landed: SmallLakehouse) -> None:
    found = rejected(landed, TIMES)
    assert found.keys() == {
        *("time", "t-time", "hm", "year", "month", "us"),
        *("excel-serial", "epoch-s", "epoch-ms", "rfc2822"),
    }
    assert all("call_timestamp_valid" in rules for rules in found.values())
    began = {
        name: f"{row['call_timestamp']:%Y-%m-%d %H:%M}"
        for name, row in calls_of(landed, TIMES).items()
    }
    assert began == {
        "time-offset": "2026-02-03 10:00",
        "time-no-zone": "2026-02-03 10:00",
        "time-short-zone": "2026-02-03 18:00",
        # the clock skips 02:30 on that day: later by the gap
        "time-zone-name": "2026-03-08 07:30",
    }
    deals = rejected_deals(landed)
    assert deals["deal-time"] == deals["deal-year"] == ["closed_at_valid"]


def test_numbers_are_exact_or_rejected(landed: SmallLakehouse) -> None:
    calls = calls_of(landed, FLOATS)
    turns = {
        name: [(turn["turn_index"], turn["text"]) for turn in row["transcript"]]
        for name, row in calls.items()
    }
    assert turns == {
        "floats-1": [(1, "one"), (2, "two"), (10, "ten")],
        "deepgram-1": [(2, "two"), (10, "ten")],
    }
    durations = {name: row["duration_seconds"] for name, row in calls.items()}
    assert durations == {"floats-1": 44, "deepgram-1": 25}
    amounts = {
        row["deal_id"]: str(row["amount"])
        for row in rows_of(landed, "silver.deals", FLOATS)
        if row["deal_id"] != "deal_1"
    }
    assert amounts == {"exp": "1200.00", "plus": "5.00"}
    deals = {name: rules for name, rules in rejected_deals(landed).items() if "deal" not in name}
    assert deals == {
        "round-up": ["amount_fits"],
        "half-cent": ["amount_fits"],
        **{name: ["amount_valid"] for name in ("german", "grouped", "fullwidth", "nan", "big")},
    }


def test_shapes_of_vendors_are_rejected_by_name(landed: SmallLakehouse) -> None:
    files = {path.stem for path in (CASES / VENDORS / "landing" / "conversations").iterdir()}
    found = rejected(landed, VENDORS)
    assert len(files) == 8
    assert found.keys() == files
    assert all("call_id_present" in rules or "well_formed" in rules for rules in found.values())
    bronze = [row["_metadata"]["file_path"] for row in landed.rows("bronze.conversations_raw")]
    assert len([path for path in bronze if f"/{VENDORS}/landing/" in path]) == 8
    declared = landed.contracts.table("bronze.conversations_raw").columns
    columns = landed.spark.table("bronze.conversations_raw").columns
    assert columns == [column.name for column in declared]


def test_ids_are_exact(landed: SmallLakehouse) -> None:
    calls = calls_of(landed, VENDORS)
    assert {name: (row["rep_id"], row["deal_id"]) for name, row in calls.items()} == {
        "77823422740259378951": ("rep_001", "deal_1"),
        "77823422740259378952": ("rep_001", "deal_1"),
        "007": ("007", "deal_1"),
        "mono-1": ("rep_001", "deal_1"),
        "null": ("N/A", None),
        "c-pad": ("rep_001", "deal_1"),
    }
    found = rejected(landed, VENDORS, "mapped")
    assert found.keys() == {"gong-1e19", "nbsp"}
    assert "call_id_exact" in found["gong-1e19"]
    assert "call_id_present" in found["nbsp"]


def erase(landed: SmallLakehouse, person: str, *, apply: bool = True) -> dict[str, Any]:
    """Erases a person, as the job does; without `apply` reports the matches."""
    scope = Scope(
        landed.spark,
        landed.contracts,
        CATALOG,
        landed.volume,
        landed.options["checkpoints"],
        DiskFiles(landed.home),
    )
    return forget(scope, person, apply=apply, say=lambda _: None)


def files_of(landed: SmallLakehouse, case: str) -> set[str]:
    """The landed documents of a case."""
    folder = landed.landing / "conversations" / case
    return {path.name for path in folder.rglob("*") if path.is_file()}


def untouched(landed: SmallLakehouse) -> dict[str, Any]:
    """Data of a neighbour: the row, the signals, the document, and the bytes of the file."""
    file = landed.landing / "conversations" / SUBSTRING / "landing" / "joann.json"
    return {
        "call": calls_of(landed, SUBSTRING)["joann-1"],
        "signals": [
            row
            for row in rows_of(landed, "silver.conversation_signals", SUBSTRING)
            if row["call_id"] == "joann-1"
        ],
        "payloads": [
            row["payload"]
            for row in landed.rows("bronze.conversations_raw")
            if "joann" in row["payload"]
        ],
        "file": file.read_bytes(),
        "reps": landed.rows("silver.reps"),
    }


def test_a_neighbour_keeps_every_byte(landed: SmallLakehouse) -> None:
    before = untouched(landed)
    dry = erase(landed, "ann@prospect.example", apply=False)
    assert (dry["ids"], dry["tables"]["silver.conversations"]) == (["pp_ann"], 1)
    report = erase(landed, "ann@prospect.example")
    assert report["files"] == 1
    assert untouched(landed) == before
    assert files_of(landed, SUBSTRING) == {"joann.json"}
    assert calls_of(landed, SUBSTRING)["ann-1"]["title"] is None


def test_escaped_spellings_and_odd_file_names_are_erased(landed: SmallLakehouse) -> None:
    assert len(files_of(landed, FILE_NAME)) == 6
    assert erase(landed, "zoe@prospect.example")["files"] == 6
    assert files_of(landed, FILE_NAME) == set()
    # the id links the documents of two writers, and the file of a third has another person
    assert erase(landed, "pp-jürgen/7")["files"] == 2
    assert erase(landed, "mary+sales@prospect.example")["files"] == 1
    assert files_of(landed, ESCAPED) == set()
    payloads = [row["payload"] for row in landed.rows("bronze.conversations_raw")]
    left = [text for text in payloads if re.search(r"pp-j|J.{1,6}rgen|mary(\+|\\u002B)", text)]
    assert left == []
    account = calls_of(landed, ESCAPED)["php-1"]["account_id"]
    assert account.startswith("forgotten-")
