"""Bronze rows to candidates: the payload parsed once, by the shape that the contract declares."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import BooleanType, StringType, StructType

from lakehouse.ingest.bronze_rows import payload_sha256
from lakehouse.ingest.vendor_documents import mapped
from lakehouse.runtime.contracts import Feed, Table
from lakehouse.runtime.session_settings import take_last_of_duplicate_keys

_CORRUPT = "_corrupt_record"
_JSON = {"columnNameOfCorruptRecord": _CORRUPT, "allowSingleQuotes": "false"}
"""JSON as everybody reads it; but NaN and Infinity, which scorers write, are left to the rules."""

_BOM = "\ufeff"


def body_of(payload: Column, document: StructType | str) -> Column:
    """A struct of the `document`, and of the payload's text where it is not JSON of that shape.

    The shape is a type, or its columns as DDL, which the engine reads by itself.
    """
    session = SparkSession.getActiveSession()
    if session is not None:
        take_last_of_duplicate_keys(session)
    # RFC 8259 lets a reader ignore a byte order mark, and Windows writes one.
    text = F.when(F.startswith(payload, F.lit(_BOM)), F.substr(payload, F.lit(2)))
    # Inside a wrapping object the payload has to be exactly one JSON value. Alone, the parser
    # reads the first of two values, reads an empty body as null, and ignores an extra brace.
    wrapped = F.concat(F.lit('{"document":'), F.coalesce(text, payload), F.lit(',"is_whole":true}'))
    if isinstance(document, str):
        ddl = f"document STRUCT<{document}>, is_whole BOOLEAN, {_CORRUPT} STRING"
        return F.from_json(wrapped, ddl, _JSON)
    schema = StructType().add("document", document).add("is_whole", BooleanType())
    return F.from_json(wrapped, schema.add(_CORRUPT, StringType()), _JSON)


def parsed(bronze: DataFrame, feed: Feed, *, keeps_parts: bool = False) -> DataFrame:
    """One row per landed document: `document`, `_malformed`, and what tells where it came from.

    Each text of the document is as its declared type reads it (contracts/readings.ts). `mapped` is
    the canonical call of a vendor's document, `mapping_errors` why there is none. `keeps_parts`
    keeps the documents that are part of another's call, as malformed.
    """
    rows = mapped(bronze, feed)
    text = F.coalesce("mapped", F.when(F.col("mapping_errors").isNull(), F.col("payload")))
    body = body_of(text, feed.document)
    exact = body_of(text, feed.exact).document if feed.exact else F.lit(None)
    kept = (
        *("payload", "payload_sha256", "source_file", "ingested_at"),
        *("mapped", "mapping_errors", "parts_sha256"),
    )
    return (
        (rows if keeps_parts else rows.where(~F.col("is_part")))
        .select(
            "payload",
            payload_sha256().alias("payload_sha256"),
            F.col("_metadata.file_path").alias("source_file"),
            "ingested_at",
            "mapped",
            "mapping_errors",
            "parts_sha256",
            "is_part",
            body.alias("body"),
            exact.alias("exact"),
        )
        .select(
            *kept,
            "body.document",
            "exact",
            (F.col("is_part") | is_malformed(F.col("payload"), F.col("body"))).alias("_malformed"),
        )
        .select(*kept, F.expr(feed.reading).alias("document"), "_malformed")
    )


def is_malformed(payload: Column, body: Column) -> Column:
    """True if a payload is not JSON of the shape that `body` was parsed by."""
    return (
        body.getField(_CORRUPT).isNotNull()
        | body.getField("document").isNull()
        | body.getField("is_whole").isNull()
        # Read with replacement characters, two ids that differ would become one.
        | ~F.is_valid_utf8(payload)
    )


def flattened(documents: DataFrame) -> DataFrame:
    """Parsed documents with the fields of the document as separate columns."""
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
