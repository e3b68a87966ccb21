"""One person, taken out of bronze, silver, gold and the landing zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse import erasure_record
from lakehouse.catch_up import follow, merge_all
from lakehouse.contracts import Contracts
from lakehouse.conversation_merge import CONVERSATIONS, FEED, SIGNALS
from lakehouse.erasure import Erasure
from lakehouse.known_person import known_person
from lakehouse.purge import purge
from lakehouse.redaction import Person, Redaction
from lakehouse.streams import use_catalog

Say = Callable[[str], None]

SHORTEST = 3
"""What is shorter would be found in too much."""


class ForgetError(ValueError):
    """Nobody can be forgotten so."""


class NotForgotten(Exception):
    """Rows still name the person, in fields that nobody expected to."""


def forget(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    checkpoints: str,
    participant: str,
    remove: Callable[[str], object],
    apply: bool = False,
    at_once: bool = False,
    say: Say = print,
) -> dict[str, Any]:
    """Says what there is of a participant (an id or an e-mail address); with `apply`, erases it.

    Names and addresses become null, ids a token that is the same everywhere. The text of calls that
    name the person goes with them, that of others in these calls too. Landed files of such
    calls are removed (`remove`); files of many records are only told. With `at_once` old
    versions go now: no other run may go on meanwhile. What was cut short can be run again.
    """
    participant = participant.strip()
    if len(participant) < SHORTEST:
        raise ForgetError(
            f"`participant` must have {SHORTEST} characters or more, got: {participant!r}"
        )
    use_catalog(spark, catalog)
    options = {"catalog": catalog, "checkpoints": checkpoints}
    if apply:
        say("merging what waits in bronze")
        merge_all(spark, contracts, **options)
    record = erasure_record.of_person(spark, participant)
    person = known_person(spark, contracts, participant, record.erasure_id)
    erasure = Erasure(spark, contracts, Redaction(texts=True, person=person), apply=apply)
    if apply:
        record.write(spark)
    files = _erase(erasure, remove)
    record.tables = dict(erasure.rows)
    record.files_removed = len(files[FEED])
    if apply:
        if erasure.rows:
            say("bringing gold in line")
            follow(spark, contracts, **options)
            _assert_forgotten(spark, contracts, person)
            # of all of them: an earlier run that was cut short has changed some
            record.old_versions_until = purge(spark, _tables(contracts), at_once=at_once)
        record.completed_at = datetime.now(UTC)
        record.write(spark)
    until = record.old_versions_until
    return {
        "applied": apply,
        "erasure_id": record.erasure_id,
        "ids": list(person.ids),
        "emails": list(person.emails),
        "tables": record.tables,
        "files": record.files_removed,
        "files_with_others": [f for name in files if name != FEED for f in files[name]],
        "old_versions_until": until.isoformat() if until else None,
    }


def _erase(erasure: Erasure, remove: Callable[[str], object]) -> dict[str, list[str]]:
    """Silver first, then landed files, then bronze, which tells what is left to do."""
    person, contracts = erasure.redaction.person, erasure.contracts
    assert person is not None

    def named(_body: Column) -> Column:
        return person.is_named_in(F.col("payload"))

    feeds = contracts.feeds
    found = {name: erasure.documents(feed, named).persist() for name, feed in feeds.items()}
    try:
        calls = _calls(erasure, found[FEED])
        for table in (CONVERSATIONS, SIGNALS):
            erasure.redact_rows(contracts.table(table), F.lit(True), calls)
        for name in feeds:
            if name != FEED:
                erasure.redact_rows(contracts.table(f"silver.{name}"), F.lit(True))
        documents = [frame.select("payload_sha256") for frame in found.values()]
        erasure.delete_quarantined(
            person.is_named_in(F.col("payload")), reduce(DataFrame.union, documents)
        )
        files = {n: erasure.remove_files(feeds[n], frame, remove) for n, frame in found.items()}
        for name, frame in found.items():
            erasure.redact_documents(feeds[name], frame)
    finally:
        for frame in found.values():
            frame.unpersist()
    return files


def _calls(erasure: Erasure, conversations: DataFrame) -> DataFrame:
    """The calls whose documents, or rows, name the person: by `call_id`, once each."""
    person = erasure.redaction.person
    assert person is not None
    rows = erasure.spark.table(CONVERSATIONS)
    named = (
        conversations.select(F.col("document.call.call_id").alias("call_id"))
        .union(rows.where(person.is_named_in(F.to_json(F.struct("*")))).select("call_id"))
        .where("call_id is not null")
        .distinct()
        .collect()
    )
    # taken out of its tables: what is read lazily would be other calls after the first change
    return erasure.spark.createDataFrame([tuple(row) for row in named], "call_id STRING")


def _tables(contracts: Contracts) -> list[str]:
    """Every table that may name somebody, or is made from one that does."""
    layers = ("bronze.", "silver.", "gold.")
    return [name for name in contracts.tables if name.startswith(layers)]


def _assert_forgotten(spark: SparkSession, contracts: Contracts, person: Person) -> None:
    """Raises where a row still names the person, by the tables that have one."""
    left = {
        table: spark.table(table).where(person.is_named_in(F.to_json(F.struct("*")))).count()
        for table in _tables(contracts)
    }
    if any(left.values()):
        told = ", ".join(f"{table} ({rows} rows)" for table, rows in left.items() if rows)
        raise NotForgotten(
            f"no row must name the person once they are forgotten, got: {told}: a value has the id "
            "within a longer text, or as a key"
        )
