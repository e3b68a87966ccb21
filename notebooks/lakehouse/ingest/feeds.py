"""Ingestion of a feed: one stream lands its batches in bronze and merges them into silver.

Delta knows a batch by its stream and number: a batch that is tried again lands once, and is merged
again from its rows in bronze. A batch whose merge fails waits and does not hold up landing.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import SparkSession

from lakehouse.ingest import rescued_data
from lakehouse.ingest.feed_merge import merge_documents, merge_stream
from lakehouse.ingest.landing import Landed, land_feed
from lakehouse.ingest.waiting_batches import WaitingBatch, waiting_batches
from lakehouse.runtime import counts
from lakehouse.runtime.contracts import Contracts, Feed
from lakehouse.runtime.errors import error_class
from lakehouse.runtime.streams import (
    AVAILABLE_NOW,
    NO_HOOKS,
    Batch,
    BatchHooks,
    Outcome,
    is_checkpoint,
    use_catalog,
)


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
    hooks: BatchHooks = NO_HOOKS,
    has_folder: bool = True,
) -> counts.TableCounts:
    """Lands the new documents of a feed in bronze and merges them into silver.

    Raises the first failure of a merge after all other batches are done. `remove` deletes a folder
    of a volume: the checkpoint of the merge stream of earlier releases, once it is at its end. From
    a folder that does not exist a run that ends reads nothing, and starts no stream.
    """
    use_catalog(spark, catalog)
    contract = contracts.feed(feed)
    waited = merge_waiting(
        spark,
        contracts,
        feed,
        catalog=catalog,
        checkpoints=checkpoints,
        job_run_id=job_run_id,
        hooks=hooks,
    )
    if not waited.failures:
        _remove_merge_checkpoint(spark, feed, checkpoints, remove)
    # a stream that runs on would never report that its merges fail
    ends = trigger == AVAILABLE_NOW or bool(waited.failures)

    def merge(session: SparkSession, landed: Landed, batch: Batch) -> Outcome:
        done: counts.TableCounts = {}
        if landed.any_rescued:
            counts.add(done, rescued_data.refresh_batch(session, contract, landed.documents))
        waiting = WaitingBatch(feed, batch.stream_id, batch.batch_id, landed.ingested_at_micros)
        try:
            counts.add(done, _merge(session, contracts, contract, waiting, job_run_id))
        except Exception as failure:
            waiting.add(session, error_class(failure))
            if not ends:
                raise
            return Outcome(done, (failure,))
        return Outcome(done)

    landed = Outcome()
    if has_folder or not ends:
        landed = land_feed(
            *(spark, contracts, feed),
            catalog=catalog,
            landing=landing,
            checkpoints=checkpoints,
            trigger=AVAILABLE_NOW if ends else trigger,
            discovery=discovery,
            on_landed=merge,
            hooks=hooks,
        )
    failures = waited.failures + landed.failures
    if failures:
        raise failures[0]
    total: counts.TableCounts = {}
    for outcome in (waited, landed):
        counts.add(total, outcome.counts)
    return total


def merge_waiting(
    spark: SparkSession,
    contracts: Contracts,
    feed: str,
    *,
    catalog: str,
    checkpoints: str,
    job_run_id: str = "",
    hooks: BatchHooks = NO_HOOKS,
) -> Outcome:
    """Merges the batches of a feed that wait in bronze.

    The merge stream of an earlier release is read to its end, as long as it has a checkpoint.
    """
    failures: list[Exception] = []
    done: counts.TableCounts = {}
    for waiting in waiting_batches(spark, feed):
        try:
            with hooks.guard(spark, _stage(feed)):
                merged = _merge(spark, contracts, contracts.feed(feed), waiting, job_run_id)
                waiting.delete(spark)
        except Exception as failure:
            failures.append(failure)
        else:
            counts.add(done, merged)
    if is_checkpoint(spark, _merge_checkpoint(feed, checkpoints)):
        try:
            merge_stream(
                *(spark, contracts, feed),
                catalog=catalog,
                checkpoints=checkpoints,
                trigger=AVAILABLE_NOW,
                hooks=hooks,
            )
        except Exception as failure:
            failures.append(failure)
    return Outcome(done, tuple(failures))


def _merge(
    spark: SparkSession,
    contracts: Contracts,
    feed: Feed,
    waiting: WaitingBatch,
    job_run_id: str,
) -> counts.TableCounts:
    batch = Batch(_stage(feed.name), waiting.stream_id, waiting.batch_id, job_run_id or None)
    return merge_documents(spark, contracts, feed, waiting.documents(spark, feed), batch)


def _stage(feed: str) -> str:
    return f"ingest_{feed}"


def _merge_checkpoint(feed: str, checkpoints: str) -> str:
    return f"{checkpoints}/merge_{feed}"


def _remove_merge_checkpoint(
    spark: SparkSession, feed: str, checkpoints: str, remove: Callable[[str], object]
) -> None:
    folder = _merge_checkpoint(feed, checkpoints)
    if is_checkpoint(spark, folder):
        print(f"{feed}: removing the checkpoint of the earlier merge stream, which is at its end")
        remove(folder)
