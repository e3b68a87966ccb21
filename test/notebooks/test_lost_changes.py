"""Gold when the change files that its streams wait for are lost: computed again, once, and on."""

from __future__ import annotations

import pytest
from lakehouse.deal_features import refresh_deal_features
from lakehouse.lost_changes import RECOMPUTED, is_loss
from lakehouse.session_settings import set_for_now

from .documents import conversation, deal, deleted_call, evaluation, rep, signal
from .small_lakehouse import CATALOG, SmallLakehouse

SILVER = ("silver.conversation_signals", "silver.conversations", "silver.deals", "silver.reps")
UNCHECKED = "spark.databricks.delta.retentionDurationCheck.enabled"


def call(call_id: str, value: float, scored_at: str = "2025-03-05T00:00:00Z"):
    return f"{call_id}.json", conversation(
        call_id, evaluation("v@1", scored_at, signal("talk", value))
    )


def vacuum(small: SmallLakehouse) -> None:
    """Rewrites the tables of silver, and deletes every file that is not of their last version."""
    with set_for_now(small.spark, UNCHECKED, "false"):
        for table in SILVER:
            small.spark.sql(f"optimize {table}")
            small.spark.sql(f"vacuum {table} retain 0 hours")


def features(small: SmallLakehouse) -> dict[str, dict[str, int]]:
    options = {"catalog": CATALOG, "checkpoints": small.options["checkpoints"]}
    return refresh_deal_features(small.spark, **options)


def recomputations(small: SmallLakehouse, table: str) -> int:
    history = small.spark.sql(f"describe history {table}")
    return history.where(f"userMetadata = '{RECOMPUTED}'").count()


@pytest.fixture
def lost(small: SmallLakehouse) -> SmallLakehouse:
    """Gold that has read silver once; then silver changed, and lost the files of those changes."""
    small.start_again(*small.tables)
    small.merge("reps", ("r", rep("rep_1", "t1")))
    small.merge("deals", ("d", deal("deal_1", "2025-03-09T00:00:00Z")))
    small.merge("conversations", call("c1", 1.0), call("gone", 5.0))
    small.refresh()
    features(small)
    small.merge("conversations", call("c1", 3.0, "2025-03-06T00:00:00Z"))
    small.merge("conversations", ("gone-2", deleted_call("gone", "2025-03-07T00:00:00Z")))
    small.merge("reps", ("r2", rep("rep_1", "t2", "2025-03-02T00:00:00Z")))
    vacuum(small)
    return small


def test_gold_is_computed_again_once_and_goes_on(lost):
    before = recomputations(lost, "gold.rep_monthly_scores")
    lost.refresh()
    scores = [
        (row["avg_value"], row["team_id"], row["conversation_count"])
        for row in lost.rows("gold.rep_monthly_scores")
    ]
    assert scores == [(3.0, "t2", 1)]
    assert recomputations(lost, "gold.rep_monthly_scores") == before + 1

    lost.merge("conversations", call("c2", 5.0))
    lost.refresh()
    assert [row["avg_value"] for row in lost.rows("gold.rep_monthly_scores")] == [4.0]
    assert recomputations(lost, "gold.rep_monthly_scores") == before + 1


def test_features_are_computed_again_too(lost):
    assert features(lost)["gold.deal_features"]["read"] == 1
    assert features(lost) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[DELTA_MISSING_FILES_UNEXPECTED_VERSION] Delta stream cannot resume", True),
        ("[FAILED_READ_FILE.FILE_NOT_EXIST] Error while reading file x", True),
        ("[DIVIDE_BY_ZERO] Division by zero", False),
    ],
)
def test_a_loss_differs_from_other_failures(text, expected):
    assert is_loss(RuntimeError(text)) is expected
