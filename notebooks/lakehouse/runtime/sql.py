"""The SQL files of `sql/`, which lies beside `notebooks/` here and where it is deployed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from lakehouse.runtime.conflicts import retried
from lakehouse.runtime.layers import located

FOLDER = Path(__file__).resolve().parents[3] / "sql"

_NAME = re.compile(r"\bidentifier\s*\(:(\w+)\)")
_VALUE = re.compile(r"(?<![:\w]):(\w+)")


def read(name: str) -> str:
    """The text of the file of that name below `sql/`, for the layers where they are now."""
    return located((FOLDER / name).read_text(encoding="utf-8"))


def run(spark: SparkSession, name: str, **parameters: Any) -> DataFrame:
    """Runs the one statement of a file with its named parameters."""
    return spark.sql(read(name), args=parameters)


def defined(spark: SparkSession, name: str, **constants: str | int | None) -> DataFrame:
    """The query of a file for a dataset of a pipeline, its named parameters written into it.

    They are constants of the contracts: open-source Spark binds no parameters where a pipeline is
    defined.
    """

    def name_of(marker: re.Match[str]) -> str:
        return ".".join(f"`{part}`" for part in str(constants[marker[1]]).split("."))

    def value_of(marker: re.Match[str]) -> str:
        value = constants[marker[1]]
        if value is None:
            return "null"
        if isinstance(value, int):
            return str(value)
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    return spark.sql(_VALUE.sub(value_of, _NAME.sub(name_of, read(name))))


def merge(spark: SparkSession, name: str, **parameters: Any) -> Counter[str]:
    """Runs the MERGE of a file, and again where another writer got in between.

    The three merge tasks write silver.quarantine at once, and maintenance may rewrite any table. A
    MERGE that lost such a race has written nothing, so it can simply be run again.
    """
    row = retried(lambda: run(spark, name, **parameters).first())
    return Counter(
        inserted=row["num_inserted_rows"],
        updated=row["num_updated_rows"],
        deleted=row["num_deleted_rows"],
    )
