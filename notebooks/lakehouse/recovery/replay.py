"""Quarantine through the rules of today: what keeps them by now enters silver, once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.ingest import evaluation_documents
from lakehouse.ingest.conversation_merge import FEED
from lakehouse.ingest.feed_merge import merge_documents, rejects_of_documents, tables_of
from lakehouse.ingest.signals import SIGNALS
from lakehouse.quality.admission import QUARANTINE
from lakehouse.quality.rules import rules_of
from lakehouse.runtime import sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import ContractError, Contracts, Feed
from lakehouse.runtime.streams import Batch, use_catalog
from lakehouse.runtime.versions import at_version, latest_version

STAGE = "replay_quarantine"


def replay_quarantine(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    table: str = "",
    rule: str = "",
    since: str = "",
    dry_run: bool = False,
    job_run_id: str = "",
) -> dict[str, dict[str, int]]:
    """Judges the documents of quarantined records again, and merges them as when they landed.

    Documents come from bronze, and enter as any document does: what is older than what silver has
    changes nothing, and what has entered before enters no second time. So a replay that was cut
    short is simply run again. Of a document that is taken all records are taken, also those that
    `table`, `rule` and `since` (ISO 8601) would leave out. With `dry_run` nothing is written.

    By table the records that were `open`, and of them, and of the others of their documents, those
    `resolved` (or, with `dry_run`, to be) and `rejected`; `missing` have no document in bronze.
    """
    use_catalog(spark, catalog)
    _check(contracts, table, rule, since)
    batch = Batch(STAGE, job_run_id, 0, job_run_id) if job_run_id and not dry_run else None
    # what is found before a merge is what it changes, also where nothing caches it
    quarantine = at_version(spark, QUARANTINE, latest_version(spark, QUARANTINE))
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for feed in contracts.feeds.values():
        tables = tables_of(feed.name)
        if table and table not in tables:
            continue
        of_tables = {"tables": ",".join(tables)}
        filters = {"table_name": table, "rule": rule, "since": since}
        of_feed = _of_feed(spark, contracts, feed, quarantine)
        views = {"quarantine": of_feed}
        opened = sql.run(spark, "silver/open_records.sql", views, **of_tables, **filters)
        with cached(opened) as records:
            found = _replay_feed(spark, contracts, feed, of_feed, records, batch, dry_run=dry_run)
            for name, outcome in found.items():
                outcomes[name].update(outcome)
    return {name: dict(outcome) for name, outcome in outcomes.items()}


def _of_feed(
    spark: SparkSession, contracts: Contracts, feed: Feed, quarantine: DataFrame
) -> DataFrame:
    """Quarantine without the signals of another feed's documents, which are for one table."""
    how = {FEED: "left_anti", evaluation_documents.FEED: "left_semi"}.get(feed.name)
    if how is None:
        return quarantine
    evaluations = contracts.feed(evaluation_documents.FEED).bronze_table
    files = spark.table(evaluations).select(F.col("_metadata.file_path").alias("source_file"))
    is_signal = F.col("target_table") == SIGNALS
    signals = quarantine.where(is_signal).join(files, "source_file", how)
    return quarantine.where(~is_signal).unionByName(signals)


def _replay_feed(
    spark: SparkSession,
    contracts: Contracts,
    feed: Feed,
    quarantine: DataFrame,
    records: DataFrame,
    batch: Batch | None,
    *,
    dry_run: bool,
) -> dict[str, dict[str, int]]:
    opened = _count(records)
    if not opened:
        return {}
    of_records = {"open_records": records}
    landed = sql.run(
        spark, "silver/documents_of_records.sql", of_records, bronze_table=feed.bronze_table
    )
    of_tables = {"tables": ",".join(tables_of(feed.name))}
    with cached(landed) as documents:
        views = {"replayed_documents": documents, "quarantine": quarantine}
        found = sql.run(spark, "silver/replayed_records.sql", views, **of_tables)
        with cached(found) as replayed:
            judged = _count(replayed)
            missing = _count(records.join(replayed, "quarantine_id", "left_anti"))
            of_documents = rejects_of_documents(spark, contracts, feed, documents)
            rejects = reduce(DataFrame.unionByName, of_documents)
            if not dry_run:
                merge_documents(spark, contracts, feed, documents, batch)
            views = {"replayed_records": replayed, "rejected_records": rejects}
            with cached(sql.run(spark, "silver/passing_records.sql", views)) as passing:
                resolved = _count(passing)
                if resolved and not dry_run:
                    sql.merge(spark, "silver/merge_resolved.sql", {"passing_records": passing})
    return {
        name: {
            "open": opened.get(name, 0),
            "resolved": resolved.get(name, 0),
            "rejected": judged.get(name, 0) - resolved.get(name, 0),
            "missing": missing.get(name, 0),
        }
        for name in tables_of(feed.name)
        if name in opened or name in judged
    }


def _count(records: DataFrame) -> dict[str, int]:
    rows = records.groupBy("target_table").agg(F.count("*").alias("n")).collect()
    return {row["target_table"]: row["n"] for row in rows}


def _check(contracts: Contracts, table: str, rule: str, since: str) -> None:
    tables = [name for feed in contracts.feeds for name in tables_of(feed)]
    if table:
        _one_of("table", table, tables)
    if rule:
        known: set[Any] = {name for t in tables for name in rules_of(contracts.table(t))}
        _one_of("rule", rule, known)
    if since:
        try:
            datetime.fromisoformat(since)
        except ValueError:
            raise ContractError(f"`since`: not an ISO 8601 time, got {since}") from None


def _one_of(parameter: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise ContractError(
            f"`{parameter}`: unknown value, got {value}. Use one of {', '.join(sorted(known))}"
        )
