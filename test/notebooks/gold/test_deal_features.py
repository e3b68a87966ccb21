"""gold.deal_features: what calls up to the cut-off say, kept up with news alone."""

from __future__ import annotations

from collections import Counter
from statistics import fmean
from typing import Any

import pytest
from lakehouse.gold.deal_features import TABLE, feature_names, refresh_deal_features
from lakehouse.runtime import sql

from ..documents import conversation, deal, deleted_call, evaluation, signal
from ..small_lakehouse import SmallLakehouse

V1, V2 = "rubric@1", "rubric@2"
MONDAY, TUESDAY = "2025-04-07T00:00:00Z", "2025-04-08T00:00:00Z"
YEAR_LATER = "2026-04-07T00:00:00Z"

SIGNALS: dict[str, Any] = {
    "prospect_sentiment": 0.4,
    "persuasive_turn_pct": 60,
    "uses_emotion": True,
    "uses_authority": False,
    "asks": True,
    "style": "brisk",
}
CLOSING = {"prospect_agree_donation": True, "prospect_provide_donation_amount": True}


def call(call_id: str, about: str | None, day: str, at: str = MONDAY, versions=(V1,), **signals):
    """A file with a call about a deal, scored at that time."""
    sent = [signal(name, value, confidence=0.6) for name, value in (signals or SIGNALS).items()]
    sent.append(signal("uses_pressure", "talk" in call_id, signal_type="risk_flag"))
    sent += [signal(name, value, confidence=0.1) for name, value in CLOSING.items()]
    document = conversation(
        call_id,
        *(evaluation(version, at, *sent) for version in versions),
        deal_id=about,
        call_timestamp=f"{day}T10:00:00Z",
        updated_at=at,
    )
    return f"{call_id}-{at}.json", document


def closed(deal_id: str, at: str = MONDAY, **fields: Any):
    """A file with a deal that was won on Saturday, or how it stands else."""
    values = {"outcome": "won", "closed_at": "2025-04-05T12:00:00Z", "rep_id": "anna"} | fields
    return f"{deal_id}-{at}.jsonl", deal(deal_id, at) | values


def refresh(small: SmallLakehouse, **options: Any) -> Counter[str]:
    given = {name: small.options[name] for name in ("catalog", "checkpoints")}
    return Counter(refresh_deal_features(small.spark, **given, **options).get(TABLE, {}))


def recomputed(small: SmallLakehouse) -> dict[tuple[str, str], dict[str, Any]]:
    """The features that silver asks for, in plain Python."""
    calls = small.rows("silver.conversations")
    signals = small.rows("silver.conversation_signals")
    found = {}
    for one in small.rows("silver.deals"):
        is_open = one["outcome"] == "open"
        ends = [at for at in (one["closed_at"], one["updated_at"]) if at is not None]
        counting = {
            c["call_id"]: c
            for c in calls
            if c["deal_id"] == one["deal_id"] and (is_open or c["call_timestamp"] <= min(ends))
        }
        said = [
            s | {"value": s["value_number"] if s["value_boolean"] is None else s["value_boolean"]}
            for s in signals
            if s["call_id"] in counting and s["signal_name"] not in CLOSING
        ]
        for version in {s["scoring_version"] for s in said}:
            own = [s for s in said if s["scoring_version"] == version]
            found[one["deal_id"], version] = {
                "rep_id": one["rep_id"],
                "features_cut_off": max(c["call_timestamp"] for c in counting.values())
                if is_open
                else min(ends),
                **_features(list(counting.values()), own),
            }
    return found


def _features(calls: list[dict], signals: list[dict]) -> dict[str, float | None]:
    turns = sum(c["turn_count"] for c in calls)
    of_type = {
        kind: [s for s in signals if s["signal_type"] == kind]
        for kind in ("score", "behaviour", "label", "risk_flag")
    }
    named = {
        name: _mean([s["value"] for s in signals if s["signal_name"] == name])
        for name in {s["signal_name"] for s in signals}
    }
    return {
        "conversation_count": len(calls),
        "scored_conversation_count": len({s["call_id"] for s in signals}),
        "turn_count": turns,
        "rep_turn_share": sum(c["rep_turn_count"] for c in calls) / turns if turns else None,
        **{f"{kind}_count": len(rows) for kind, rows in of_type.items()},
        "avg_confidence": _mean([s["confidence"] for s in signals]),
        "behaviour_rate": _mean([s["value"] for s in of_type["behaviour"]]),
        "risk_flag_rate": _mean([s["value"] for s in of_type["risk_flag"]]),
        "prospect_sentiment_avg": named.get("prospect_sentiment"),
        "prospect_interest_avg": named.get("prospect_interest"),
        "persuasive_turn_pct_avg": named.get("persuasive_turn_pct"),
        "uses_emotion_rate": named.get("uses_emotion"),
        "uses_authority_rate": named.get("uses_authority"),
        "uses_pressure_rate": named.get("uses_pressure"),
    }


