"""Paths of landed files: the one place where the URI of a file becomes its path.

`_metadata.file_path` is a URI with percent escapes (SPARK-43284, Spark 3.4.1 and later), on
Databricks as well. Bronze and silver keep it as it is: it is what they are joined by. It is decoded
here, once, before a file is removed or named to people; for `lakehouse lineage`, which is SQL, in
sql/gold/signal_lineage.sql.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure.identity.person import Person
from lakehouse.erasure.plan import keyed_hash
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.volume_files import Files

_SCHEME = "dbfs:"

_MOST_NAMED = 5


class RecordFilesError(ValueError):
    """Landed files have records that an erasure cannot redact in place."""


def path_of(uri: str) -> str:
    """The path of the file that a `_metadata.file_path` or `source_file` names."""
    return unquote(without_scheme(uri))


def without_scheme(path: str) -> str:
    """A path as the Files API takes it, without `dbfs:` before it."""
    return path.removeprefix(_SCHEME)


def landed_bodies(spark: SparkSession, contracts: Contracts, landing: str) -> DataFrame | None:
    """Every landed file: `path`, `name`, `content`, and whether it `is_whole`, one document.

    Files that no feed reads are whole. The name is the path within the landing zone; files of many
    documents have none, as it is the name of other people's file too. None where there is no
    landing zone.
    """
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", True)
    try:
        files = reader.load(landing)
        # Spark Connect analyses a DataFrame when its schema or its rows are read
        _ = files.schema
    except AnalysisException as error:
        if "PATH_NOT_FOUND" not in str(error):
            raise
        return None
    of_lines = [feed for feed in contracts.feeds.values() if not feed.whole_file]
    is_of_lines = F.lit(False)
    path = F.regexp_replace("path", f"^{_SCHEME}", "")
    for feed in of_lines:
        is_of_lines |= path.startswith(f"{landing}/{feed.path}/")
    # this source gives paths as they are, unlike _metadata.file_path
    name = F.when(~is_of_lines, F.substr(path, F.lit(len(landing) + 2)))
    return files.select(
        path.alias("path"), name.alias("name"), "content", (~is_of_lines).alias("is_whole")
    )


def hidden_files(
    files: Files, contracts: Contracts, landing: str
) -> Iterator[tuple[str, str, bytes]]:
    """The landed files that Spark and feeds do not list: path, path within the zone, and content.

    A part of their path begins with `.` or `_`, as that of a file that is being written. Raises
    `RecordFilesError` where there are files of records by a native reader, hidden or not.
    """
    paths = list(files.walk(landing))
    _require_no_record_files([path for path in paths if _has_records(path, contracts, landing)])
    for path in paths:
        name = path.removeprefix(f"{landing}/")
        parts = name.split("/")
        if any(part.startswith((".", "_")) or part.endswith("._COPYING_") for part in parts):
            yield path, name, files.read(path) or b""


def _has_records(path: str, contracts: Contracts, landing: str) -> bool:
    """True if a file has records by a native reader, also of a feed that has another format by now.

    Parquet is compressed, and a field of CSV has its name in another line than its value. Lines of
    JSON by a native reader are not the payloads of bronze.
    """
    if path.lower().endswith(".parquet"):
        return True
    feeds = [
        feed for feed in contracts.feeds.values() if path.startswith(f"{landing}/{feed.path}/")
    ]
    return any(feed.has_record_files or path.lower().endswith(".csv") for feed in feeds)


def _require_no_record_files(paths: Sequence[str]) -> None:
    if not paths:
        return
    more = f", and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
    raise RecordFilesError(
        "landing zone: files of records by a native reader cannot be redacted in place, got "
        f"{', '.join(paths[:_MOST_NAMED])}{more}. Run the ingest job, so that bronze has their "
        "records; then delete these files, and repeat the run"
    )


def renamed(uri: str, person: Person, key: str) -> str:
    """The URI of a removed file with another name, also of folders that name the person."""
    *folders, name = uri.split("/")
    kept = [person.token if person.is_named_in(unquote(folder)) else folder for folder in folders]
    _, dot, ending = name.rpartition(".")
    return "/".join([*kept, f"{person.token}-{keyed_hash(key, uri)[:16]}{dot}{ending}"])
