"""Whatever the order and the batches that documents arrive in, silver ends the same."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .documents import conversation, evaluation, signal
from .small_lakehouse import SmallLakehouse

TABLES = ("silver.conversations", "silver.conversation_signals", "silver.quarantine")
WRITTEN_AT = ("ingested_at", "updated_at", "quarantined_at")
"""When a row was written says how it came about, not what it is."""

TIMES = [f"2025-03-1{day}T00:00:00Z" for day in range(3)]
SIGNALS = st.lists(
    st.builds(
        signal,
        st.sampled_from(["a", "b"]),
        st.sampled_from([0.1, 0.2]),
        confidence=st.sampled_from([0.5, 0.5, 2]),
    ),
    max_size=3,
)
EVALUATIONS = st.lists(
    st.builds(
        lambda version, at, signals: evaluation(version, at, *signals),
        st.sampled_from(["v@1", "v@2"]),
        st.sampled_from(TIMES),
        SIGNALS,
    ),
    max_size=2,
)
BODIES = st.one_of(
    st.builds(
        lambda call_id, evaluations, call: json.dumps(conversation(call_id, *evaluations, **call)),
        st.sampled_from(["c1", "c2", "c3"]),
        EVALUATIONS,
        st.fixed_dictionaries(
            {
                "rep_id": st.sampled_from(["rep_1", "rep_2"]),
                "updated_at": st.sampled_from([None, *TIMES]),
            }
        ),
    ),
    st.just("{"),
)


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[tuple[str, str]], list[list[tuple[str, str]]]]:
    """Files, some with the same content, and the same files shuffled and cut into two batches."""
    bodies = draw(st.lists(BODIES, min_size=8, max_size=20))
    bodies += draw(st.lists(st.sampled_from(bodies), max_size=4))
    files = [(f"{number:02}.json", body) for number, body in enumerate(bodies)]
    shuffled = draw(st.permutations(files))
    cut = draw(st.integers(1, len(files) - 1))
    return files, [shuffled[:cut], shuffled[cut:]]


def silver(small: SmallLakehouse) -> dict[str, list[dict[str, Any]]]:
    """Silver without the columns that tell when; a conversation's `updated_at` is its source's."""
    return {
        table: small.rows(
            table, *(c for c in WRITTEN_AT if (table, c) != (TABLES[0], "updated_at"))
        )
        for table in TABLES
    }


@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(arrivals())
def test_any_order_and_any_batches_give_the_same_tables(small, arrived):
    files, batches = arrived
    small.empty(*TABLES)
    small.merge("conversations", *files)
    expected = silver(small)
    small.empty(*TABLES)
    for batch in batches:
        small.merge("conversations", *batch)
    assert silver(small) == expected
