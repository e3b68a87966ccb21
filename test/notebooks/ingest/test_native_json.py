"""JSON by the native reader and as text: the same calls and rules, but for listed documents."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from lakehouse.ingest.feed_schemas import NewColumns, UndeclaredFields
from lakehouse.runtime import contracts as module
from lakehouse.runtime.contracts import Contracts

from ...forms import LONG
from ..bad_documents import DOCUMENTS, MEGABYTE
from ..documents import conversation, evaluation, signal
from ..small_lakehouse import SmallLakehouse

FEED = "conversations"
TABLES = ("silver.conversations", "silver.conversation_signals", "silver.quarantine")
AT = "2025-03-05T00:00:00Z"

KINDS = [kind for kind in DOCUMENTS if len(kind.body) < MEGABYTE]
"""Both readers hold a document in memory several times."""

NO_ROW = {"empty", "empty_array", "whitespace"}
"""Files without a record: bronze has no row of them."""

FIRST_RECORD = {
    *("array_of_documents", "two_values", "two_lines", "one_brace_too_many", "rubbish_behind"),
}
"""Files whose first record, or each record of an array, is read."""

OTHER_ENCODINGS = {"overlong_utf8", "utf16_big_endian", "utf16_with_bom", "utf32"}
"""Encodings that the parser detects, or reads with other characters in place."""

OTHER_SHAPES = {
    *("call_is_an_array", "call_is_text", "evaluations_is_an_object"),
    *("participants_is_text", "transcript_is_a_number"),
}
"""Objects, lists and texts in place of another: only the field is rescued."""

DIFFERENT = NO_ROW | FIRST_RECORD | OTHER_ENCODINGS | OTHER_SHAPES


@pytest.fixture(scope="module")
def native(native_contracts_file: Path) -> Contracts:
    """The contracts with native readers."""
    return module.load(native_contracts_file)


def outcomes(small: SmallLakehouse) -> dict[str, list[str]]:
    """By document, its rows of silver and the rules that it violates."""
    found: dict[str, list[str]] = defaultdict(list)
    left = {"payload_sha256", "parts_sha256", "ingested_at", "updated_at", "source_file"}
    for table in TABLES[:2]:
        rows = small.spark.table(table)
        columns = ", ".join(name for name in rows.columns if name not in left)
        texts = rows.selectExpr("source_file", f"to_json(struct({columns})) as row").collect()
        for row in texts:
            found[Path(row["source_file"]).stem].append(f"{table}: {row['row']}")
    for row in small.rows("silver.quarantine"):
        rules = sorted(error["rule"] for error in row["errors"])
        found[Path(row["source_file"]).stem].append(f"{row['target_table']}: {', '.join(rules)}")
    return {name: sorted(each) for name, each in found.items()}


@pytest.mark.skipif(not LONG, reason="every kind of bad document twice: the long form alone")
def test_both_readers_give_the_same_calls(
    small: SmallLakehouse, contracts: Contracts, native: Contracts
) -> None:
    ended: list[dict[str, list[str]]] = []
    landed: list[set[str]] = []
    for declared in (contracts, native):
        small.contracts = declared
        small.start_again("bronze.conversations_raw", *TABLES, "silver.deletions")
        for kind in KINDS:
            small.land(f"{FEED}/{kind.name}.json", kind.body)
        small.land_feed(FEED)
        small.merge_feed(FEED)
        ended.append(outcomes(small))
        files = small.spark.table("bronze.conversations_raw").select("_metadata.file_name")
        landed.append({Path(row["file_name"]).stem for row in files.collect()})
    assert landed[0] - landed[1] == NO_ROW
    as_text, natively = ended
    names = {kind.name for kind in KINDS}
    assert {name for name in names if as_text.get(name) != natively.get(name)} == DIFFERENT
    for name in FIRST_RECORD:
        assert any(one.startswith("silver.conversations: {") for one in natively[name])


@pytest.mark.parametrize("mode", ["rescue", "addNewColumns", "explicit", "none"])
def test_modes_of_nested_fields(small: SmallLakehouse, native: Contracts, mode: str) -> None:
    small.contracts = native
    small.start_again("bronze.conversations_raw", "ops.rescued_data")
    small.evolve(FEED, mode)
    known = conversation("c1", evaluation("v@1", AT, signal("pace", 0.5)))
    small.land(f"{FEED}/1.json", json.dumps(known))
    assert small.rows_landed(FEED) == 1
    small.land(f"{FEED}/2.json", json.dumps(conversation("c2", mood="good")))
    if mode == "addNewColumns":
        with pytest.raises(NewColumns, match="feed conversations: .*mood"):
            small.rows_landed(FEED)
    if mode == "explicit":
        with pytest.raises(UndeclaredFields, match="feed conversations: .*mood"):
            small.rows_landed(FEED)
        return
    assert small.rows_landed(FEED) == 1
    row: Any = small.spark.table("bronze.conversations_raw").where("payload like '%c2%'").first()
    assert json.loads(row["payload"])["call"].get("mood") == (
        "good" if mode == "addNewColumns" else None
    )
    rescued = json.loads(row["_rescued_data"] or "{}")
    assert rescued.get("call", {}).get("mood") == ("good" if mode == "rescue" else None)
