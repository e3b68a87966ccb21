"""The free text of calls past a set age, taken out; keys, counts and signals stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F

from lakehouse import erasure_record
from lakehouse.admission import QUARANTINE
from lakehouse.contracts import Contracts
from lakehouse.conversation_merge import CONVERSATIONS, FEED, SIGNALS
from lakehouse.erasure import Erasure
from lakehouse.purge import purge
from lakehouse.redaction import Redaction
from lakehouse.streams import use_catalog

Say = Callable[[str], None]

_TABLES = ("bronze.conversations_raw", CONVERSATIONS, SIGNALS, QUARANTINE)
"""Those with text. A row that was replaced long ago may still be in a file of any of them."""


class RetentionError(ValueError):
    """Text cannot be kept for so long."""


def apply_retention(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    days: int,
    remove: Callable[[str], object],
    say: Say = print,
) -> dict[str, Any]:
    """Takes the text of calls that began more than `days` ago out of every layer.

    That is all that the contracts mark as text: titles, turns, reasons and evidence, in silver and
    in the documents of bronze, of which the declared fields stay. Landed files of such calls
    are removed (`remove`), and records of them in quarantine. Text that comes in late, or again,
    stays until the next run. A document that tells no time counts from when it landed.
    """
    if days < 1:
        raise RetentionError(f"`days` must be at least 1, got: {days}")
    use_catalog(spark, catalog)
    record = erasure_record.of_age()
    cutoff = F.lit(datetime.now(UTC) - timedelta(days=days))
    feed = contracts.feed(FEED)
    erasure = Erasure(spark, contracts, Redaction(texts=True), apply=True)

    def is_past(body: Column) -> Column:
        began = body.getField("document").getField("call").getField("call_timestamp")
        at = F.coalesce(began.try_cast("timestamp"), F.col("ingested_at"))
        return F.col("redacted_at").isNull() & (at < cutoff)

    for table in (CONVERSATIONS, SIGNALS):
        erasure.redact_rows(contracts.table(table), F.col("t.call_timestamp") < cutoff)
    documents = erasure.documents(feed, is_past).drop("document").persist()
    try:
        rejected_at = F.coalesce("ingested_at", "quarantined_at")
        of_calls = F.col("target_table").isin(CONVERSATIONS, SIGNALS)
        erasure.delete_quarantined(of_calls & (rejected_at < cutoff), documents)
        record.files_removed = len(erasure.remove_files(feed, documents, remove))
        erasure.redact_documents(feed, documents)
    finally:
        documents.unpersist()
    record.tables = dict(erasure.rows)
    if erasure.rows:
        for name, rows in sorted(erasure.rows.items()):
            say(f"{name}: {rows} rows")
        record.old_versions_until = purge(spark, _TABLES, at_once=False)
        record.completed_at = datetime.now(UTC)
        record.write(spark)
    until = record.old_versions_until
    return {
        "tables": record.tables,
        "files_removed": record.files_removed,
        "old_versions_until": until.isoformat() if until else None,
    }
