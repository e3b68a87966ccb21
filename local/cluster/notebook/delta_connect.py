"""`delta.tables.DeltaTable` on Spark Connect, by SQL and `DataFrame.mergeInto`.

Delta Lake publishes its Connect server for Spark 4.0 only (`delta-connect-server_4.0_2.13`), so the
classes of `delta.connect` have no server here. Databricks has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from delta.tables import DeltaTable
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

_Condition = Column | str | None
_Changes = Mapping[str, Column | str]


def replace_delta_table() -> None:
    """Replaces the methods of `DeltaTable` that create one."""
    for name, method in (
        ("forName", Table),
        ("create", _create("create table")),
        ("createIfNotExists", _create("create table if not exists")),
        ("createOrReplace", _create("create or replace table")),
    ):
        setattr(DeltaTable, name, staticmethod(method))


class Table:
    """A Delta table by its name."""

    def __init__(self, spark: SparkSession, tableOrViewName: str) -> None:
        self._spark = spark
        self._name = tableOrViewName
        self._alias: str | None = None

    def alias(self, aliasName: str) -> Table:
        aliased = Table(self._spark, self._name)
        aliased._alias = aliasName
        return aliased

    def toDF(self) -> DataFrame:
        rows = self._spark.table(self._name)
        return rows.alias(self._alias) if self._alias else rows

    def history(self, limit: int | None = None) -> DataFrame:
        most = "" if limit is None else f" limit {int(limit)}"
        return self._spark.sql(f"describe history {self._name}{most}")

    def detail(self) -> DataFrame:
        return self._spark.sql(f"describe detail {self._name}")

    def merge(self, source: DataFrame, condition: Column | str) -> MergeBuilder:
        return MergeBuilder(source.mergeInto(self._target(), _required(condition)))

    def _target(self) -> str:
        """The name to merge into. An alias is a view: `mergeInto` has none for the target."""
        if self._alias is None:
            return self._name
        self._spark.sql(
            f"create or replace temporary view `{self._alias}` as select * from {self._name}"
        )
        return f"`{self._alias}`"


class MergeBuilder:
    """A MERGE that is executed at the end."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def whenMatchedUpdate(self, condition: _Condition = None, *, set: _Changes) -> MergeBuilder:
        self._writer = self._matched(condition).update(_columns(set))
        return self

    def whenMatchedUpdateAll(self, condition: _Condition = None) -> MergeBuilder:
        self._writer = self._matched(condition).updateAll()
        return self

    def whenMatchedDelete(self, condition: _Condition = None) -> MergeBuilder:
        self._writer = self._matched(condition).delete()
        return self

    def whenNotMatchedInsert(
        self, condition: _Condition = None, *, values: _Changes
    ) -> MergeBuilder:
        self._writer = self._writer.whenNotMatched(_column(condition)).insert(_columns(values))
        return self

    def whenNotMatchedInsertAll(self, condition: _Condition = None) -> MergeBuilder:
        self._writer = self._writer.whenNotMatched(_column(condition)).insertAll()
        return self

    def withSchemaEvolution(self) -> MergeBuilder:
        self._writer = self._writer.withSchemaEvolution()
        return self

    def execute(self) -> None:
        self._writer.merge()

    def _matched(self, condition: _Condition) -> Any:
        return self._writer.whenMatched(_column(condition))


class TableBuilder:
    """A table that is created at the end."""

    def __init__(self, spark: SparkSession, statement: str) -> None:
        self._spark = spark
        self._statement = statement
        self._name = ""
        self._columns: list[str] = []
        self._properties: list[str] = []

    def tableName(self, identifier: str) -> TableBuilder:
        self._name = identifier
        return self

    def addColumns(self, cols: StructType) -> TableBuilder:
        for field in cols.fields:
            null = "" if field.nullable else " not null"
            self._columns.append(f"`{field.name}` {field.dataType.simpleString()}{null}")
        return self

    def property(self, key: str, value: str) -> TableBuilder:
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        self._properties.append(f"'{key}' = '{escaped}'")
        return self

    def execute(self) -> Table:
        properties = f" tblproperties ({', '.join(self._properties)})" if self._properties else ""
        self._spark.sql(
            f"{self._statement} {self._name} ({', '.join(self._columns)}) using delta{properties}"
        )
        return Table(self._spark, self._name)


def _create(statement: str) -> Any:
    def create(sparkSession: SparkSession | None = None) -> TableBuilder:
        return TableBuilder(sparkSession or SparkSession.active(), statement)

    return create


def _required(condition: Column | str) -> Column:
    return F.expr(condition) if isinstance(condition, str) else condition


def _column(condition: _Condition) -> Column | None:
    return None if condition is None else _required(condition)


def _columns(changes: _Changes) -> dict[str, Column]:
    return {name: _required(value) for name, value in changes.items()}
