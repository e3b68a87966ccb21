"""Documents of the feed evaluations, and those of the calls of a batch.

silver.evaluations has where each document is in bronze, so that the merge of a call that arrives
later reads only the documents of that call.
"""

from __future__ import annotations

from dataclasses import replace

from pyspark.sql import DataFrame, SparkSession

from lakehouse.ingest.bronze_rows import recorded_documents
from lakehouse.ingest.parsing import flattened, parsed
from lakehouse.ingest.signals import SIGNALS, judged_signals
from lakehouse.quality.rules import is_good, judged
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts, Table
from lakehouse.runtime.layers import Layers

FEED = "evaluations"
EVALUATIONS = "silver.evaluations"

_OF_CALL = {"call_timestamp", "rep_id", "deal_id"}
"""Columns of a signal that its call has, and a separate evaluation has not."""


def judged_evaluations(bronze: DataFrame, contracts: Contracts) -> DataFrame:
    """The candidates of bronze rows for silver.evaluations, judged."""
    documents = flattened(parsed(bronze, contracts.feed(FEED)))
    return judged(documents, contracts.table(EVALUATIONS))


def signal_table(contracts: Contracts) -> Table:
    """silver.conversation_signals with the rules that a signal is judged by before its call."""
    table = contracts.table(SIGNALS)
    rules = (rule for rule in table.rules if _OF_CALL.isdisjoint(rule.columns))
    return replace(table, rules=tuple(rules))


def with_evaluations(spark: SparkSession, documents: DataFrame) -> DataFrame:
    """Documents of the feed in the shape of documents of calls, with one evaluation each."""
    return sql.run(spark, "silver/calls_of_evaluations.sql", {"records": documents})


def signals_in(spark: SparkSession, documents: DataFrame, contracts: Contracts) -> DataFrame:
    """The judged signals of judged evaluations that keep the rules."""
    shaped = with_evaluations(spark, documents.where(is_good()))
    return judged_signals(spark, shaped, signal_table(contracts))


def signals_of_calls(
    spark: SparkSession,
    contracts: Contracts,
    accepted: DataFrame,
    calls: dict[str, str],
    layers: Layers,
) -> DataFrame | None:
    """The judged signals of evaluations that arrived apart from the calls of a batch, if any."""
    query, views = "silver/evaluations_of_calls.sql", {"accepted_records": accepted}
    rows = [row.asDict() for row in sql.run(spark, query, views, layers, **calls).collect()]
    if not rows:
        return None
    bronze = recorded_documents(spark, contracts.feed(FEED).bronze_table, rows)
    return signals_in(spark, judged_evaluations(bronze, contracts), contracts)
