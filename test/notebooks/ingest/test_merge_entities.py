"""Deals and reps: the record that its source changed last, for any order of arrival.

The cases of this module arrive together, each with separate deals: a MERGE costs the same for one
record and for many.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

import pytest

from ..documents import deal, rep
from ..small_lakehouse import SmallLakehouse

MARCH, APRIL = "2025-03-01T00:00:00Z", "2025-04-01T00:00:00Z"
EARLIER = ("1.jsonl", "open", MARCH)
LATER = ("2.jsonl", "lost", APRIL)

TYPED = json.dumps(deal("typed", MARCH, amount=10.5, committed_amount="20.25"))
TIED = [json.dumps(deal("tied", MARCH, amount=amount)) for amount in (1, 2, 3)]
BROKEN = {
    "truncated": ("{", ["well_formed", "deal_id_present", "outcome_known", "updated_at_valid"]),
    "empty": ("", ["well_formed", "deal_id_present", "outcome_known", "updated_at_valid"]),
    "two": (json.dumps(deal("d", MARCH)) * 2, None),
    "list": ("[]", None),
    "object": (
        json.dumps({"deal_id": "d", "outcome": {"a": 1}, "updated_at": MARCH}),
        ["outcome_known"],
    ),
    "unknown": (json.dumps(deal("d", MARCH, outcome="maybe")), ["outcome_known"]),
    "blank": (json.dumps(deal("  ", MARCH)), ["deal_id_present"]),
    "undated": (json.dumps(deal("d", "soon", closed_at=None)), ["updated_at_valid"]),
    "worded": (json.dumps(deal("d", MARCH, amount="ten", currency="🙂")), ["amount_valid"]),
    "undated deletion": (json.dumps({"deal_id": "d", "deleted": True}), ["deletion_dated"]),
    "perhaps deleted": (json.dumps(deal("d", MARCH, deleted="maybe")), ["deleted_valid"]),
    "huge": (json.dumps(deal("d", MARCH, amount=1e30)), ["amount_valid"]),
}


def one_of_two(deal_id: str, which: tuple[str, str, str]) -> tuple[str, dict]:
    file, outcome, at = which
    return file, deal(deal_id, at, outcome=outcome)


def gone(deal_id: str, at: str) -> tuple[str, dict]:
    """A record that says no more than that the deal is deleted, and when."""
    return "gone.jsonl", {"deal_id": deal_id, "deleted": True, "updated_at": at}


FIRST = [
    ("typed.jsonl", TYPED),
    one_of_two("together", EARLIER),
    one_of_two("together", LATER),
    one_of_two("together, late", LATER),
    one_of_two("together, late", EARLIER),
    one_of_two("apart", EARLIER),
    one_of_two("apart, late", LATER),
    ("tied.jsonl", sorted(TIED)[1]),
    one_of_two("deleted", EARLIER),
    one_of_two("brought back", EARLIER),
    gone("brought back", APRIL),
    gone("deleted before", APRIL),
    one_of_two("deleted at once", LATER),
    gone("deleted at once", APRIL),
    *((f"{name}.jsonl", body) for name, (body, _) in BROKEN.items()),
    ("truncated.jsonl", "{"),
]
SECOND = [
    one_of_two("apart", LATER),
    one_of_two("apart, late", EARLIER),
    ("tied.jsonl", sorted(TIED)[0]),
    ("tied.jsonl", sorted(TIED)[2]),
    gone("deleted", APRIL),
    one_of_two("deleted before", EARLIER),
    ("3.jsonl", deal("brought back", "2025-05-01T00:00:00Z", outcome="won")),
    gone("apart", MARCH),
    ("truncated.jsonl", "{"),
]


@pytest.fixture(scope="module")
def merged(small: SmallLakehouse) -> SmallLakehouse:
    broken = len(BROKEN) + 1
    assert small.merge("deals", *FIRST)["silver.deals"] == {
        "read": len(FIRST),
        "quarantined": broken,
        "inserted": 7,
        "updated": 0,
        "deleted": 0,
    }
    small.merge("deals", *SECOND)
    return small


@pytest.fixture(scope="module")
def deals(merged: SmallLakehouse) -> dict[str, dict]:
    return {row["deal_id"]: row for row in merged.rows("silver.deals")}


@pytest.fixture(scope="module")
def quarantine(merged: SmallLakehouse) -> list[dict]:
    return merged.rows("silver.quarantine")


def test_a_record_is_typed_and_traceable(merged, deals):
    row = deals["typed"]
    assert (row["amount"], row["committed_amount"]) == (Decimal("10.50"), Decimal("20.25"))
    assert row["closed_at"].isoformat() == "2025-03-01T00:00:00"
    assert row["payload_sha256"] == hashlib.sha256(TYPED.encode()).hexdigest()
    assert row["source_file"] == f"dbfs:{merged.volume}/deals/typed.jsonl"


@pytest.mark.parametrize("deal_id", ["together", "together, late", "apart", "apart, late"])
def test_the_later_record_stands(deals, deal_id):
    assert deals[deal_id]["outcome"] == "lost"


def test_records_of_one_time_are_told_apart_by_their_content(deals):
    greatest = max(TIED, key=lambda body: hashlib.sha256(body.encode()).hexdigest())
    assert deals["tied"]["amount"] == json.loads(greatest)["amount"]


@pytest.mark.parametrize("name", BROKEN)
def test_a_record_that_breaks_a_rule_goes_to_quarantine_once(merged, contracts, quarantine, name):
    body, rules = BROKEN[name]
    file = f"dbfs:{merged.volume}/deals/{name}.jsonl"
    (row,) = [row for row in quarantine if row["source_file"] == file]
    table = contracts.table("silver.deals")
    broken = [error["rule"] for error in row["errors"]]
    declared = {rule.name: rule for rule in (*table.rules, *table.deletion_rules)}
    messages = {name: (rule.message, list(rule.columns)) for name, rule in declared.items()}
    assert (row["target_table"], row["payload"]) == ("silver.deals", body)
    assert row["rule_set"] == ", ".join(f"{rule.name}@{rule.version}" for rule in declared.values())
    assert row["resolved_at"] is None
    assert broken == rules if rules else broken[0] == "well_formed"
    for error in row["errors"]:
        assert (error["message"], error["columns"]) == messages[error["rule"]]


def test_every_record_is_in_silver_or_in_quarantine(deals, quarantine):
    standing = {"typed", "together", "together, late", "apart", "apart, late", "tied"}
    assert set(deals) == standing | {"brought back"}
    assert len(quarantine) == len(BROKEN)


def test_a_deleted_deal_is_gone_and_remembered_until_a_later_record_brings_it_back(merged, deals):
    rows = {row["record_id"]: row for row in merged.rows("silver.deletions")}
    late = {"deleted", "deleted before", "deleted at once", "brought back"}
    assert set(rows) == late | {"apart"}
    assert {rows[deal_id]["deleted_at"].isoformat() for deal_id in late} == {"2025-04-01T00:00:00"}
    assert (deals["brought back"]["outcome"], deals["apart"]["outcome"]) == ("won", "lost")


def test_records_sent_again_write_nothing(merged):
    before = merged.versions()
    done = merged.merge("deals", *SECOND, ("typed.resent.jsonl", TYPED))
    assert done["silver.deals"]["inserted"] + done["silver.deals"]["updated"] == 0
    assert merged.versions() == before


def test_reps_are_merged_likewise(merged):
    merged.merge(
        "reps",
        ("1.jsonl", rep("r", "team_2", APRIL)),
        ("1.jsonl", rep("r", "team_1")),
        ("2.jsonl", {"name": "nobody"}),
    )
    errors = [r["errors"] for r in merged.rows("silver.quarantine") if "reps" in r["target_table"]]
    assert [row["team_id"] for row in merged.rows("silver.reps")] == ["team_2"]
    assert [[e["rule"] for e in error] for error in errors] == [
        ["rep_id_present", "updated_at_valid"]
    ]
