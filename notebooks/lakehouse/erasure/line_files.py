"""Landed files with a record in each line: a person's lines as bronze has them once redacted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure.identity.person import Person
from lakehouse.runtime.contracts import Feed
from lakehouse.runtime.volume_files import Files


def rewrite(
    spark: SparkSession, feed: Feed, person: Person, files: Files, paths: Iterable[str]
) -> None:
    """Writes files again in which each line of the person's is redacted.

    All other lines keep every byte. A line that bronze has no more, as it is no JSON, is left out.
    Auto Loader does not ingest a file a second time that it has ingested under the same path
    (`cloudFiles.allowOverwrites` is off).
    """
    for path in paths:
        _rewrite(spark, feed, person, files, path)


def _rewrite(spark: SparkSession, feed: Feed, person: Person, files: Files, path: str) -> None:
    content = files.read(path)
    if content is None:
        return
    lines = content.split(b"\n")
    theirs = {at for at, line in enumerate(lines) if any(person.matches_in_body(line or b"{}"))}
    if not theirs:
        return
    hashes = {at: hashlib.sha256(lines[at]).hexdigest() for at in theirs}
    redacted = _redacted(spark, feed, set(hashes.values()))
    kept: list[bytes] = []
    for at, line in enumerate(lines):
        if at not in theirs:
            kept.append(line)
        elif hashes[at] in redacted:
            kept.append(redacted[hashes[at]].encode())
    files.write(path, b"\n".join(kept))


def _redacted(spark: SparkSession, feed: Feed, hashes: set[str]) -> dict[str, str]:
    """Redacted payloads by the hash of what was received."""
    rows = spark.table(feed.bronze_table).where(
        F.col("redacted_at").isNotNull() & F.col("payload_sha256").isin(*hashes)
    )
    return {row["payload_sha256"]: row["payload"] for row in rows.collect()}
