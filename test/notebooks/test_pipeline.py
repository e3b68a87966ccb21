"""The declarative pipeline against the ingest job: of the same documents the same tables.

The pipeline runs by open-source Spark's own command, in the Java process of the shared session. The
job's merges build the tables a second time, from what the pipeline landed, as a rebuild does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest
from cluster.errors import ClusterError
from pyspark.sql import DataFrame, SparkSession

from .. import sample_calls
from .bad_documents import DOCUMENTS
from .conftest import PROJECT
from .documents import (
    conversation,
    deal,
    deleted_call,
    deleted_evaluation,
    evaluation,
    rep,
    separate,
    signal,
)
from .small_lakehouse import CATALOG, SmallLakehouse
from .small_pipeline import Pipeline, tables_of_pipeline

REAL_CALLS = 15

BAD = (
    *("empty", "utf8_bom", "latin1", "overlong_utf8", "truncated", "two_values", "empty_array"),
    *("call_is_text", "missing_ids", "duration_of_text", "value_of_nan", "signal_of_null"),
    *("time_of_no_day", "id_of_sql_marker"),
)
"""Kinds of bad documents."""

FRIDAY, MONDAY, TUESDAY = "2025-04-04T00:00:00Z", "2025-04-07T00:00:00Z", "2025-04-08T00:00:00Z"


def scored(at: str, *signals: dict[str, Any]) -> dict[str, Any]:
    return evaluation("v1", at, *(signals or [signal("clarity", 3)]))


KNOWN = {
    **{
        f"conversations/known/{name}.json": conversation(f"known_{name}", scored(FRIDAY))
        for name in ("deleted", "revived", "unscored", "rescored", "kept")
    },
    "conversations/known/later/rescored.json": conversation("known_rescored", scored(TUESDAY)),
    "conversations/known/later/late.json": conversation(
        "known_rescored", scored(MONDAY, signal("gone", True)), title="Older"
    ),
    "conversations/known/later/deleted.json": deleted_call("known_deleted", MONDAY),
    "conversations/known/later/late_of_deleted.json": conversation(
        "known_deleted", scored(FRIDAY), title="From before it was deleted"
    ),
    "conversations/known/later/revived.json": conversation("known_revived", scored(TUESDAY)),
    "conversations/known/later/deleted_before.json": deleted_call("known_revived", MONDAY),
    "conversations/known/later/unscored.json": conversation(
        "known_unscored", deleted_evaluation("v1", MONDAY)
    ),
    "conversations/known/later/not_dated.json": deleted_call("known_kept", ""),
    "conversations/known/later/bad.json": '{"call": {"call_id": "known_bad"',
    "evaluations/known.jsonl": separate("known_kept", scored(MONDAY, signal("apart", 0.5))),
    "evaluations/waits.json": separate("not_sent", scored(MONDAY)),
    "evaluations/broken.jsonl": separate("known_kept", scored("yesterday")),
    "evaluations/void.json": separate("known_deleted", scored(FRIDAY)),
    "evaluations/unscored.jsonl": separate("known_unscored", deleted_evaluation("v2", MONDAY)),
    "deals/known.jsonl": deal("deal_deleted", FRIDAY),
    "deals/deleted.jsonl": {"deal_id": "deal_deleted", "deleted": True, "updated_at": MONDAY},
    "reps/known.jsonl": rep("rep_deleted", "team_1", FRIDAY),
    "reps/deleted.jsonl": {"rep_id": "rep_deleted", "deleted": True, "updated_at": MONDAY},
}
"""Calls, a deal and a rep, and what is said of them later: corrected, deleted, and brought back."""

NEWS = {
    "conversations/news/new.json": conversation("new", scored(MONDAY)),
    "conversations/news/bad.json": '{"call": {"call_id": "bad"',
    "reps/news.jsonl": rep("rep_new", "team_9", MONDAY),
}


@pytest.fixture(scope="module")
def made(small: SmallLakehouse) -> Iterator[list[str]]:
    """The tables that the pipeline makes, which are not there yet."""
    with tables_of_pipeline(small) as tables:
        yield tables


@pytest.fixture(scope="module")
def pipeline(
    small: SmallLakehouse, made: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Pipeline:
    """The pipeline after its first update: of generated calls with all defects, bad ones,
    and real ones where they are at hand."""
    sample_calls.generate(small.landing, "--calls", "20", "--seed", "12")
    data = PROJECT.parent / "shared" / "data" / "persuasion"
    for file in sorted(data.glob("conversations/**/*.json"))[:REAL_CALLS]:
        small.land(f"conversations/real/{file.name}", file.read_bytes())
    for feed in ("deals", "reps"):
        for file in sorted(data.glob(f"{feed}/*.jsonl"))[:1]:
            small.land(f"{feed}/real-{file.name}", file.read_bytes())
    bodies = {document.name: document.body for document in DOCUMENTS}
    for name in BAD:
        small.land(f"conversations/bad/{name}.json", bodies[name])
    land(small, KNOWN)
    pipeline = Pipeline(small, tmp_path_factory.mktemp("pipeline"))
    pipeline.update()
    return pipeline


def land(small: SmallLakehouse, files: dict[str, Any]) -> None:
    for name, body in files.items():
        small.land(name, body if isinstance(body, str) else json.dumps(body) + "\n")


def test_an_update_makes_the_tables_as_their_contracts_declare_them(
    spark: SparkSession, small: SmallLakehouse, made: list[str], pipeline: Pipeline
) -> None:
    queued = {event.split()[1] for event in pipeline.events if "is QUEUED" in event}
    assert queued == {f"{CATALOG}.{table}" for table in made}
    assert pipeline.events[-1] == "Run is COMPLETED."
    for table in map(small.contracts.table, made):
        described = spark.sql(f"describe table {table.name}").collect()
        wanted = spark.createDataFrame([], ", ".join(f"{c.name} {c.type}" for c in table.columns))
        types = dict(wanted.dtypes)
        found = [(row["col_name"], row["data_type"], row["comment"]) for row in described]
        assert found[: len(types)] == [(c.name, types[c.name], c.comment) for c in table.columns]
        kept = spark.sql(f"show tblproperties {table.name}").collect()
        assert table.properties.items() <= {row["key"]: row["value"] for row in kept}.items()


def test_the_tables_are_what_the_job_makes_of_the_same_documents(
    small: SmallLakehouse, pipeline: Pipeline
) -> None:
    by_job = small.rebuilt()
    assert by_job["equal"], by_job
    assert all(table["rows"] for table in by_job["tables"])

    calls, signals = (
        {row["call_id"] for row in rows(small, table) if row["call_id"].startswith("known_")}
        for table in ("silver.conversations", "silver.conversation_signals")
    )
    assert calls == {f"known_{name}" for name in ("revived", "unscored", "rescored", "kept")}
    assert signals == calls - {"known_unscored"}
    apart = small.spark.table("silver.conversation_signals").where("signal_name = 'apart'")
    assert [row["call_id"] for row in apart.collect()] == ["known_kept"]
    for entity in ("deal", "rep"):
        ids = {row[f"{entity}_id"] for row in rows(small, f"silver.{entity}s")}
        assert f"{entity}_deleted" not in ids
    quarantined = {row["target_table"] for row in rows(small, "silver.quarantine")}
    assert quarantined >= {"silver.conversations", "silver.conversation_signals", "silver.deals"}


def test_the_next_update_takes_in_what_is_new(
    small: SmallLakehouse, made: list[str], pipeline: Pipeline
) -> None:
    before, reps = landed(small), rows(small, "silver.reps")
    land(small, NEWS)
    pipeline.update("silver.reps", *(table for table in made if table.startswith("bronze.")))
    after = landed(small)
    assert before <= after
    news = sorted(path for path, _ in after - before)
    assert news == sorted(f"dbfs:{small.volume}/{file}" for file in NEWS)
    of_later = rows(small, "silver.reps")
    assert [row["rep_id"] for row in of_later if row not in reps] == ["rep_new"]
    assert len(of_later) == len(reps) + 1


def test_a_source_that_cannot_be_analysed_fails_the_update_and_leaves_the_tables(
    small: SmallLakehouse, pipeline: Pipeline
) -> None:
    before = rows(small, "silver.deals")
    broken = pipeline.sources / "pipeline" / "broken.py"
    broken.write_text(
        "from pyspark import pipelines as dp\n"
        "@dp.materialized_view(name='silver.broken')\n"
        "def broken():\n    return spark.read.table('silver.deals').select('no_such_column')\n"
    )
    try:
        with pytest.raises(ClusterError, match="no_such_column") as failed:
            pipeline.update()
    finally:
        broken.unlink()
    assert failed.value.error_code.startswith("UNRESOLVED_COLUMN")
    assert rows(small, "silver.deals") == before != []


def landed(small: SmallLakehouse) -> set[tuple[str, Any]]:
    """The files of bronze, each with when it landed; one that landed twice is there twice."""
    bronze = [
        small.spark.table(feed.bronze_table).select("_metadata.file_path", "ingested_at")
        for feed in small.contracts.feeds.values()
    ]
    rows = reduce(DataFrame.unionByName, bronze).collect()
    return {(row["file_path"], row["ingested_at"]) for row in rows}


def rows(small: SmallLakehouse, table: str) -> list[dict[str, Any]]:
    """The rows of a table, without transcripts."""
    return small.rows(table, "participants", "transcript", "transcript_text")
