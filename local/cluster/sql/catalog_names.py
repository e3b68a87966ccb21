"""Names of the workspace's catalog: `main.silver.deals` is `lakehouse_local.silver.deals`."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pyspark.sql.utils import is_remote

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SPARK_CATALOG = "spark_catalog"
"""Spark's name of its session catalog."""
SETTING = "spark.lakehouse.catalogNames"
_FILE = "catalog-names.json"


@dataclass(frozen=True)
class CatalogNames:
    """The name of a workspace's catalog, and the further names that lead to it, in lower case."""

    own: str = SPARK_CATALOG
    further: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Collection[str]) -> CatalogNames:
        """The names as one list, whose first is the catalog's own; none for Spark's name."""
        own, *further = names or (SPARK_CATALOG,)
        return cls(own, frozenset(further))

    @property
    def all(self) -> list[str]:
        """The names as one list, whose first is the catalog's own."""
        return [self.own, *sorted(self.further)]

    def canonical(self, catalog: str) -> str:
        """The catalog's own name for any of its names; other names stay."""
        return self.own if catalog.lower() in self.further else catalog


def stored(home: Path) -> CatalogNames:
    """The names that the API stored for the workspace under `home`."""
    file = home / _FILE
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    if isinstance(content, list):
        # workspaces of earlier versions
        return CatalogNames(further=frozenset(content))
    return CatalogNames(content["name"], frozenset(content["further"]))


def names_of(spark: SparkSession) -> CatalogNames:
    """The names of the workspace of a session."""
    if is_remote():
        # notebooks of serverless compute may not read the setting: the process may
        (names,) = cast(Any, spark).client.get_config_with_defaults((SETTING, ""))
    else:
        names = spark.sparkContext._conf.get(SETTING, "")
    return CatalogNames.of([name for name in (names or "").split(",") if name])
