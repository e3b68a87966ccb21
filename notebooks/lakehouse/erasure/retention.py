"""The free text of calls past a set age, taken out; keys, counts and signals stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure import line_files
from lakehouse.erasure import record as erasure_record
from lakehouse.erasure.purge import purge
from lakehouse.erasure.record import ErasureRecord
from lakehouse.erasure.redaction import Redaction
from lakehouse.erasure.removal import Erasure, documents_of, remove_files
from lakehouse.ingest.conversation_merge import CONVERSATIONS, FEED
from lakehouse.ingest.evaluation_documents import EVALUATIONS
from lakehouse.ingest.evaluation_documents import FEED as EVALUATION_FEED
from lakehouse.ingest.parsing import parsed
from lakehouse.ingest.signals import SIGNALS
from lakehouse.quality.admission import QUARANTINE
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Contracts, Feed
from lakehouse.runtime.streams import use_catalog
from lakehouse.runtime.volume_files import Files

Say = Callable[[str], None]

_TABLES = (
    *("bronze.conversations_raw", "bronze.evaluations_raw"),
    *(CONVERSATIONS, SIGNALS, QUARANTINE),
)
"""Those with text. A row that was replaced long ago may still be in a file of any of them."""


class RetentionError(ValueError):
    """Text cannot be kept for so long."""


def apply_retention(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    days: int,
    files: Files,
    say: Say = print,
) -> dict[str, Any]:
    """Takes the text of calls that began more than `days` ago out of every layer.

    That is all that the contracts mark as text: titles, turns, reasons and evidence, in silver and
    in the documents of bronze, of which the declared fields stay. Landed files of such calls
    are removed, lines of files with evaluations redacted, and records in quarantine deleted. Text
    that is ingested late, or again, stays until the next run. A document that tells no time counts
    from when it landed; an evaluation whose call is not in silver, from when it was made.
    """
    if days < 1:
        raise RetentionError(
            f"days: the least is 1, got {days}. Set `transcriptRetentionDays` to 1 or more"
        )
    use_catalog(spark, catalog)
    record = erase_text(spark, contracts, datetime.now(UTC) - timedelta(days=days), files)
    for name, rows in sorted(record.tables.items()):
        say(f"{name}: {rows} rows")
    until = record.old_versions_until
    return {
        "tables": record.tables,
        "files_removed": record.files_removed,
        "old_versions_until": until.isoformat() if until else None,
    }


def erase_text(
    spark: SparkSession, contracts: Contracts, before: datetime, files: Files | None = None
) -> ErasureRecord:
    """Erases the text of calls that began before a time, and records it if there was any.

    A run that was cut short left its record open: the next one completes it. Without `files` no
    landed file is removed: of what is restored they are gone already.
    """
    interrupted = erasure_record.open_retention(spark)
    record = erasure_record.of_age(before, interrupted)
    cutoff = F.lit(before)
    feed, separate = contracts.feed(FEED), contracts.feed(EVALUATION_FEED)
    redaction = Redaction(texts=True)
    erasure = Erasure(spark, contracts, redaction, apply=True, begin=lambda: record.write(spark))

    for table in (CONVERSATIONS, SIGNALS):
        erasure.redact_rows(contracts.table(table), F.col("t.call_timestamp") < cutoff)
    with (
        cached(_past_documents(spark, feed, cutoff)) as documents,
        cached(_past_evaluations(spark, separate, cutoff)) as evaluations,
    ):
        rejected_at = F.coalesce("ingested_at", "quarantined_at")
        of_calls = F.col("target_table").isin(CONVERSATIONS, SIGNALS, EVALUATIONS)
        rejected = spark.table(QUARANTINE).where(of_calls & (rejected_at < cutoff))
        erasure.delete_quarantined(rejected, documents.unionByName(evaluations))
        of_lines = erasure.files_of(evaluations)
        if files is not None:
            whole = erasure.files_of(documents)
            if separate.has_record_files:
                # bronze has the records, of which a line of such a file is none
                whole, of_lines = [*whole, *of_lines], []
            record.files_removed = len(remove_files(files, whole))
        erasure.redact_documents(feed, documents)
        erasure.redact_documents(separate, evaluations)
    if files is not None:
        if interrupted and not separate.has_record_files:
            # the run that was cut short had redacted documents, and not yet their files
            of_lines = erasure.files_of(_redacted(spark, separate))
        line_files.rewrite(spark, separate, files, of_lines)
        record.files_rewritten = len(of_lines)
    record.tables = dict(erasure.rows)
    if erasure.rows or interrupted:
        record.old_versions_until = purge(spark, _TABLES, at_once=False)
        record.completed_at = datetime.now(UTC)
        record.write(spark)
    return record


def _past_documents(spark: SparkSession, feed: Feed, cutoff: Column) -> DataFrame:
    """Documents of bronze with the text of calls that began before the cutoff, to be redacted.

    A call begins before its document is ingested: a time in the future keeps no text.
    """
    landed = spark.table(feed.bronze_table).where(F.col("redacted_at").isNull())
    began = F.col("document.call.call_timestamp").try_cast("timestamp")
    past = F.least(began, F.col("ingested_at")) < cutoff
    return documents_of(parsed(landed, feed, keeps_parts=True).where(past))


def _past_evaluations(spark: SparkSession, feed: Feed, cutoff: Column) -> DataFrame:
    """Documents of evaluations of such calls. Without its call an evaluation tells its own time."""
    landed = spark.table(feed.bronze_table).where(F.col("redacted_at").isNull())
    calls = spark.table(CONVERSATIONS).select("call_id", "call_timestamp")
    documents = parsed(landed, feed).withColumn("call_id", F.col("document.call_id"))
    scored = F.col("document.scored_at").try_cast("timestamp")
    began = F.least(F.coalesce("call_timestamp", scored), F.col("ingested_at"))
    return documents_of(documents.join(calls, "call_id", "left").where(began < cutoff))


def _redacted(spark: SparkSession, feed: Feed) -> DataFrame:
    """The files of redacted documents of a feed."""
    rows = spark.table(feed.bronze_table).where(F.col("redacted_at").isNotNull())
    return rows.select(F.col("_metadata.file_path").alias("source_file"))