def _mean(values: list[float | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return fmean(known) if known else None


def features(small: SmallLakehouse) -> dict[tuple[str, str], dict[str, Any]]:
    """The table by its key."""
    return {(row["deal_id"], row["scoring_version"]): row for row in small.rows(TABLE)}


def agree(small: SmallLakehouse) -> dict[tuple[str, str], dict[str, Any]]:
    """The table holds what a computation from nothing gives; its rows."""
    found, expected = features(small), recomputed(small)
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        kept = {name: found[key][name] for name in row}
        assert kept == {
            name: pytest.approx(value, abs=1e-8) if isinstance(value, float | int) else value
            for name, value in row.items()
        }, key
    return found


@pytest.fixture(scope="module")
def first(small: SmallLakehouse) -> SmallLakehouse:
    small.merge(
        "deals",
        closed("won"),
        closed("undated", closed_at=None),
        closed("ahead", outcome="open", closed_at="2025-04-02T00:00:00Z"),
        closed("silent"),
    )
    small.merge(
        "conversations",
        call("talk1", "won", "2025-04-01", versions=(V1, V2)),
        call("2", "won", "2025-04-03", prospect_sentiment=0.8, uses_emotion=False),
        call("after", "won", "2025-04-06"),
        call("3", "undated", "2025-04-06"),
        call("4", "ahead", "2025-04-04"),
        call("5", None, "2025-04-04"),
        call("6", "unknown", "2025-04-04"),
    )
    assert refresh(small)["inserted"] == 4
    return small


def test_calls_up_to_the_cut_off_count_and_closing_turns_do_not(first):
    rows = agree(first)
    assert rows.keys() == {("won", V1), ("won", V2), ("undated", V1), ("ahead", V1)}
    won = rows["won", V1]
    assert (won["conversation_count"], won["scored_conversation_count"]) == (2, 2)
    assert won["prospect_sentiment_avg"] == pytest.approx(0.6)
    assert (won["uses_emotion_rate"], won["risk_flag_rate"]) == (0.5, 0.5)
    assert won["avg_confidence"] > 0.5
    # features of the second version are about the same calls
    by_v2 = rows["won", V2]
    assert (by_v2["conversation_count"], by_v2["scored_conversation_count"]) == (2, 1)
    assert rows["ahead", V1]["features_cut_off"].isoformat() == "2025-04-04T10:00:00"
    assert rows["undated", V1]["features_cut_off"].isoformat() == "2025-04-07T00:00:00"


def test_features_are_the_columns_of_numbers_and_none_is_a_closing_signal(first):
    names = feature_names(first.contracts)
    assert len(names) == len(set(names)) == 26
    assert {"conversation_count", "rep_turn_share", "uses_emotion_rate"} < set(names)
    excluded = sql.run(first.spark, "gold/closing_signals.sql").collect()
    assert {row["signal_name"] for row in excluded} == set(CLOSING)
    assert all(row["reason"] for row in excluded)
    assert not [name for name in names if any(closing in name for closing in CLOSING)]


CHANGES: dict[str, tuple[dict[str, list], set[str]]] = {
    "news of what was said": (
        {
            "conversations": [
                # an old call is scored again, a year later
                call("talk1", "won", "2025-04-01", at=YEAR_LATER, prospect_sentiment=0.1),
                # one from before the cut-off arrives late
                call("7", "won", "2025-03-30", at=TUESDAY, prospect_sentiment=0.1),
                # one that is after the cut-off of its deal
                call("8", "silent", "2025-04-07", at=TUESDAY),
                ("gone.json", deleted_call("3", TUESDAY)),
            ],
            # calls were about it before it was known
            "deals": [closed("unknown", TUESDAY, outcome="open")],
        },
        {"won", "undated", "unknown"},
    ),
    "news of what it was about": (
        {
            "conversations": [call("2", "ahead", "2025-04-03", at=TUESDAY)],
            "deals": [closed("ahead", TUESDAY, closed_at="2025-04-03T12:00:00Z", outcome="lost")],
        },
        {"won", "ahead"},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_reaches_the_deals_it_touches_and_no_others(first, change):
    documents, touched = CHANGES[change]
    before = features(first)
    for feed, files in documents.items():
        first.merge(feed, *files)
    counted = refresh(first)
    after = agree(first)
    keys = before.keys() | after.keys()
    assert {key[0] for key in keys if before.get(key) != after.get(key)} == touched
    # a deal without features is read, too
    assert len(touched) <= counted["read"] <= len(touched) + 1


def test_without_a_change_nothing_is_read_and_a_full_refresh_writes_nothing(first):
    then = first.versions()
    assert refresh(first) == {}
    assert refresh(first, full_refresh=True)["updated"] == 0
    assert first.versions() == then


def test_a_full_refresh_puts_right_what_was_spoilt(first):
    first.spark.sql(f"update {TABLE} set turn_count = 99 where deal_id = 'won'")
    first.spark.sql(f"delete from {TABLE} where deal_id = 'ahead'")
    first.spark.sql(f"update {TABLE} set deal_id = 'ghost' where deal_id = 'unknown'")
    assert refresh(first) == {}
    done = refresh(first, full_refresh=True)
    assert (done["inserted"], done["deleted"]) == (2, 1)
    agree(first)
