"""Every stream that reads a table, brought to its end: nothing waits in an old version any more.

What the jobs of ingestion, monitoring and the model would do next, but for landing.
"""

from __future__ import annotations

from pyspark.sql import SparkSession

from lakehouse.contracts import Contracts
from lakehouse.conversation_merge import FEED
from lakehouse.conversations import merge_conversations
from lakehouse.deal_features import refresh_deal_features
from lakehouse.entities import merge_entities
from lakehouse.references import check_references
from lakehouse.rescued_data import refresh_rescued_data
from lakehouse.scores import refresh_rep_monthly_scores
from lakehouse.streams import AVAILABLE_NOW


def merge_feed(
    spark: SparkSession, contracts: Contracts, feed: str, *, catalog: str, checkpoints: str
) -> None:
    """Merges what waits in the bronze table of a feed."""
    options = {"catalog": catalog, "checkpoints": checkpoints, "trigger": AVAILABLE_NOW}
    if feed == FEED:
        merge_conversations(spark, contracts, **options)
    else:
        merge_entities(spark, contracts, feed, **options)


def merge_all(spark: SparkSession, contracts: Contracts, *, catalog: str, checkpoints: str) -> None:
    """Merges what waits in bronze."""
    for feed in contracts.feeds:
        merge_feed(spark, contracts, feed, catalog=catalog, checkpoints=checkpoints)


def follow(spark: SparkSession, contracts: Contracts, *, catalog: str, checkpoints: str) -> None:
    """Brings gold, and what is counted in ops, in line with silver and bronze."""
    options = {"catalog": catalog, "checkpoints": checkpoints}
    refresh_deal_features(spark, **options)
    options["trigger"] = AVAILABLE_NOW
    check_references(spark, contracts, **options)
    refresh_rep_monthly_scores(spark, **options)
    refresh_rescued_data(spark, contracts, **options)
