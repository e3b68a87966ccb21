"""The merge of a feed's documents, as bronze has them, into silver and quarantine."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession

from lakehouse import conversations, counts, entities
from lakehouse.contracts import Contracts, Feed
from lakehouse.conversation_merge import FEED
from lakehouse.streams import AVAILABLE_NOW, Batch


def merge_documents(
    spark: SparkSession,
    contracts: Contracts,
    feed: Feed,
    documents: DataFrame,
    batch: Batch | None,
) -> counts.TableCounts:
    """Merges documents of a feed; the batch, if any, has the counts of rules recorded once."""
    if feed.name == FEED:
        return conversations.merge_batch(spark, documents, contracts, batch)
    table = contracts.table(f"silver.{feed.name}")
    return entities.merge_batch(spark, documents, feed, table, batch)


def merge_stream(
    spark: SparkSession, contracts: Contracts, feed: str, *, catalog: str, checkpoints: str
) -> None:
    """Merges the documents of bronze that the checkpoint of the feed's merge has not read yet."""
    options = {"catalog": catalog, "checkpoints": checkpoints, "trigger": AVAILABLE_NOW}
    if feed == FEED:
        conversations.merge_conversations(spark, contracts, **options)
    else:
        entities.merge_entities(spark, contracts, feed, **options)
