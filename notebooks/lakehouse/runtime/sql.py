"""The SQL files of `sql/`, which lies beside `notebooks/` here and where it is deployed.

The first comment of a file ends with the header `-- reads:`, which lists all that the file reads:
tables (`silver.reps`), views of the caller (`score_changes`) and parameters (`:catalog`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, Row, SparkSession

from lakehouse.runtime.conflicts import retried
from lakehouse.runtime.layers import located

FOLDER = Path(__file__).resolve().parents[3] / "sql"

_NAME = re.compile(r"\bidentifier\s*\(:(\w+)\)")
_VALUE = re.compile(r"(?<![:\w]):(\w+)")
_HEADER = re.compile(r"^-- reads: (.+(?:\n--   .+)*)", re.MULTILINE)

NOTHING = "nothing"
"""The header of a file that reads no table, view or parameter."""


class HeaderError(ValueError):
    """A SQL file lacks its header, or a caller does not provide the views that it reads."""


@dataclass(frozen=True)
class Reads:
    """Names that the header of a SQL file lists."""

    tables: frozenset[str]
    views: frozenset[str]
    parameters: frozenset[str]


def reads(name: str) -> Reads:
    """The names in the header of a file below `sql/`."""
    return _declared(name, read(name))


def _declared(name: str, text: str) -> Reads:
    header = _HEADER.search(text)
    if header is None:
        raise HeaderError(f"sql/{name}: no header `-- reads:`. Add it to the first comment")
    names = set(re.sub(r"\n--  ", "", header[1]).split(", ")) - {NOTHING}
    parameters = {one for one in names if one.startswith(":")}
    tables = {one for one in names - parameters if "." in one}
    return Reads(
        frozenset(tables),
        frozenset(names - parameters - tables),
        frozenset(one[1:] for one in parameters),
    )


def read(name: str) -> str:
    """The text of the file of that name below `sql/`, for the layers where they are now."""
    return located((FOLDER / name).read_text(encoding="utf-8"))


def run(
    spark: SparkSession,
    name: str,
    views: Mapping[str, DataFrame] | None = None,
    /,
    **parameters: Any,
) -> DataFrame:
    """Runs the one statement of a file with the views and the named parameters that it reads.

    A view is a temporary view of the session of its DataFrame. It remains after the statement:
    Spark Connect resolves it when the result is read. A view that is no name of the header must be
    the value of a parameter.
    """
    text = read(name)
    if views is not None:
        declared = _declared(name, text).views
        if missing := sorted(declared - views.keys()):
            raise HeaderError(f"sql/{name}: views not provided, got no {', '.join(missing)}")
        if unknown := sorted(views.keys() - declared - set(parameters.values())):
            raise HeaderError(f"sql/{name}: views not in its header, got {', '.join(unknown)}")
        for view, rows in views.items():
            rows.createOrReplaceTempView(view)
    return spark.sql(text, args=parameters)


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


def only_row(rows: DataFrame) -> Row:
    """The row of a query that always has one, such as an aggregate without groups."""
    row = rows.first()
    if row is None:
        raise LookupError(f"query of {', '.join(rows.columns)}: expected one row, got none")
    return row


def merge(
    spark: SparkSession,
    name: str,
    views: Mapping[str, DataFrame] | None = None,
    /,
    **parameters: Any,
) -> Counter[str]:
    """Runs the MERGE of a file, and again where another writer got in between.

    The three merge tasks write silver.quarantine at once, and maintenance may rewrite any table. A
    MERGE that lost such a race has written nothing, so it can simply be run again.
    """
    row = retried(lambda: only_row(run(spark, name, views, **parameters)))
    return Counter(
        inserted=row["num_inserted_rows"],
        updated=row["num_updated_rows"],
        deleted=row["num_deleted_rows"],
    )
