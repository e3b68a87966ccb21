"""gold.deal_features: kept up to date with the changes of silver, not with all of it."""

from __future__ import annotations

from collections import Counter

from pyspark.sql import DataFrame, SparkSession

from lakehouse.runtime import counts, sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.lost_changes import each_batch_of_changes
from lakehouse.runtime.streams import AVAILABLE_NOW, NO_HOOKS, BatchHooks, use_catalog

TABLE = "gold.deal_features"

_SOURCES = ("deals", "conversations", "conversation_signals")


def feature_names(contracts: Contracts) -> tuple[str, ...]:
    """The columns that a model learns from, in their order: every DOUBLE of the table."""
    return tuple(c.name for c in contracts.table(TABLE).columns if c.type == "DOUBLE")


def refresh_deal_features(
    spark: SparkSession,
    *,
    catalog: str,
    checkpoints: str,
    full_refresh: bool = False,
    hooks: BatchHooks = NO_HOOKS,
) -> counts.TableCounts:
    """Recomputes the features of the deals that changes have touched, or of all deals."""
    use_catalog(spark, catalog)
    total = each_batch_of_changes(
        lambda fails_on_loss: changes(spark, fails_on_loss),
        lambda session, rows, _: refresh_batch(session, rows),
        refresh_all,
        catalog=catalog,
        checkpoint=f"{checkpoints}/refresh_deal_features",
        trigger=AVAILABLE_NOW,
        hooks=hooks,
    )
    if full_refresh:
        counts.add(total, refresh_all(spark))
    return total


def changes(spark: SparkSession, fails_on_loss: bool = True) -> DataFrame:
    """The stream of changed deals, calls and signals: what features may depend on."""
    reader = spark.readStream.option("readChangeFeed", True).option("failOnDataLoss", fails_on_loss)
    views = {f"{table}_changes": reader.table(f"silver.{table}") for table in _SOURCES}
    return sql.run(spark, "gold/deal_changes.sql", views)


def refresh_all(spark: SparkSession) -> dict[str, Counter[str]]:
    """Merges the features of all deals."""
    return refresh_deals(spark, sql.run(spark, "gold/all_deals.sql"))


def refresh_batch(spark: SparkSession, batch: DataFrame) -> dict[str, Counter[str]]:
    """Merges the features of the deals that a batch of changes touches."""
    deals = sql.run(spark, "gold/deals_of_changes.sql", {"deal_changes": batch})
    return refresh_deals(spark, deals)


def refresh_deals(spark: SparkSession, deals: DataFrame) -> dict[str, Counter[str]]:
    """Merges the features of deals, each named by its `deal_id`."""
    with cached(deals) as asked:
        to_compute = {"deals_to_compute": asked}
        span = sql.only_row(sql.run(spark, "gold/call_span.sql", to_compute))
        if span["deal_count"] == 0:
            return {TABLE: Counter()}
        signals = sql.run(
            spark,
            "gold/signals_of_deals.sql",
            first_call_micros=span["first_call_micros"],
            last_call_micros=span["last_call_micros"],
        )
        of_deals = {
            "closing_signals": sql.run(spark, "gold/closing_signals.sql"),
            "signals_of_deals": signals,
        }
        features = sql.run(spark, "gold/deal_features.sql", to_compute | of_deals)
        computed = {"computed_features": features}
        merged = sql.merge(spark, "gold/merge_deal_features.sql", to_compute | computed)
    return {TABLE: Counter(read=span["deal_count"]) + merged}
