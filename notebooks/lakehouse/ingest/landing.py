"""Landing zone to bronze: one row per landed document, exactly as it was received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyspark import cloudpickle
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, StructType

from lakehouse.ingest import drift, native_reader
from lakehouse.ingest.evolution import known_shape
from lakehouse.ingest.feed_schemas import (
    evolved_schema,
    stop_on_new_fields,
    stopped_on_new_columns,
)
from lakehouse.ingest.parsing import body_of
from lakehouse.ingest.vendor_documents import source_folders
from lakehouse.runtime import counts, sql
from lakehouse.runtime.cached import cached
from lakehouse.runtime.contracts import Contracts, Feed
from lakehouse.runtime.streams import (
    NO_HOOKS,
    Batch,
    BatchHooks,
    Outcome,
    each_batch,
    started_again,
    use_catalog,
)

MAX_FILES_PER_TRIGGER = 10_000
"""Documents are small: the default of 1,000 makes ten batches, ten times the small files."""

DISCOVERY_OPTIONS = {
    "listing": None,
    "fileEvents": "cloudFiles.useManagedFileEvents",
    "notifications": "cloudFiles.useNotifications",
}
"""Ways to find new files, with the Auto Loader option of each."""

CHECKED_MODES = ("addNewColumns", "explicit")
"""Schema evolution modes that read a batch before it is written to bronze."""


@dataclass(frozen=True)
class Landed:
    """A batch of documents that has landed."""

    documents: DataFrame
    """The rows of bronze: what a file had when it was read, however often the batch is tried."""
    ingested_at_micros: int
    """The time of the documents in bronze. No other batch of the stream has it."""
    any_rescued: bool
    """True if data of a document did not fit the declared shape."""


OnLanded = Callable[[SparkSession, Landed, Batch], Outcome]
"""Receives a batch that has landed. If it fails, the stream ends and tries the batch again."""


@started_again
def land_feed(
    spark: SparkSession,
    contracts: Contracts,
    feed: str,
    *,
    catalog: str,
    landing: str,
    checkpoints: str,
    trigger: str,
    discovery: str = "listing",
    on_landed: OnLanded | None = None,
    hooks: BatchHooks = NO_HOOKS,
) -> Outcome:
    """Appends the documents that are new in the feed's folder to its bronze table.

    Raises where they have new fields and the feed's schema evolution stops on them: before any of
    the batch has landed.
    """
    use_catalog(spark, catalog)
    contract = contracts.feed(feed)
    checkpoint = f"{checkpoints}/land_{feed}"
    columns = evolved_schema(spark, contract)
    create_folder(landing, contract)
    files = landed(spark, contract, landing, f"{checkpoint}/schema", discovery)
    documents = bronze_documents(contract, files, rescued_data(spark, contract, columns), columns)
    is_checked = contract.native_reader is None and contract.schema_evolution in CHECKED_MODES
    declared = declared_shape(spark, contract) if is_checked else None

    def land(session: SparkSession, rows: DataFrame, batch: Batch) -> Outcome:
        with cached(rows) as batch_rows:
            if is_checked:
                stop_on_new_fields(session, batch_rows, contract, declared)
            found = sql.only_row(batch_rows.agg(*_measures()))
            if not found["read"]:
                return Outcome()
            # it may add columns of the contract: terraform does not alter a feed's table
            writer = batch_rows.write.mode("append").option("mergeSchema", True)
            batch.once(writer).saveAsTable(contract.bronze_table)
        done = _counts(contract, found["read"])
        if on_landed is None:
            return Outcome(done)
        at = found["ingested_at_micros"]
        same_batch = F.col("ingested_at") == F.timestamp_micros(F.lit(at))
        in_bronze = session.table(contract.bronze_table).where(same_batch)
        merged = on_landed(session, Landed(in_bronze, at, found["rescued"] > 0), batch)
        counts.add(done, merged.counts)
        return Outcome(done, merged.failures)

    with stopped_on_new_columns(contract):
        landing_outcome = each_batch(
            documents, land, catalog=catalog, checkpoint=checkpoint, trigger=trigger, hooks=hooks
        )
    total = _counts(contract, 0)
    counts.add(total, landing_outcome.counts)
    return Outcome(total, landing_outcome.failures)


def create_folder(landing: str, feed: Feed) -> None:
    """Creates the folder of a feed, as a stream cannot start on one that does not exist.

    Volumes are folders of the machine on Databricks. In the local workspace `lakehouse load`
    creates the folders.
    """
    if Path(landing).is_dir():
        Path(landing, feed.path).mkdir(exist_ok=True)


def _counts(feed: Feed, documents: int) -> counts.TableCounts:
    return {feed.bronze_table: Counter(read=documents, inserted=documents)}


def _measures() -> list[Column]:
    return [
        F.count("*").alias("read"),
        F.count("_rescued_data").alias("rescued"),
        # the time of the batch, which its offsets in the checkpoint hold
        F.unix_micros(F.max("ingested_at")).alias("ingested_at_micros"),
    ]


def landed(
    spark: SparkSession,
    feed: Feed,
    landing: str,
    schema_location: str | None = None,
    discovery: str = "listing",
) -> DataFrame:
    """The stream of the feed's files, one row per document: text, or by the native reader.

    A pipeline looks after the schema's location by itself, so it is left out there.
    """
    if discovery not in DISCOVERY_OPTIONS:
        raise ValueError(
            f"`discovery`: unknown value, got {discovery}. Use one of "
            f"{', '.join(DISCOVERY_OPTIONS)}"
        )
    reader = (
        spark.readStream.format("cloudFiles")
        .options(**_format_options(feed))
        .option("cloudFiles.maxFilesPerTrigger", MAX_FILES_PER_TRIGGER)
        .option("pathGlobFilter", feed.file_name_pattern)
    )
    if schema_location is not None:
        reader = reader.option("cloudFiles.schemaLocation", schema_location)
    option = DISCOVERY_OPTIONS[discovery]
    if option:
        reader = reader.option(option, True)
    return reader.load(f"{landing}/{feed.path}")


def _format_options(feed: Feed) -> dict[str, str]:
    if feed.native_reader is not None:
        return native_reader.options(feed, feed.native_reader)
    # A line ends at \n alone, so that a \r before it stays in the payload.
    layout = {"wholeText": "true"} if feed.whole_file else {"lineSep": "\n"}
    return {"cloudFiles.format": "text", **layout}


def bronze_documents(
    feed: Feed, files: DataFrame, rescued: Column, columns: StructType | None = None
) -> DataFrame:
    """Bronze's rows of a feed's stream, by its reader."""
    reader = feed.native_reader
    if reader is None:
        return bronze_rows(files, rescued, columns)
    rows = files.select(
        native_reader.payload(reader).alias("value"), rescued.alias("_rescued_data"), "_metadata"
    )
    return bronze_rows(rows, F.col("_rescued_data"))


def bronze_rows(
    documents: DataFrame, rescued: Column, columns: StructType | None = None
) -> DataFrame:
    """Bronze's columns, from the column `value` and the hidden `_metadata` of a file source.

    `columns` are those that documents have added (`addNewColumns`); by default there are none.
    """
    fields = ("file_path", "file_name", "file_size", "file_modification_time")
    columns = columns or StructType()
    document = body_of(F.col("value"), columns).document
    return documents.select(
        F.col("value").alias("payload"),
        F.struct(*(F.col(f"_metadata.{f}").alias(f) for f in fields)).alias("_metadata"),
        rescued.alias("_rescued_data"),
        F.current_timestamp().alias("ingested_at"),
        F.lit(None).cast("timestamp").alias("redacted_at"),
        F.lit(None).cast("string").alias("payload_sha256"),
        *(document.getField(name).alias(name) for name in columns.names),
    )


def rescued_data(spark: SparkSession, feed: Feed, columns: StructType | None = None) -> Column:
    """The column `_rescued_data` as the feed's schema evolution asks for it, beside `columns`."""
    if feed.schema_evolution == "none":
        return F.lit(None).cast("string")
    if feed.native_reader is not None:
        return F.col(native_reader.RESCUED_DATA)
    shape = known_shape(declared_shape(spark, feed), columns)
    # The functions travel with the query: an executor need not have this package on its path.
    cloudpickle.register_pickle_by_value(drift)
    rescued = drift.rescued
    folders = source_folders(feed)

    def of_shape(body: bytes | None, path: str) -> str | None:
        # a vendor's document has the vendor's shape
        if any(folder in path for folder in folders):
            return None
        return rescued(body, path, shape)

    # Not by Arrow: for one short answer a document, importing it would cost more than it saves.
    rescue = F.udf(of_shape, "string", useArrow=False)
    # As bytes: a body that is not UTF-8 is no text to Python, and has to land all the same.
    return rescue(F.col("value").cast("binary"), F.col("_metadata.file_path"))


def rescued_fields(spark: SparkSession, feed: Feed) -> Column:
    """The paths of the fields in `_rescued_data`, which the reader `native` nests for JSON."""
    if feed.native_reader is None or feed.native_reader.format != "json":
        return F.json_object_keys("_rescued_data")
    shape = declared_shape(spark, feed)
    cloudpickle.register_pickle_by_value(drift)
    paths = drift.rescued_paths

    def of_shape(text: str) -> list[str]:
        return paths(text, shape)

    return F.udf(of_shape, "array<string>", useArrow=False)("_rescued_data")


def declared_shape(spark: SparkSession, feed: Feed) -> drift.Shape:
    """The shape that the feed's contract declares."""
    return shape_of(spark.createDataFrame([], feed.declared).schema)


def shape_of(declared: DataType) -> drift.Shape:
    """A Spark type as the plain value that `drift` compares documents with."""
    if isinstance(declared, StructType):
        return {f.name: shape_of(f.dataType) for f in declared.fields}
    if isinstance(declared, ArrayType):
        return [shape_of(declared.elementType)]
    return str(declared.jsonValue())
