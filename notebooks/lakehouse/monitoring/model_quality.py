"""ops.model_drift and ops.model_accuracy: whether the model still sees and says what it did."""

from __future__ import annotations

from collections import Counter

from pyspark.sql import SparkSession

from lakehouse.runtime import counts, sql
from lakehouse.runtime.streams import use_catalog

DRIFT, ACCURACY = "ops.model_drift", "ops.model_accuracy"

REFERENCE_WEEKS = 13
"""A week is compared with so many before it, a quarter of a year."""


def monitor_deal_outcome(spark: SparkSession, *, catalog: str) -> counts.TableCounts:
    """Measures features and predictions by week, and predictions against outcomes."""
    use_catalog(spark, catalog)
    readings = {"model_readings": sql.run(spark, "monitoring/model_readings.sql")}
    drift = sql.merge(
        spark, "monitoring/merge_model_drift.sql", readings, reference_weeks=REFERENCE_WEEKS
    )
    accuracy = sql.merge(spark, "monitoring/merge_model_accuracy.sql")
    return {DRIFT: Counter(drift), ACCURACY: Counter(accuracy)}
