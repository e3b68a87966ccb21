"""The merge of a feed's documents, as bronze has them, into silver and quarantine."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession

from lakehouse.ingest import conversations, entities
from lakehouse.ingest.conversation_merge import CONVERSATIONS, FEED, SIGNALS
from lakehouse.runtime import counts
from lakehouse.runtime.contracts import Contracts, Feed
from lakehouse.runtime.streams import AVAILABLE_NOW, Batch


def tables_of(feed: Feed) -> tuple[str, ...]:
    """The tables of silver that the documents of a feed are for."""
    return (CONVERSATIONS, SIGNALS) if feed.name == FEED else (f"silver.{feed.name}",)


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
