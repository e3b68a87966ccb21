"""Files of records in other formats than JSON."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession


def csv_of(*records: dict[str, Any]) -> str:
    """A CSV file as a spreadsheet writes it; times are texts."""
    text = io.StringIO()
    names = list(dict.fromkeys(name for record in records for name in record))
    writer = csv.DictWriter(text, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def parquet_of(spark: SparkSession, query: str) -> bytes:
    """A Parquet file with the rows of a query."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder, "rows")
        spark.sql(query).coalesce(1).write.parquet(rows.as_uri())
        (written,) = rows.glob("*.parquet")
        return written.read_bytes()
