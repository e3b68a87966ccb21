"""Names of objects: qualified, checked, and told apart from paths."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cluster.access.refused import StatementRefused, not_supported
from cluster.access.volumes import volume_of
from cluster.access.words import words
from cluster.sql.catalog_names import CatalogNames

Name = tuple[str, ...]
"""A name as it is written, part by part, without its quotes."""

_PART = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_PATH_SIGN = re.compile(r"[/\\:.]")

# `json.x` is a file where no table of that name exists
DATA_SOURCES = words(
    """
    avro binaryfile cloudfiles console csv delta deltasharing hive iceberg image jdbc json
    kafka libsvm memory noop orc parquet rate ratepermicrobatch ratemicrobatch redshift
    snowflake socket sqlserver state statestore text xml
    """
)
# schemas in which the engine keeps what belongs to a session or to itself
_ENGINE_SCHEMAS = frozenset(("builtin", "global_temp", "session"))


@dataclass(frozen=True)
class Path:
    """A place in a volume that a statement names instead of a table."""

    volume: str
    path: str


@dataclass(frozen=True)
class NameResolver:
    """Completes names with a statement's current catalog and schema."""

    catalog: str
    schema: str
    names: CatalogNames = CatalogNames()

    def table(self, name: Name) -> str:
        """The full name of a table or view. A path is refused."""
        relation = self.relation(name)
        if isinstance(relation, Path):
            raise not_supported(f"{dotted(name)} is a path, where only a table can stand")
        return relation

    def relation(self, name: Name) -> str | Path:
        """The full name of a table or view, or the path that stands in its place."""
        if path := self._path(name):
            return path
        full_name = self._complete(name, "table")
        catalog, schema, _ = full_name.split(".")
        if schema in DATA_SOURCES:
            raise not_supported(f"{dotted(name)}: `{schema}` is a data source, not a schema")
        if schema in _ENGINE_SCHEMAS:
            raise not_supported(f"{dotted(name)}: there is no schema `{schema}` here")
        return full_name

    def function(self, name: Name) -> str:
        """The full name of a function that a user has made."""
        full_name = self._complete(name, "function")
        if full_name.split(".")[1] in _ENGINE_SCHEMAS:
            raise not_supported(f"{dotted(name)} is no function of a schema")
        return full_name

    def volume(self, name: Name) -> str:
        """The full name of a volume."""
        return self._complete(name, "volume")

    def schema_name(self, name: Name) -> str:
        """The full name of a schema."""
        if not 1 <= len(name) <= 2:
            raise _wrong_name(name, "a schema has one or two parts")
        catalog, schema = (_part(part, name) for part in (self.catalog, *name)[-2:])
        return self._schema_of(self._canonical(catalog), schema, name)

    def catalog_name(self, name: Name) -> str:
        """The name of a catalog."""
        if len(name) != 1:
            raise _wrong_name(name, "a catalog has one part")
        return self._canonical(_part(name[0], name))

    def volume_of(self, path: str) -> str:
        """The full name of the volume that a path lies in."""
        catalog, _, rest = volume_of(path).partition(".")
        return f"{self._canonical(catalog)}.{rest}"

    def _canonical(self, catalog: str) -> str:
        return self.names.canonical(catalog)

    def _complete(self, name: Name, kind: str) -> str:
        if not 1 <= len(name) <= 3:
            raise _wrong_name(name, f"a {kind} has one to three parts")
        catalogs = {self.catalog.lower(), *self.names.separate}
        if len(name) == 2 and name[0].lower() in catalogs:
            raise _wrong_name(name, f"`{name[0]}` is a catalog; name its schema as well")
        given = (*(self.catalog, self.schema)[: 3 - len(name)], *name)
        catalog, schema, object_name = (_part(part, name) for part in given)
        if kind != "volume" and "-" in schema:
            # SessionCatalog.validateName of Spark, which Unity Catalog does not have
            raise not_supported(f"{dotted(name)}: schemas with `-` have volumes alone here")
        return f"{self._schema_of(self._canonical(catalog), schema, name)}.{object_name}"

    def _schema_of(self, catalog: str, schema: str, name: Name) -> str:
        """The full name of a schema; one that is kept for another catalog has only that name."""
        owner = self.names.owner_of(schema)
        if owner is not None:
            raise _wrong_name(name, f"schemas with such a name are kept for the catalog {owner}")
        return f"{catalog}.{schema}"

    def _path(self, name: Name) -> Path | None:
        """The relation of a data source and a path: `` json.`/Volumes/...` ``."""
        if len(name) < 2 or not _PATH_SIGN.search(name[-1]):
            return None
        *catalog, source = name[:-1]
        if catalog and [part.lower() for part in catalog] != [self.catalog.lower()]:
            raise _wrong_name(name, "a path stands after a data source alone")
        if source.lower() not in DATA_SOURCES:
            raise not_supported(f"{dotted(name)}: `{source}` is no known data source")
        return Path(self.volume_of(name[-1]), name[-1])


def dotted(name: Name) -> str:
    """A name as one writes it."""
    return ".".join(
        part if _PART.fullmatch(part) else "`" + part.replace("`", "``") + "`" for part in name
    )


def _part(part: str, name: Name) -> str:
    if not _PART.fullmatch(part):
        raise _wrong_name(name, "its parts are ASCII letters, digits, `_` and `-`")
    return part.lower()


def _wrong_name(name: Name, rule: str) -> StatementRefused:
    return StatementRefused("INVALID_IDENTIFIER", f"{dotted(name)}: {rule}")
