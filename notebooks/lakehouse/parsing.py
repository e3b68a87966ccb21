"""Bronze rows to candidates: the payload parsed once, by the shape that the contract declares."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructType

from lakehouse.contracts import Feed, Table

_CORRUPT = "_corrupt_record"


def body_of(payload: Column, document: StructType | str) -> Column:
    """A struct of the `document`, and of the payload's text where it is not JSON of that shape.

    The shape is a type, or its columns as DDL, which needs no session to be read by.
    """
    # Inside an object of our own the payload has to be exactly one JSON value: by itself the
    # parser would take the first of two, and call an empty body null.
    wrapped = F.concat(F.lit('{"document":'), payload, F.lit("}"))
    if isinstance(document, str):
        schema: StructType | str = f"document STRUCT<{document}>, {_CORRUPT} STRING"
    else:
        schema = StructType().add("document", document).add(_CORRUPT, StringType())
    return F.from_json(wrapped, schema, {"columnNameOfCorruptRecord": _CORRUPT})


def parsed(bronze: DataFrame, feed: Feed) -> DataFrame:
    """One row per landed document: `document`, `_malformed`, and what tells where it came from."""
    body = body_of(F.col("payload"), feed.document)
    return bronze.select(
        "payload",
        F.sha2(F.col("payload").cast("binary"), 256).alias("payload_sha256"),
        F.col("_metadata.file_path").alias("source_file"),
        "ingested_at",
        body.alias("body"),
    ).select(
        "payload",
        "payload_sha256",
        "source_file",
        "ingested_at",
        "body.document",
        (F.col(f"body.{_CORRUPT}").isNotNull() | F.col("body.document").isNull()).alias(
            "_malformed"
        ),
    )


def dated(documents: DataFrame, clock_skew_minutes: int) -> DataFrame:
    """Parsed documents with `credible_until`: no source can speak of a time after that.

    A column, not a parameter of the SQL file that reads it: open-source Spark binds none where a
    pipeline is declared.
    """
    skew = F.make_dt_interval(mins=F.lit(clock_skew_minutes))
    return documents.select("*", (F.col("ingested_at") + skew).alias("credible_until"))


def flattened(documents: DataFrame) -> DataFrame:
    """Parsed documents with the fields of the document as columns of their own."""
    kept = ("payload", "payload_sha256", "source_file", "ingested_at", "_malformed")
    return documents.select(*kept, "document.*")


def typed(rows: DataFrame, table: Table, extra: tuple[str, ...] = ()) -> DataFrame:
    """The table's columns in order, each cast to its type, and after them the columns `extra`.

    A column that the contract gains is thereby filled from the document field of its name.
    """
    return rows.select(*(_cast(c.name, c.type).alias(c.name) for c in table.columns), *extra)


def _cast(name: str, data_type: str) -> Column:
    # text of a fraction is no whole number to the cast, but a rule that compares it lets it pass
    whole = data_type in ("INT", "BIGINT")
    value = F.col(name).try_cast("DECIMAL(38,9)") if whole else F.col(name)
    return value.try_cast(data_type)
