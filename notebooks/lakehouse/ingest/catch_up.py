"""Work that waits for the next runs of jobs, done now; landing is not part of it.

After it no stream reads an old version of a table any more.
"""

from __future__ import annotations

from pyspark.sql import SparkSession

from lakehouse.gold.deal_features import refresh_deal_features
from lakehouse.gold.scores import refresh_rep_monthly_scores
from lakehouse.ingest.feeds import merge_waiting
from lakehouse.quality.references import check_references
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.streams import AVAILABLE_NOW


def merge_feed(
    spark: SparkSession, contracts: Contracts, feed: str, *, catalog: str, checkpoints: str
) -> None:
    """Merges what waits in the bronze table of a feed."""
    waited = merge_waiting(spark, contracts, feed, catalog=catalog, checkpoints=checkpoints)
    if waited.failures:
        raise waited.failures[0]


def merge_all(spark: SparkSession, contracts: Contracts, *, catalog: str, checkpoints: str) -> None:
    """Merges what waits in bronze."""
    for feed in contracts.feeds:
        merge_feed(spark, contracts, feed, catalog=catalog, checkpoints=checkpoints)


def follow(spark: SparkSession, contracts: Contracts, *, catalog: str, checkpoints: str) -> None:
    """Brings gold, and the counts of references, in line with silver."""
    refresh_deal_features(spark, catalog=catalog, checkpoints=checkpoints)
    check_references(spark, contracts, catalog=catalog)
    refresh_rep_monthly_scores(
        spark, catalog=catalog, checkpoints=checkpoints, trigger=AVAILABLE_NOW
    )
