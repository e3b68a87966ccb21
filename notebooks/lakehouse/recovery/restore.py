"""Tables as they were at a version: compared, restored, and what hangs on them brought in line.

Delta's RESTORE is one more commit. Streams that read the changes of a table read it as any other,
so gold follows; those that read what lands in bronze pass over it. Streams that wrote the table
stay where they are: what came after the version stays out, unless it is asked to come in again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lakehouse.erasure.retention import erase_text
from lakehouse.gold import scores
from lakehouse.governance.constraints import assert_table, constraints_of
from lakehouse.governance.findings import REPAIRED
from lakehouse.ingest.catch_up import merge_feed
from lakehouse.ingest.feed_merge import merge_documents, tables_of
from lakehouse.recovery.erased_versions import erased_text_before, require_after_erasures
from lakehouse.recovery.restore_documents import concerns, deletions, left_in_silver, unknown_then
from lakehouse.recovery.restore_plan import FOLLOWERS, Plan, plan
from lakehouse.runtime import sql
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.streams import AVAILABLE_NOW, use_catalog
from lakehouse.runtime.versions import VersionError, meant, versions

LAYERS = ("bronze", "silver", "gold", "ops")

Say = Callable[[str], None]


class ChangedMeanwhile(Exception):
    """A table was written to between its comparison and its restore."""


def restore(
    spark: SparkSession,
    contracts: Contracts,
    *,
    catalog: str,
    checkpoints: str,
    tables: str,
    version: str = "",
    timestamp: str = "",
    take_in: bool = False,
    apply: bool = False,
    say: Say = print,
) -> dict[str, Any]:
    """Says what a restore of `tables` (comma-separated) would change; with `apply`, does it.

    Each gets its `version`, or the one that stood at `timestamp` (ISO 8601; UTC if unsaid). With
    `take_in` the documents that the tables did not know then are judged and merged again, and
    scores of gold computed again; without, only those count that delete what would come back.
    Nothing is written before all is compared, and what failed half way can simply be run again.
    """
    use_catalog(spark, catalog)
    names = _names(contracts, tables, version)
    options = {"catalog": catalog, "checkpoints": checkpoints}
    if apply:
        _catch_up(spark, contracts, names, options, say)
    with ExitStack() as kept:
        plans: dict[str, Plan] = {}
        for name in names:
            to = meant(name, versions(spark, name), version=version, timestamp=timestamp)
            require_after_erasures(spark, name, to)
            plans[name] = plan(
                spark, contracts.table(name), kept, version=version, timestamp=timestamp
            )
            say(_line(plans[name]))
        feeds = [feed for feed in contracts.feeds.values() if concerns(feed, plans)]
        unknown = _documents(unknown_then(spark, feed, plans) for feed in feeds)
        deleting = _documents(deletions(spark, feed, plans) for feed in feeds)
        report = {
            "applied": apply,
            "documents": sum(count for _, count in unknown),
            "deletions": sum(count for _, count in deleting),
            "left_in_silver": {
                table: rows
                for feed in feeds
                for table, rows in left_in_silver(spark, feed, plans).items()
            },
        }
        if apply:
            for each in plans.values():
                if not each.change.is_none:
                    _restore(spark, each, say)
            written = set(plans)
            for feed, *found in zip(feeds, deleting, unknown, strict=True):
                for documents, count in found if take_in else found[:1]:
                    if documents is not None and count:
                        say(f"{feed.name}: {count} documents are merged again")
                        merge_documents(spark, contracts, feed, documents, None)
                        written.update(tables_of(feed.name))
            text_before = erased_text_before(spark, plans.values())
            if text_before is not None:
                say(f"erasing the text of calls before {text_before.isoformat()} again")
                report["erased_again"] = erase_text(spark, contracts, text_before).tables
            if not written.isdisjoint(FOLLOWERS):
                say(f"refreshing {scores.TABLE}")
                scores.refresh_rep_monthly_scores(
                    spark, catalog=catalog, checkpoints=checkpoints, trigger=AVAILABLE_NOW
                )
            if take_in and scores.TABLE in plans:
                _rescore(spark, plans[scores.TABLE])
        return {**report, "tables": [asdict(each.change) for each in plans.values()]}


def _names(contracts: Contracts, tables: str, version: str) -> list[str]:
    """The tables asked for, in the order in which they are made of each other."""
    asked = sorted({name.strip() for name in tables.split(",")} - {""})
    if not asked:
        raise VersionError("`tables`: no table specified. Name at least one")
    if version and len(asked) > 1:
        raise VersionError(f"`version`: applies to one table, got {', '.join(asked)}")
    layers = {name: contracts.table(name).name.split(".")[0] for name in asked}
    unknown = [name for name in asked if layers[name] not in LAYERS]
    if unknown:
        raise VersionError(
            f"`tables`: not in a layer that can be restored, got {', '.join(unknown)}. "
            f"Use tables of {', '.join(LAYERS)}"
        )
    return sorted(asked, key=lambda name: LAYERS.index(layers[name]))


def _catch_up(
    spark: SparkSession,
    contracts: Contracts,
    names: Iterable[str],
    options: dict[str, str],
    say: Say,
) -> None:
    """Merges what waits in a bronze table that is restored.

    A stream would still read it from the log, after the table has it no more.
    """
    for feed in contracts.feeds.values():
        if feed.bronze_table not in names:
            continue
        say(f"merging what waits in {feed.bronze_table}")
        merge_feed(spark, contracts, feed.name, **options)


def _documents(found: Iterable[DataFrame | None]) -> list[tuple[DataFrame | None, int]]:
    """Documents of each feed, and how many they are."""
    return [(frame, 0 if frame is None else frame.count()) for frame in found]


def _restore(spark: SparkSession, each: Plan, say: Say) -> None:
    """Makes the table what it was; the constraints that stand on it stay, as far as they can."""
    name, stood = each.table.name, each.change.version
    if versions(spark, name)[0].number != stood:
        raise ChangedMeanwhile(
            f"{name} must rest while it is restored, got a write since version {stood}: "
            "run again when no other job runs"
        )
    stand = constraints_of(spark, name)
    sql.run(spark, "maintenance/restore_table.sql", table_name=name, version=each.to.number)
    for finding in assert_table(spark, name, stand):
        if finding.outcome != REPAIRED:
            each.change.constraints_refused[finding.property] = finding.outcome
    say(f"{name}: restored; version {stood} is what stood before")


def _rescore(spark: SparkSession, gold: Plan) -> None:
    """Computes the scores again that a restore of gold has changed."""
    no_team = F.lit(None).cast("string").alias("team_id")
    may_be_gone = F.lit(True).alias("may_be_gone")
    scores.refresh_batch(spark, gold.differences.select(*gold.table.key, no_team, may_be_gone))


def _line(each: Plan) -> str:
    c = each.change
    return (
        f"{c.table}: version {c.version} to {c.to_version} of {c.to_time}: "
        f"{c.goes} rows are deleted, {c.returns} are restored, {c.changes} change"
    )
