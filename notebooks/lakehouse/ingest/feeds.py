"""Ingestion of a feed: one stream lands its batches in bronze and merges them into silver.

Delta knows a batch by its stream and number: a batch that is tried again lands once, and is merged
again from its rows in bronze. A batch whose merge fails waits and does not hold up landing.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import SparkSession

from lakehouse.ingest.feed_merge import merge_documents, merge_stream
from lakehouse.ingest.landing import Landed, land_feed
from lakehouse.ingest.waiting_batches import WaitingBatch, waiting_batches
from lakehouse.monitoring import rescued_data
from lakehouse.runtime import counts
from lakehouse.runtime.contracts import Contracts, Feed
from lakehouse.runtime.errors import error_class
from lakehouse.runtime.streams import AVAILABLE_NOW, Batch, is_checkpoint, use_catalog


def ingest_feed(
    spark: SparkSession,
    contracts: Contracts,
    feed: str,
    *,
    catalog: str,
    landing: str,
    checkpoints: str,
    trigger: str,
    remove: Callable[[str], object],
    discovery: str = "listing",
    job_run_id: str = "",
) -> counts.TableCounts:
    """Lands the new documents of a feed in bronze and merges them into silver.

    Raises the first failure of a merge after all other batches are done. `remove` deletes a folder
    of a volume: the checkpoint of the merge stream of earlier releases, once it is at its end.
    """
    use_catalog(spark, catalog)
    contract = contracts.feed(feed)
    total: counts.TableCounts = {}
    options = {"catalog": catalog, "checkpoints": checkpoints}
    failures = merge_waiting(spark, contracts, feed, total=total, job_run_id=job_run_id, **options)
    if not failures:
        _remove_merge_checkpoint(spark, feed, checkpoints, remove)

    def merge(session: SparkSession, landed: Landed, batch: Batch) -> None:
        if landed.any_rescued:
            counts.add(total, rescued_data.refresh_batch(session, contract, landed.documents))
        waiting = WaitingBatch(feed, batch.stream_id, batch.batch_id, landed.ingested_at_micros)
        try:
            counts.add(total, _merge(session, contracts, contract, waiting, job_run_id))
        except Exception as failure:
            waiting.add(session, error_class(failure))
            failures.append(failure)
            if not ends:
                raise

    # a stream that runs on would never report that its merges fail
    ends = trigger == AVAILABLE_NOW or bool(failures)
    landed = land_feed(
        spark,
        contracts,
        feed,
        landing=landing,
        trigger=AVAILABLE_NOW if ends else trigger,
        discovery=discovery,
        on_landed=merge,
        **options,
    )
    counts.add(total, landed)
    if failures:
        raise failures[0]
    return total


def merge_waiting(
    spark: SparkSession,
    contracts: Contracts,
    feed: str,
    *,
    catalog: str,
    checkpoints: str,
    total: counts.TableCounts | None = None,
    job_run_id: str = "",
) -> list[Exception]:
    """Merges the batches of a feed that wait in bronze, and returns the failures.

    The merge stream of an earlier release is read to its end, as long as it has a checkpoint.
    """
    failures: list[Exception] = []
    done: counts.TableCounts = {} if total is None else total
    for waiting in waiting_batches(spark, feed):
        try:
            merged = _merge(spark, contracts, contracts.feed(feed), waiting, job_run_id)
            waiting.delete(spark)
        except Exception as failure:
            failures.append(failure)
        else:
            counts.add(done, merged)
    if is_checkpoint(spark, _merge_checkpoint(feed, checkpoints)):
        try:
            merge_stream(spark, contracts, feed, catalog=catalog, checkpoints=checkpoints)
        except Exception as failure:
            failures.append(failure)
    return failures


def _merge(
    spark: SparkSession,
    contracts: Contracts,
    feed: Feed,
    waiting: WaitingBatch,
    job_run_id: str,
) -> counts.TableCounts:
    batch = Batch(f"ingest_{feed.name}", waiting.stream_id, waiting.batch_id, job_run_id or None)
    return merge_documents(spark, contracts, feed, waiting.documents(spark, feed), batch)


def _merge_checkpoint(feed: str, checkpoints: str) -> str:
    return f"{checkpoints}/merge_{feed}"


def _remove_merge_checkpoint(
    spark: SparkSession, feed: str, checkpoints: str, remove: Callable[[str], object]
) -> None:
    folder = _merge_checkpoint(feed, checkpoints)
    if is_checkpoint(spark, folder):
        print(f"{feed}: removing the checkpoint of the earlier merge stream, which is at its end")
        remove(folder)
