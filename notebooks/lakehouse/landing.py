"""Landing zone to bronze: one row per landed document, exactly as it was received."""

from __future__ import annotations

from pyspark import cloudpickle
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, StructType

from lakehouse import drift
from lakehouse.contracts import ContractError, Contracts, Feed
from lakehouse.streams import rows_read, triggered, use_catalog

MAX_FILES_PER_TRIGGER = 10_000
"""Documents are small: the default of 1,000 makes ten batches, ten times the small files."""


def land_feed(
    spark: SparkSession,
    contracts: Contracts,
    feed: str,
    *,
    catalog: str,
    landing: str,
    checkpoints: str,
    trigger: str,
) -> dict[str, int | str]:
    """Appends the documents that are new in the feed's folder to its bronze table."""
    use_catalog(spark, catalog)
    contract = contracts.feed(feed)
    checkpoint = f"{checkpoints}/land_{feed}"
    documents = bronze_rows(spark, landed(spark, contract, landing, checkpoint), contract)
    writer = documents.writeStream.option("checkpointLocation", checkpoint)
    query = triggered(writer, trigger).toTable(contract.bronze_table)
    return {"table": contract.bronze_table, "rows_read": rows_read(query)}


def landed(spark: SparkSession, feed: Feed, landing: str, checkpoint: str) -> DataFrame:
    """The stream of the feed's files, one row per document."""
    reader = (
        spark.readStream.format("cloudFiles")
        .option("cloudFiles.format", "text")
        .option("cloudFiles.schemaLocation", f"{checkpoint}/schema")
        .option("cloudFiles.maxFilesPerTrigger", MAX_FILES_PER_TRIGGER)
        .option("pathGlobFilter", feed.file_name_pattern)
    )
    # A line ends at \n alone, so that a \r before it stays in the payload.
    reader = reader.option("wholeText", True) if feed.whole_file else reader.option("lineSep", "\n")
    return reader.load(f"{landing}/{feed.path}")


def bronze_rows(spark: SparkSession, documents: DataFrame, feed: Feed) -> DataFrame:
    """Bronze's columns, from the column `value` and the hidden `_metadata` of a file source."""
    fields = ("file_path", "file_name", "file_size", "file_modification_time")
    return documents.select(
        F.col("value").alias("payload"),
        F.struct(*(F.col(f"_metadata.{f}").alias(f) for f in fields)).alias("_metadata"),
        rescued_data(spark, feed).alias("_rescued_data"),
        F.current_timestamp().alias("ingested_at"),
    )


def rescued_data(spark: SparkSession, feed: Feed) -> Column:
    """The column `_rescued_data` as the feed's schema evolution asks for it."""
    if feed.schema_evolution == "none":
        return F.lit(None).cast("string")
    if feed.schema_evolution != "rescue":
        raise ContractError(
            f"`schemaEvolution` of feed {feed.name} must be rescue or none, "
            f"got: {feed.schema_evolution}"
        )
    shape = shape_of(spark.createDataFrame([], feed.declared).schema)
    # The functions travel with the query: an executor need not have this package on its path.
    cloudpickle.register_pickle_by_value(drift)
    rescued = drift.rescued
    # Not by Arrow: for one short answer a document, importing it would cost more than it saves.
    rescue = F.udf(lambda body, path: rescued(body, path, shape), "string", useArrow=False)
    # As bytes: a body that is not UTF-8 is no text to Python, and has to land all the same.
    return rescue(F.col("value").cast("binary"), F.col("_metadata.file_path"))


def shape_of(declared: DataType) -> drift.Shape:
    """A Spark type as the plain value that `drift` compares documents with."""
    if isinstance(declared, StructType):
        return {f.name: shape_of(f.dataType) for f in declared.fields}
    if isinstance(declared, ArrayType):
        return [shape_of(declared.elementType)]
    return declared.jsonValue()
