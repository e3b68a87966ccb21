"""Text, or a person, taken out of tables, landed documents and the landing zone.

Each step finds what is left to do by itself, and bronze comes last: an erasure that was cut short
is simply run again. Old versions keep what was taken out until `purge` is done with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import reduce

from delta.tables import DeltaMergeBuilder, DeltaTable
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure.landed_files import path_of
from lakehouse.erasure.redaction import Mark, Redaction
from lakehouse.ingest.bronze_rows import payload_sha256
from lakehouse.ingest.call_parts import TABLE as CALL_PARTS
from lakehouse.ingest.call_parts import with_other_parts
from lakehouse.ingest.feed_merge import tables_of
from lakehouse.ingest.parsing import body_of, parsed
from lakehouse.quality.admission import QUARANTINE
from lakehouse.runtime.conflicts import retried
from lakehouse.runtime.contracts import Contracts, Feed, Table
from lakehouse.runtime.session_settings import set_for_now
from lakehouse.runtime.volume_files import Files

_DELETION_VECTORS = "spark.databricks.delta.merge.deletionVectors.persistent"
"""Setting by which a MERGE only marks deleted rows in their files. An erasure rewrites the files:
here, or on compute without the setting by the REORG of `purge`."""

_SIGNAL_KEY = ("call_id", "signal_name", "scoring_version")
"""The parts of the key of silver.conversation_signals (sql/silver/stage_signals.sql)."""

RENAMED = "renamed_file"
"""The column of documents with what their file is called once it is removed; null: as before."""


class NotRemoved(Exception):
    """A landed file that has what is to be erased is still there."""


class Erasure:
    """One erasure: what it takes out, and what it has found so far.

    Without `apply` it only counts. `rows` has how many rows change or go, by table. `begin` is
    called once, before the first of them does.
    """

    def __init__(
        self,
        spark: SparkSession,
        contracts: Contracts,
        redaction: Redaction,
        *,
        apply: bool,
        begin: Callable[[], object] = lambda: None,
    ) -> None:
        self.spark = spark
        self.contracts = contracts
        self.redaction = redaction
        self.apply = apply
        self.begin = begin
        self.rows: Counter[str] = Counter()

    def documents(self, feed: Feed, bronze: DataFrame) -> DataFrame:
        """Rows of a feed's bronze table as documents to be redacted."""
        every, _ = with_other_parts(self.spark, bronze, feed, records=False)
        return documents_of(parsed(every, feed, keeps_parts=True))

    def redact_rows(
        self,
        table: Table,
        where: Column,
        calls: DataFrame | None = None,
        renamed: DataFrame | None = None,
    ) -> None:
        """Redacts the rows of a table that `where` holds for; of `calls` (`call_id`), if given.

        The columns of the table are those of `t`. `renamed` are documents whose files get another
        name in the rows.
        """
        rows = self.spark.table(table.name).alias("t")
        changed = self.redaction.of_fields(rows.schema, lambda n: F.col(f"t.{n}"), _marks(table))
        if table.key == ("signal_id",) and not changed.keys().isdisjoint(_SIGNAL_KEY):
            parts = (changed.get(name, F.col(f"t.{name}")) for name in _SIGNAL_KEY)
            changed["signal_id"] = F.sha2(F.to_json(F.array(*parts)), 256)
        differs = [~F.col(f"t.{name}").eqNullSafe(after) for name, after in changed.items()]
        of_calls = rows if calls is None else rows.join(calls, "call_id", "left_semi").alias("t")
        named = where & reduce(Column.__or__, differs, F.lit(False))
        if renamed is None:
            found = of_calls.where(named).withColumn(RENAMED, F.lit(None).cast("string"))
        else:
            names = _new_names(renamed)
            found = of_calls.join(
                names.alias("n"), F.col("t.source_file") == F.col("n.file"), "left"
            )
            found = found.where(named | F.col(f"n.{RENAMED}").isNotNull())
            changed["source_file"] = F.coalesce(f"s.{RENAMED}", "t.source_file")
        found = found.select(*(F.col(f"t.{key}") for key in table.key), RENAMED)
        if self._count(table.name, found) and self.apply:
            same_key = " and ".join(f"t.{key} = s.{key}" for key in table.key)
            merge = self._merge(table.name, found, same_key)
            self._execute(merge.whenMatchedUpdate(set={**changed}))

    def delete_rows(self, table: str, found: DataFrame) -> None:
        """Deletes the rows of a table with the values of a row found, in the columns of that."""
        if self._count(table, found) and self.apply:
            same = " and ".join(f"t.{key} = s.{key}" for key in found.columns)
            self._execute(self._merge(table, found.distinct(), same).whenMatchedDelete())

    def delete_quarantined(self, found: DataFrame, documents: DataFrame) -> None:
        """Deletes records of quarantine (`quarantine_id`), and those that came from documents."""
        hashes = documents.select("payload_sha256").distinct()
        of_documents = self.spark.table(QUARANTINE).join(hashes, "payload_sha256", "left_semi")
        every = found.select("quarantine_id").union(of_documents.select("quarantine_id"))
        self.delete_rows(QUARANTINE, every.distinct())

    def files_of(self, documents: DataFrame) -> list[str]:
        """The landed files of documents, by path."""
        rows = documents.select("source_file").distinct().collect()
        return sorted({path_of(row["source_file"]) for row in rows})

    def rename_files(self, table: Table, columns: Iterable[str], documents: DataFrame) -> None:
        """Gives files of documents their new names in rows that only mention the files.

        A column is text, or an array of structs with the field behind a dot.
        """
        names = [row.asDict() for row in _new_names(documents).collect()]
        if not names:
            return
        new = F.create_map(*(F.lit(one) for row in names for one in row.values()))
        mentions = F.lit(False)
        changed: dict[str, Column] = {}
        for column in columns:
            name, _, inner = column.partition(".")
            files = F.col(name).getField(inner) if inner else F.array(name)
            mentions |= F.arrays_overlap(files, F.array(*(F.lit(row["file"]) for row in names)))
            changed[name] = _with_new_names(F.col(name), inner, new)
        after = (value.alias(name) for name, value in changed.items())
        found = self.spark.table(table.name).where(mentions).select(*table.key, *after)
        if self._count(table.name, found) and self.apply:
            same_key = " and ".join(f"t.{key} = s.{key}" for key in table.key)
            merge = self._merge(table.name, found, same_key)
            self._execute(merge.whenMatchedUpdate(set={name: f"s.{name}" for name in changed}))

    def redact_documents(self, feed: Feed, documents: DataFrame) -> None:
        """Redacts documents of a feed in bronze: of each stays what its contract declares.

        What is no JSON of the declared shape has nothing that is known to be harmless, and goes. Of
        a call of several documents stays one, with the call.
        """
        if not self._count(feed.bronze_table, documents) or not self.apply:
            return
        bronze = self.spark.table(feed.bronze_table).alias("t")
        body = body_of(F.coalesce("s.mapped", "t.payload"), feed.document)
        shape = self.spark.createDataFrame([], feed.document).schema
        document = self.redaction.of_value(
            body.getField("document"), shape, None, marks_of(self.contracts, feed)
        )
        declared = {column.name for column in self.contracts.table(feed.bronze_table).columns}
        keys = documents.select(
            "source_file", "payload_sha256", "is_malformed", RENAMED, "mapped"
        ).distinct()
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
                "_metadata": _renamed_metadata(),
                "_rescued_data": F.lit(None),
                # columns that documents have added are what they sent, once more
                **{name: F.lit(None) for name in bronze.columns if name not in declared},
            }
        )
        self._execute(changes)
        if feed.sources is not None:
            self._delete_parts(feed)

    def _delete_parts(self, feed: Feed) -> None:
        """Deletes the records of parts of calls that bronze no longer has as received."""
        received = self.spark.table(feed.bronze_table).where(F.col("redacted_at").isNull())
        files = received.select(F.col("_metadata.file_path").alias("source_file"))
        gone = self.spark.table(CALL_PARTS).join(files, "source_file", "left_anti")
        self.delete_rows(CALL_PARTS, gone.select("source_file", "payload_sha256"))

    def _merge(self, table: str, found: DataFrame, same: Column | str) -> DeltaMergeBuilder:
        """A MERGE over the rows found: its conditions, which the log keeps, name no person."""
        target = DeltaTable.forName(self.spark, table).alias("t")
        return target.merge(found.alias("s"), same)

    def _execute(self, merge: DeltaMergeBuilder) -> None:
        with set_for_now(self.spark, _DELETION_VECTORS, "false"):
            retried(merge.execute)

    def _count(self, table: str, found: DataFrame) -> int:
        count = found.count()
        if count:
            if self.apply and not self.rows:
                self.begin()
            self.rows[table] += count
        return count


