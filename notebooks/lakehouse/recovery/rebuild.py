"""Rebuild of silver and gold from bronze alone: compares the result with the tables, and repairs.

The merges of the pipeline build into the schema `rebuild` with separate checkpoints, so that the
pipeline's streams keep their position. Differences are found key by key, and repaired by one MERGE
a table: equal rows are not written, and gold's change data feed has the repaired rows only.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from delta.tables import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.gold.scores import refresh_rep_monthly_scores
from lakehouse.ingest.feed_merge import merge_stream, tables_of
from lakehouse.quality.admission import QUARANTINE
from lakehouse.recovery import comparison
from lakehouse.recovery.comparison import EXTRA
from lakehouse.runtime import sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Contracts, Table
from lakehouse.runtime.layers import Layers
from lakehouse.runtime.streams import AVAILABLE_NOW, use_catalog
from lakehouse.runtime.versions import at_version, latest_version

TABLES = (
    "silver.deletions",
    "silver.reps",
    "silver.deals",
    "silver.evaluations",
    "silver.conversations",
    "silver.conversation_signals",
    QUARANTINE,
    "gold.rep_monthly_scores",
)
"""What is built, in the order in which it is replaced."""

SCHEMA = "rebuild"
COPIES = Layers(SCHEMA)

OF_THE_MODEL = ("gold.deal_features", "gold.deal_predictions")
"""Tables of the model's jobs. The job parameter `full_refresh` recomputes the features."""

RESOLVED_AT = "resolved_at"
"""The column of a table whose rows are not deleted: they are evidence, and come to an end by it."""

Say = Callable[[str], None]


class ChangedMeanwhile(Exception):
    """A table was written to between its comparison and its replacement."""


@dataclass
class Comparison:
    """Differences between a table and the one built from bronze."""

    table: str
    rows: int = 0
    """Rows of the table built from bronze."""
    missing: int = 0
    """Rows that should be there, and are not."""
    extra: int = 0
    """Rows that no landed document accounts for."""
    different: int = 0
    """Rows that are there with other values."""
    sample: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Keys of such rows, each with its kind of difference."""
    replaced: bool = False

    @property
    def is_equal(self) -> bool:
        """True if no row differs."""
        return self.missing + self.extra + self.different == 0


def rebuild(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    checkpoints: str,
    remove: Callable[[str], object],
    replace: bool = False,
    say: Say = print,
) -> dict[str, Any]:
    """Builds silver and gold from bronze and compares; with `replace`, puts right what differs.

    `remove` deletes a folder of a volume. Nothing that stands is touched before all is compared,
    and each table is replaced by one commit: a rebuild that fails can simply be run again.
    """
    use_catalog(spark, catalog)
    tables = [contracts.table(name) for name in TABLES]
    stood = {table.name: latest_version(spark, table.name) for table in tables}
    folder = f"{checkpoints}/{SCHEMA}"
    with _shadows(spark, tables, lambda: remove(folder)), ExitStack() as kept:
        _build(spark, contracts, say, catalog=catalog, checkpoints=folder)
        comparisons: list[Comparison] = []
        differences: dict[str, DataFrame] = {}
        for table in tables:
            found = kept.enter_context(cached(_differences(spark, table, stood[table.name])))
            differences[table.name] = found
            comparisons.append(_compared(spark, table, found))
            say(_line(comparisons[-1]))
        if replace:
            for table, found_of in zip(tables, comparisons, strict=True):
                if not found_of.is_equal:
                    _replace(spark, table, differences[table.name], stood[table.name])
                    found_of.replaced = True
                    say(f"{table.name}: replaced")
    return {
        "equal": all(c.is_equal for c in comparisons),
        "replaced": [c.table for c in comparisons if c.replaced],
        "tables": [asdict(c) for c in comparisons],
    }


@contextmanager
def _shadows(
    spark: SparkSession, tables: Sequence[Table], forget: Callable[[], object]
) -> Generator[None]:
    """Empty tables to build into, and nothing left of them afterwards."""
    forget()
    for table in tables:
        builder = DeltaTable.createOrReplace(spark).tableName(COPIES.located(table.name))
        builder.addColumns(spark.createDataFrame([], table.ddl).schema)
        for name, value in table.properties.items():
            builder.property(name, value)
        builder.execute()
    try:
        yield
    finally:
        for table in tables:
            copy = COPIES.located(table.name)
            sql.run(spark, "maintenance/drop_table.sql", table_name=copy)
        forget()


def _build(
    spark: SparkSession, contracts: Contracts, say: Say, *, catalog: str, checkpoints: str
) -> None:
    options: Any = {
        "catalog": catalog,
        "checkpoints": checkpoints,
        "trigger": AVAILABLE_NOW,
        "layers": COPIES,
    }
    for feed in contracts.feeds:
        say(f"building {' and '.join(tables_of(feed))}")
        merge_stream(spark, contracts, feed, **options)
    say("building gold.rep_monthly_scores")
    refresh_rep_monthly_scores(spark, **options)


def _differences(spark: SparkSession, table: Table, version: int) -> DataFrame:
    """The rows of a table that differ, as they should be (extra ones as they are), with `kind`."""
    standing = at_version(spark, table.name, version)
    if RESOLVED_AT in standing.columns:
        standing = standing.where(F.col(RESOLVED_AT).isNull())
    built = spark.table(COPIES.located(table.name))
    if table.name == QUARANTINE:
        # what was rejected of a document went when the document was redacted
        redacted = sql.run(spark, "silver/redacted_documents.sql")
        standing, built = (
            rows.join(redacted, "payload_sha256", "left_anti") for rows in (standing, built)
        )
    names = [column.name for column in table.columns]
    return comparison.differences(
        standing,
        built,
        key=table.key,
        columns=names,
        compared=[name for name in names if name not in table.run_columns],
    )


def _compared(spark: SparkSession, table: Table, differences: DataFrame) -> Comparison:
    counts: dict[str, Any] = {**comparison.counted(differences)}
    return Comparison(
        table=table.name,
        rows=spark.table(COPIES.located(table.name)).count(),
        sample=comparison.sample(differences, table.key) if counts else [],
        **counts,
    )


def _replace(spark: SparkSession, table: Table, differences: DataFrame, version: int) -> None:
    if latest_version(spark, table.name) != version:
        raise ChangedMeanwhile(
            f"{table.name} must rest while it is replaced, got a write since version {version}: "
            "run again when no other job runs"
        )
    same_key = " and ".join(f"t.{key} <=> s.{key}" for key in table.key)
    is_extra = f"s.kind = '{EXTRA}'"
    merge = DeltaTable.forName(spark, table.name).alias("t").merge(differences.alias("s"), same_key)
    if RESOLVED_AT in differences.columns:
        merge = merge.whenMatchedUpdate(is_extra, {RESOLVED_AT: F.current_timestamp()})
    else:
        merge = merge.whenMatchedDelete(is_extra)
    merge.whenMatchedUpdateAll().whenNotMatchedInsertAll(f"not {is_extra}").execute()


def _line(c: Comparison) -> str:
    found = "equal"
    if not c.is_equal:
        found = f"{c.missing} missing, {c.extra} extra, {c.different} different"
    return f"{c.table}: {c.rows} rows, {found}"
