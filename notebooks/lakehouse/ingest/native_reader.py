"""Landed files by Auto Loader's reader of their format: the payload is the record as JSON.

The options are documented in "Configure schema inference and evolution in Auto Loader" and "Auto
Loader options" (Databricks). Nothing here analyses a DataFrame: pipelines use it as well.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from lakehouse.runtime.contracts import Feed, NativeReader

RESCUED_DATA = "_rescued_data"
_CORRUPT = "_corrupt_record"
"""The column of a document that cannot be parsed; the schema hints of the contract declare it."""

MODES = {
    "addNewColumns": "addNewColumns",
    "rescue": "rescue",
    "explicit": "failOnNewColumns",
    "none": "none",
}
"""Schema evolution modes of feeds, with those of Auto Loader."""

NEW_FIELDS = "UNKNOWN_FIELD_EXCEPTION"
"""The condition of a stream that stops on new columns."""

_TIMES = {
    "timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
    "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
}
"""Times with all digits of Parquet: by default JSON has milliseconds."""


def options(feed: Feed, reader: NativeReader) -> dict[str, str]:
    """The options of the stream."""
    found = {
        "cloudFiles.format": reader.format,
        "cloudFiles.schemaEvolutionMode": MODES[feed.schema_evolution],
        "cloudFiles.schemaHints": reader.schema_hints,
        # text of CSV stays as it was sent: 007 is no number
        "cloudFiles.inferColumnTypes": str(reader.format != "csv").lower(),
        # a folder is no field of a document
        "cloudFiles.partitionColumns": "",
    }
    if feed.schema_evolution != "none":
        found["rescuedDataColumn"] = RESCUED_DATA
    if reader.format == "csv":
        # fields in quotes may have line breaks, and double their quotes (RFC 4180)
        found |= {"header": "true", "multiLine": "true", "escape": '"'}
    elif reader.format == "json":
        found["multiLine"] = str(feed.whole_file).lower()
        # as the text reader parses a payload
        found["allowSingleQuotes"] = "false"
    return found


def payload(reader: NativeReader) -> Column:
    """The record as JSON; a document that cannot be parsed as it was sent."""
    record = F.struct("*")
    for name in reader.json_columns:
        text = F.col(name)
        record = record.withField(name, F.coalesce(F.try_parse_json(text), text.cast("variant")))
    nothing = F.lit(None).cast("string")
    for name in (RESCUED_DATA, _CORRUPT):
        # JSON leaves out what is null
        record = record.withField(name, nothing)
    return F.coalesce(F.col(_CORRUPT), F.to_json(record, _TIMES))
