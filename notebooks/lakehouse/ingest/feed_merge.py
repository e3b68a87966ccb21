"""The merge of a feed's documents, as bronze has them, into silver and quarantine."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession

from lakehouse.ingest import conversations, entities, evaluation_documents, evaluations
from lakehouse.ingest.conversation_merge import CONVERSATIONS, FEED
from lakehouse.ingest.evaluation_documents import EVALUATIONS
from lakehouse.ingest.signals import SIGNALS
from lakehouse.runtime import counts
from lakehouse.runtime.contracts import Contracts, Feed
from lakehouse.runtime.layers import LIVE, Layers
from lakehouse.runtime.lost_changes import each_batch_of_changes
from lakehouse.runtime.streams import (
    NO_HOOKS,
    Batch,
    BatchHooks,
    landed_in,
    started_again,
    use_catalog,
)

_TABLES = {
    FEED: (CONVERSATIONS, SIGNALS),
    evaluation_documents.FEED: (EVALUATIONS, SIGNALS),
}


def tables_of(feed: str) -> tuple[str, ...]:
    """The tables of silver that the documents of a feed are for."""
    return _TABLES.get(feed, (f"silver.{feed}",))


def merge_documents(
    spark: SparkSession,
    contracts: Contracts,
    feed: Feed,
    documents: DataFrame,
    batch: Batch | None,
    *,
    layers: Layers = LIVE,
) -> counts.TableCounts:
    """Merges documents of a feed; the batch, if any, has the counts of rules recorded once."""
    if feed.name == FEED:
        return conversations.merge_batch(spark, documents, contracts, batch, layers=layers)
    if feed.name == evaluation_documents.FEED:
        return evaluations.merge_batch(spark, documents, contracts, batch, layers=layers)
    table = contracts.table(f"silver.{feed.name}")
    return entities.merge_batch(spark, documents, feed, table, batch, layers=layers)


def rejects_of_documents(
    spark: SparkSession, contracts: Contracts, feed: Feed, documents: DataFrame
) -> list[DataFrame]:
    """Of documents of a feed, the records that the rules reject, as quarantine keeps them."""
    if feed.name == FEED:
        return conversations.rejects(spark, documents, contracts)
    if feed.name == evaluation_documents.FEED:
        return evaluations.rejects(spark, documents, contracts)
    return [entities.rejects(documents, feed, contracts.table(f"silver.{feed.name}"))]


@started_again
def merge_stream(
    spark: SparkSession,
    contracts: Contracts,
    feed: str,
    *,
    catalog: str,
    checkpoints: str,
    trigger: str,
    job_run_id: str = "",
    hooks: BatchHooks = NO_HOOKS,
    layers: Layers = LIVE,
) -> counts.TableCounts:
    """Merges the documents of bronze that the checkpoint of the feed's merge has not read yet."""
    use_catalog(spark, catalog)
    contract = contracts.feed(feed)
    bronze = contract.bronze_table

    def merge(session: SparkSession, rows: DataFrame, batch: Batch | None) -> counts.TableCounts:
        return merge_documents(session, contracts, contract, rows, batch, layers=layers)

    return each_batch_of_changes(
        lambda fails_on_loss: landed_in(spark, bronze, fails_on_loss),
        merge,
        lambda session: merge(session, session.table(bronze), None),
        catalog=catalog,
        checkpoint=f"{checkpoints}/merge_{feed}",
        trigger=trigger,
        job_run_id=job_run_id,
        hooks=hooks,
    )
