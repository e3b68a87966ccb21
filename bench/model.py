"""The deal-outcome model on the real calls: features, training, and scoring within the process.

Usage: python bench/model.py [rows to score]
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import mlflow
import pandas as pd
from cluster.spark.session import build_session
from lakehouse.gold.deal_features import feature_names, refresh_deal_features, refresh_deals
from lakehouse.model import aliases, registry
from lakehouse.model.candidates import fit, logistic_regression
from lakehouse.model.training import Settings, train
from lakehouse.model.training_data import TrainingData
from lakehouse.runtime import contracts as contracts_module
from lakehouse.runtime import sql
from lakehouse_setup import (
    CATALOG,
    CHECKPOINTS,
    DATA,
    LANDING,
    make_tables,
    render_contracts,
    steps,
    timed,
    volume,
)

RUNS = 3
MODEL = "spark_catalog.gold.deal_outcome"


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of so many runs."""
    return median(timed(None, work) for _ in range(runs))


def measure(what: str, taken: float, base: float, runs: int = RUNS) -> dict[str, object]:
    """A line of the report."""
    print(f"  {what}: {taken:.3f} s", file=sys.stderr)
    return {"what": what, "seconds": taken, "runs": runs, "ratio": taken / base}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if not DATA.is_dir():
        raise SystemExit(f"error: real calls: no such folder, got {DATA}")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    home = Path(tempfile.mkdtemp(prefix="bench-model-"))
    shutil.copytree(DATA, volume(home, LANDING))
    contracts_file = render_contracts(home)
    contracts = contracts_module.load(contracts_file)
    os.chdir(home)
    mlflow.set_tracking_uri(f"sqlite:///{home}/mlflow.db")
    mlflow.set_registry_uri(f"sqlite:///{home}/mlflow.db")
    spark = build_session(home, memory="4g")
    try:
        make_tables(spark, json.loads(contracts_file.read_text())["tables"])
        for step in steps(spark, contracts).values():
            step()
        options = {"catalog": CATALOG, "checkpoints": CHECKPOINTS}
        first = timed(None, lambda: refresh_deal_features(spark, **options))
        deals = spark.table("silver.deals").select("deal_id")
        few = deals.limit(1).localCheckpoint()
        one, all_of_them = (seconds(lambda d=d: refresh_deals(spark, d)) for d in (few, deals))
        rows = sql.run(spark, "gold/training_deals.sql").toPandas()
    finally:
        spark.stop()
    data = TrainingData(rows, feature_names(contracts))
    started = time.perf_counter()
    report = train(
        data,
        Settings(),
        model_name=MODEL,
        experiment_name="bench",
        say=lambda line: print(f"  {line}", file=sys.stderr),
    )
    trained = time.perf_counter() - started
    baseline = seconds(lambda: fit(logistic_regression(), data))
    if report.state != aliases.CHALLENGER:
        raise SystemExit(f"error: the training made no challenger, got {report.reason}")
    client = mlflow.MlflowClient()
    client.set_registered_model_alias(MODEL, aliases.CHAMPION, str(report.version))
    champion = registry.champion(MODEL)
    assert champion is not None
    many = pd.concat([data.x] * (count // len(data.x) + 1), ignore_index=True).head(count)
    batch = seconds(lambda: champion.probabilities(many))
    single = seconds(lambda: champion.probabilities(data.x.head(1)), runs=100)
    shutil.rmtree(home, ignore_errors=True)
    measures = [
        measure(f"features of {data.deal_count:,} deals, at first", first, all_of_them, 1),
        measure("the same, of all deals again", all_of_them, all_of_them),
        measure("the same, of one changed deal", one, all_of_them),
        measure(f"a training: {len(data.rows):,} rows, three candidates", trained, baseline, 1),
        measure("logistic regression, fitted alone", baseline, baseline),
        measure(f"scoring of {count:,} rows: {count / batch:,.0f} rows/s", batch, batch),
        measure(f"scoring of one row, {count:,} times over", single * count, batch, 100),
    ]
    print(
        json.dumps(
            {
                "title": f"The deal-outcome model on {data.deal_count:,} deals",
                "baseline": "each group has its own, the line of 1.00x",
                "measures": measures,
                "notes": [
                    f"One row takes {single * 1000:.1f} ms within the process, signature checked.",
                    "A training is candidates, cross-validation, bootstrap, pictures and MLflow.",
                ],
            }
        )
    )


if __name__ == "__main__":
    main()