def documents_of(rows: DataFrame) -> DataFrame:
    """Parsed rows of bronze as documents to be redacted, which keep the names of their files."""
    return rows.select(
        "source_file",
        "payload_sha256",
        F.col("_malformed").alias("is_malformed"),
        F.lit(None).cast("string").alias(RENAMED),
        "mapped",
    )


def remove_files(files: Files, paths: Iterable[str]) -> set[str]:
    """Removes files; which there were. All are tried before `NotRemoved` names those left."""
    removed: set[str] = set()
    failed: list[str] = []
    for path in paths:
        try:
            if files.remove(path):
                removed.add(path)
        except Exception as error:
            failed.append(f"{path} ({error})")
    if failed:
        raise NotRemoved(
            f"landing zone: files cannot be removed, got {len(failed)}: {'; '.join(failed)}. "
            "Correct this, then repeat the run: it goes on where it stopped"
        )
    return removed


def _new_names(documents: DataFrame) -> DataFrame:
    """The files of documents that get another name, once each."""
    named = documents.where(F.col(RENAMED).isNotNull())
    each = named.groupBy(F.col("source_file").alias("file"))
    return each.agg(F.min(RENAMED).alias(RENAMED))


def _with_new_names(value: Column, inner: str, new: Column) -> Column:
    """A file, or the field `inner` of structs, by the map of new names."""

    def renamed(file: Column) -> Column:
        return F.coalesce(F.try_element_at(new, file), file)

    if not inner:
        return renamed(value)
    return F.transform(value, lambda one: one.withField(inner, renamed(one.getField(inner))))


def _renamed_metadata() -> Column:
    """The column `_metadata` of bronze, with the new name of a file that has one."""
    new, old = F.col(f"s.{RENAMED}"), F.col("t._metadata")
    changed = old.withField("file_path", new).withField(
        "file_name", F.element_at(F.split(new, "/"), -1)
    )
    return F.when(new.isNull(), old).otherwise(changed)


def marks_of(contracts: Contracts, feed: Feed) -> dict[str, Mark]:
    """Marks of the fields of a feed's documents, by name."""
    marks: dict[str, Mark] = {}
    for name in tables_of(feed.name):
        marks |= _marks(contracts.table(name))
    return marks


def _marks(table: Table) -> Mapping[str, Mark]:
    return {column.name: column.pii for column in table.columns if column.pii is not None}
