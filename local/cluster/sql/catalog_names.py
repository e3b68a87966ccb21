"""Names of the workspace's catalogs: `main.silver.deals` is `lakehouse_local.silver.deals`."""

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
SEPARATE_SETTING = "spark.lakehouse.separateCatalogs"
_SEPARATOR = "__"
_FILE = "catalog-names.json"


@dataclass(frozen=True)
class CatalogNames:
    """The names of a workspace's catalogs, in lower case.

    Spark's session catalog has its own name and further ones that lead to it. Separate catalogs
    keep their schemas there: `dev.gold` is `dev__gold` (lakehouse.catalogs in Java).
    """

    own: str = SPARK_CATALOG
    further: frozenset[str] = frozenset()
    separate: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Collection[str], separate: Collection[str] = ()) -> CatalogNames:
        """The names as one list, whose first is the catalog's own; none for Spark's name."""
        own, *further = names or (SPARK_CATALOG,)
        return cls(own, frozenset(further), frozenset(separate))

    @property
    def all(self) -> list[str]:
        """The names as one list, whose first is the catalog's own."""
        return [self.own, *sorted(self.further)]

    def canonical(self, catalog: str) -> str:
        """The catalog's own name for any of its names; other names stay."""
        return self.own if catalog.lower() in self.further else catalog

    def session_schema(self, catalog: str, schema: str) -> str | None:
        """The schema of the session catalog that has the tables of a schema.

        None for a catalog that is not of the workspace, or that Spark reads by a plugin: `system`.
        """
        canonical = self.canonical(catalog).lower()
        if canonical == self.own:
            return schema
        return f"{canonical}{_SEPARATOR}{schema}" if canonical in self.separate else None

    def owner_of(self, session_schema: str) -> str | None:
        """The separate catalog that a schema of the session catalog stands for a schema of."""
        schema = session_schema.lower()
        return next((one for one in self.separate if schema.startswith(one + _SEPARATOR)), None)


def stored(home: Path) -> CatalogNames:
    """The names that the API stored for the workspace under `home`."""
    file = home / _FILE
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    if isinstance(content, list):
        # workspaces of earlier versions
        return CatalogNames(further=frozenset(content))
    separate = frozenset(content.get("separate", ()))
    return CatalogNames(content["name"], frozenset(content["further"]), separate)


def names_of(spark: SparkSession) -> CatalogNames:
    """The names of the workspace of a session."""
    if is_remote():
        # notebooks of serverless compute may not read the settings: the process may
        client = cast(Any, spark).client
        names, separate = client.get_config_with_defaults((SETTING, ""), (SEPARATE_SETTING, ""))
    else:
        names, separate = (
            spark.sparkContext._conf.get(setting, "") for setting in (SETTING, SEPARATE_SETTING)
        )
    return CatalogNames.of(_listed(names), _listed(separate))


def load(session: SparkSession, catalog: str) -> None:
    """Make Spark load a separate catalog in a session.

    By a statement: Spark's manager of catalogs alone reads the settings of the thread's session.
    """
    session.sql(f"describe schema `{catalog}`.default")


def _listed(names: str | None) -> list[str]:
    return [name for name in (names or "").split(",") if name]
