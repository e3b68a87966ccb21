"""Further names of the one catalog: `main.silver.deals` is `spark_catalog.silver.deals`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CATALOG = "spark_catalog"
SETTING = "spark.lakehouse.catalogNames"


def stored(home: Path) -> list[str]:
    """The names that the API stored for the workspace under `home`."""
    file = home / "catalog-names.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


def names_of(spark: SparkSession) -> frozenset[str]:
    """The names of the workspace of a session."""
    names = spark.sparkContext._conf.get(SETTING, "") or ""
    return frozenset(name for name in names.split(",") if name)
