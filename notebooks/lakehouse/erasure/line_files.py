"""Landed files with a record in each line: redacted lines as bronze has them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure.identity.person import Person
from lakehouse.erasure.landed_files import path_of
from lakehouse.runtime.contracts import Feed
from lakehouse.runtime.volume_files import Files


def rewrite(
    spark: SparkSession,
    feed: Feed,
    files: Files,
    paths: Collection[str],
    person: Person | None = None,
) -> None:
    """Writes files again in which bronze has a line's document redacted, or a line is the person's.

    All other lines keep every byte. A line of the person's that bronze has no more, as it is no
    JSON, is left out. Auto Loader does not ingest a file a second time that it has ingested under
    the same path (`cloudFiles.allowOverwrites` is off).
    """
    if not paths:
        return
    redacted = _redacted(spark, feed, paths)
    for path in paths:
        _rewrite(files, path, redacted, person)


def _rewrite(files: Files, path: str, redacted: Mapping[str, str], person: Person | None) -> None:
    content = files.read(path)
    if content is None:
        return
    lines = content.split(b"\n")
    kept: list[bytes] = []
    for line in lines:
        after = redacted.get(hashlib.sha256(line).hexdigest())
        if after is not None:
            kept.append(after.encode())
        elif person is None or not any(person.matches_in_body(line or b"{}")):
            kept.append(line)
    if kept != lines:
        files.write(path, b"\n".join(kept))


def _redacted(spark: SparkSession, feed: Feed, paths: Collection[str]) -> dict[str, str]:
    """Redacted payloads of files by the hash of what was received."""
    rows = spark.table(feed.bronze_table).where("redacted_at is not null")
    named = rows.select(F.col("_metadata.file_path").alias("uri")).distinct().collect()
    uris = [row["uri"] for row in named if path_of(row["uri"]) in paths]
    found = rows.where(F.col("_metadata.file_path").isin(*uris)) if uris else rows.limit(0)
    return {row["payload_sha256"]: row["payload"] for row in found.collect()}
