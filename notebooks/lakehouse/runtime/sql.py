"""The SQL files of `sql/`, which lies beside `notebooks/` here and where it is deployed.

The first comment of a file ends with the header `-- reads:`, which lists all that the file reads:
tables (`silver.reps`), views of the caller (`score_changes`) and parameters (`:catalog`).

A view is a DataFrame that the caller passes, and a part of the statement. It is no temporary view
of the session, which Spark Connect looks up by its name when the result is read (Databricks
documentation, "Compare Spark Connect to Spark Classic"): another batch may have replaced it then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyspark.sql import DataFrame, Row, SparkSession

from lakehouse.runtime.conflicts import retried
from lakehouse.runtime.layers import LIVE, Layers

FOLDER = Path(__file__).resolve().parents[3] / "sql"

_NAME = re.compile(r"\bidentifier\s*\(:(\w+)\)")
_VALUE = re.compile(r"(?<![:\w]):(\w+)")
_HEADER = re.compile(r"^-- reads: (.+(?:\n--   .+)*)", re.MULTILINE)
_WORD = re.compile(
    r"--[^\n]*|'(?:[^'\\]|\\.)*'"
    r"|\bidentifier\s*\(:(?P<marker>\w+)\)|(?<![\w.:])(?P<word>[a-z_]\w*)(?!\w|\s*\()"
)
"""A name of a view, or a parameter that names one; comments and literals are passed over."""


class _Texts(dict[Path, str]):
    """Texts of files, each read once. A copy for another process has all texts of `sql/`.

    The function of a stream's batches runs in such a process on Spark Connect, and the process may
    not have the folder.
    """

    def __missing__(self, path: Path) -> str:
        text = self[path] = path.read_text(encoding="utf-8")
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        for path in FOLDER.rglob("*.sql"):
            _ = self[path]
        return _Texts, (dict(self),)


_texts = _Texts()

Views = Mapping[str, DataFrame]
"""DataFrames by the names that a file has for them."""

NO_VIEWS: Views = MappingProxyType({})

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
    """The text of the file of that name below `sql/`."""
    return _texts[FOLDER / name]


def run(
    spark: SparkSession,
    name: str,
    views: Views = NO_VIEWS,
    layers: Layers = LIVE,
    /,
    **parameters: Any,
) -> DataFrame:
    """Runs the one statement of a file with exactly the views that its header lists.

    A DataFrame can also be passed for a parameter that names a table or view: `identifier(:x)`.
    """
    text = read(name)
    declared = _declared(name, text).views
    if missing := sorted(declared - views.keys()):
        raise HeaderError(f"sql/{name}: views not provided, got no {', '.join(missing)}")
    if unknown := sorted(views.keys() - declared - set(_NAME.findall(text))):
        raise HeaderError(f"sql/{name}: views not in its header, got {', '.join(unknown)}")
    text = layers.located(text)
    if not views:
        return spark.sql(text, args=parameters)
    return spark.sql(with_placeholders(text, views), args=parameters, **views)


def with_placeholders(text: str, views: Iterable[str]) -> str:
    """A statement with `{name}` in place of each view, for the DataFrames of `spark.sql`."""
    names = set(views)

    def placed(found: re.Match[str]) -> str:
        name = found["marker"] or found["word"]
        return f"{{{name}}}" if name in names else found[0]

    return _WORD.sub(placed, text.replace("{", "{{").replace("}", "}}"))


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
    views: Views = NO_VIEWS,
    layers: Layers = LIVE,
    /,
    **parameters: Any,
) -> Counter[str]:
    """Runs the MERGE of a file, and again where another writer got in between.

    The three merge tasks write silver.quarantine at once, and maintenance may rewrite any table. A
    MERGE that lost such a race has written nothing, so it can simply be run again.
    """
    row = retried(lambda: only_row(run(spark, name, views, layers, **parameters)))
    return Counter(
        inserted=row["num_inserted_rows"],
        updated=row["num_updated_rows"],
        deleted=row["num_deleted_rows"],
    )
