"""Further names of the one catalog: `main.silver.deals` is `spark_catalog.silver.deals`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pyspark.sql.utils import is_remote

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
    if is_remote():
        # notebooks of serverless compute may not read the setting: the process may
        (names,) = cast(Any, spark).client.get_config_with_defaults((SETTING, ""))
    else:
        names = spark.sparkContext._conf.get(SETTING, "")
    names = names or ""
    return frozenset(name for name in names.split(",") if name)
