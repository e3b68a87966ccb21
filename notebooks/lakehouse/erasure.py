"""Text, or a person, taken out of tables, landed documents and the landing zone.

Each step finds what is left to do by itself, and bronze comes last: an erasure that was cut short
is simply run again. Old versions keep what was taken out until `purge` is done with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import reduce

from delta.tables import DeltaMergeBuilder, DeltaTable
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.admission import QUARANTINE
from lakehouse.conflicts import retried
from lakehouse.contracts import Contracts, Feed, Table
from lakehouse.parsing import body_of, is_malformed, payload_sha256
from lakehouse.redaction import Mark, Redaction
from lakehouse.replay import tables_of
from lakehouse.session_settings import set_for_now

_DELETION_VECTORS = "spark.databricks.delta.merge.deletionVectors.persistent"
"""Whether a MERGE only marks rows that are gone in their files. Here they have to leave them; and
to mark them Delta Lake looks for its own `_metadata`, which in bronze is a column."""

Concerned = Callable[[Column], Column]
"""Whether a row of bronze is to be redacted, by what its payload was parsed to."""


class Erasure:
    """One erasure: what it takes out, and what it has found so far.

    Without `apply` it only counts. `rows` has how many rows change or go, by table.
    """

    def __init__(
        self, spark: SparkSession, contracts: Contracts, redaction: Redaction, *, apply: bool
    ) -> None:
        self.spark = spark
        self.contracts = contracts
        self.redaction = redaction
        self.apply = apply
        self.rows: Counter[str] = Counter()

    def documents(self, feed: Feed, concerned: Concerned) -> DataFrame:
        """The documents of a feed to be redacted: where they came from, and what they say."""
        bronze = self.spark.table(feed.bronze_table)
        body = body_of(F.col("payload"), feed.document)
        return bronze.where(concerned(body)).select(
            F.col("_metadata.file_path").alias("source_file"),
            payload_sha256().alias("payload_sha256"),
            body.getField("document").alias("document"),
            is_malformed(F.col("payload"), body).alias("is_malformed"),
        )

    def redact_rows(self, table: Table, where: Column, calls: DataFrame | None = None) -> None:
        """Redacts the rows of a table that `where` holds for; of `calls` (`call_id`), if given.

        The columns of the table are those of `t`.
        """
        rows = self.spark.table(table.name).alias("t")
        changed = self.redaction.of_fields(rows.schema, lambda n: F.col(f"t.{n}"), _marks(table))
        differs = [~F.col(f"t.{name}").eqNullSafe(after) for name, after in changed.items()]
        of_calls = rows if calls is None else rows.join(calls, "call_id", "left_semi").alias("t")
        found = of_calls.where(where & reduce(Column.__or__, differs, F.lit(False)))
        self._count(table.name, found)
        if self.apply and self.rows[table.name]:
            same_key = " and ".join(f"t.{key} = s.{key}" for key in table.key)
            merge = self._merge(table.name, found.select(*table.key), same_key)
            self._execute(merge.whenMatchedUpdate(set=changed))

    def delete_quarantined(self, where: Column, documents: DataFrame) -> None:
        """Deletes records of quarantine that `where` holds for, or that came from documents."""
        rows = self.spark.table(QUARANTINE)
        hashes = documents.select("payload_sha256").distinct()
        of_documents = rows.join(hashes, "payload_sha256", "left_semi")
        found = rows.where(where).select("quarantine_id")
        found = found.union(of_documents.select("quarantine_id")).distinct()
        self._count(QUARANTINE, found)
        if self.apply and self.rows[QUARANTINE]:
            merge = self._merge(QUARANTINE, found, "t.quarantine_id = s.quarantine_id")
            self._execute(merge.whenMatchedDelete())

    def remove_files(
        self, feed: Feed, documents: DataFrame, remove: Callable[[str], object]
    ) -> list[str]:
        """Removes the landed files of documents that have one each; answers the files concerned."""
        files = [row[0] for row in documents.select("source_file").distinct().collect()]
        if self.apply and feed.whole_file:
            for file in files:
                remove(file)
        return sorted(files)

    def redact_documents(self, feed: Feed, documents: DataFrame) -> None:
        """Redacts documents of a feed in bronze: of each stays what its contract declares.

        What is no JSON of the declared shape has nothing that is known to be harmless, and goes.
        """
        self._count(feed.bronze_table, documents)
        if not self.apply or not self.rows[feed.bronze_table]:
            return
        bronze = self.spark.table(feed.bronze_table).alias("t")
        body = body_of(F.col("t.payload"), feed.document)
        shape = self.spark.createDataFrame([], feed.document).schema
        document = self.redaction.of_value(
            body.getField("document"), shape, None, marks_of(self.contracts, feed)
        )
        declared = {column.name for column in self.contracts.table(feed.bronze_table).columns}
        keys = documents.select("source_file", "payload_sha256", "is_malformed").distinct()
        received = payload_sha256("t")
        same = (F.col("t._metadata.file_path") == F.col("s.source_file")) & (
            received == F.col("s.payload_sha256")
        )
        merge = self._merge(feed.bronze_table, keys, same)
        changes = merge.whenMatchedDelete("s.is_malformed").whenMatchedUpdate(
            set={
                "payload": F.to_json(document),
                "payload_sha256": received,
                "redacted_at": F.current_timestamp(),
                "_rescued_data": F.lit(None),
                # columns that documents have added are what they sent, once more
                **{name: F.lit(None) for name in bronze.columns if name not in declared},
            }
        )
        self._execute(changes)

    def _merge(self, table: str, found: DataFrame, same: Column | str) -> DeltaMergeBuilder:
        """A MERGE over the rows found: its conditions, which the log keeps, name nobody."""
        target = DeltaTable.forName(self.spark, table).alias("t")
        return target.merge(found.alias("s"), same)

    def _execute(self, merge: DeltaMergeBuilder) -> None:
        with set_for_now(self.spark, _DELETION_VECTORS, "false"):
            retried(merge.execute)

    def _count(self, table: str, found: DataFrame) -> None:
        count = found.count()
        if count:
            self.rows[table] += count


def marks_of(contracts: Contracts, feed: Feed) -> dict[str, Mark]:
    """How the fields of a feed's documents are marked, by name."""
    marks: dict[str, Mark] = {}
    for name in tables_of(feed):
        marks |= _marks(contracts.table(name))
    return marks


def _marks(table: Table) -> Mapping[str, Mark]:
    return {column.name: column.pii for column in table.columns if column.pii is not None}
