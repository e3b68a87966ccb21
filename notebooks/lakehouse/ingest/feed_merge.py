"""The merge of a feed's documents, as bronze has them, into silver and quarantine."""

from __future__ import annotations

from functools import partial

from pyspark.sql import DataFrame, SparkSession

from lakehouse.ingest import conversations, entities
from lakehouse.ingest.conversation_merge import CONVERSATIONS, FEED, SIGNALS
from lakehouse.runtime import counts
from lakehouse.runtime.contracts import Contracts, Feed
from lakehouse.runtime.streams import AVAILABLE_NOW, NO_HOOKS, Batch, BatchHooks


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
    spark: SparkSession,
    contracts: Contracts,
    feed: str,
    *,
    catalog: str,
    checkpoints: str,
    hooks: BatchHooks = NO_HOOKS,
) -> None:
    """Merges the documents of bronze that the checkpoint of the feed's merge has not read yet."""
    if feed == FEED:
        merge = conversations.merge_conversations
    else:
        merge = partial(entities.merge_entities, feed=feed)
    merge(
        spark,
        contracts,
        catalog=catalog,
        checkpoints=checkpoints,
        trigger=AVAILABLE_NOW,
        hooks=hooks,
    )
