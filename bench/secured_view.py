"""The secured view of calls against the plain table, on the real calls and on a million made ones.

Each query is asked of view and table in turn, in one Spark process as the local workspace runs it.
What the principal may not see is filtered by hand where the plain table is asked.
Usage: python bench/secured_view.py [calls]
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from cluster import principal
from cluster.spark.session import build_session
from cluster.sql import sql_text, statements
from lakehouse.governance.definitions import FILES
from lakehouse.runtime import contracts as contracts_module
from lakehouse_setup import (
    CATALOG,
    DATA,
    LANDING,
    PROJECT,
    make_tables,
    render_contracts,
    steps,
    timed,
    volume,
)
from pyspark.sql import SparkSession

RUNS = 7
VIEW, TABLE = "gold.conversation_details", "silver.conversations"
GROUPS = {
    "data_engineers_group": "data-engineers",
    "reviewers_group": "reviewers",
    "pii_readers_group": "pii-readers",
    "jobs_principal": "jobs",
}
COUNTS = (
    "select rep_id, count(*), avg(duration_seconds), sum(turn_count) from {} {} group by rep_id"
)
TEXTS = "select rep_id, count(*), sum(length(transcript_text)) from {} {} group by rep_id"
MADE = """
with reps as (select collect_list(rep_id) as ids from silver.reps),

sample as (select * from silver.conversations limit 1)

select
    sample.* except (call_id, rep_id, duration_seconds, transcript, transcript_text),
    concat('call-', made.id) as call_id,
    reps.ids[cast(made.id % size(reps.ids) as int)] as rep_id,
    cast(made.id % 3600 as int) as duration_seconds,
    cast(array() as array<struct<turn_index int, speaker_id string, role string, text string>>)
        as transcript,
    concat('rep: what would help you most? ', repeat(sha2(cast(made.id as string), 256), 3))
        as transcript_text
from range(0, {calls}, 1, 8) as made
cross join reps
cross join sample
"""


def define(spark: SparkSession) -> None:
    """The functions and views, as the governance job makes them."""
    parameters = statements.named({"catalog": CATALOG, **GROUPS})
    for name in FILES:
        session = spark.newSession()
        for statement in sql_text.split((PROJECT / "sql" / name).read_text(encoding="utf-8")):
            statements.data_frame(session, statement, parameters).collect()


def seconds(spark: SparkSession, query: str) -> float:
    """Time to plan a query and to return its rows, by the path of a statement of the workspace.

    That path compiles whole stages where the tables are large.
    """
    rows = spark._jvm.lakehouse.sql.ResultRows
    return timed(None, lambda: rows.of(spark.sql(query)._jdf, -1, -1))


def compared(spark: SparkSession, what: str, query: str, visible: str) -> list[dict]:
    """Both measures of a query: of the table as far as it is `visible`, and of the view."""
    asked = {TABLE: query.format(TABLE, visible), VIEW: query.format(VIEW, "")}
    counts = [len(spark.sql(text).collect()) for text in asked.values()]
    if counts[0] != counts[1] or counts[0] == 0:
        raise SystemExit(f"error: view and table do not show the same groups, got {counts}")
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(RUNS):
        for name, text in asked.items():
            times[name].append(seconds(spark, text))
    base = median(times[TABLE])
    print(f"    {what}: {median(times[VIEW]) / base:.2f}x of {base:.2f} s", file=sys.stderr)
    return [
        {
            "what": f"{what}: {name}",
            "seconds": median(measured),
            "runs": RUNS,
            "ratio": median(measured) / base,
        }
        for name, measured in times.items()
    ]


def measures(spark: SparkSession, calls: int, manager: str) -> list[dict]:
    """Times the queries of every principal on all calls."""
    team = f"where rep_id in (select rep_id from silver.reps where manager_email = '{manager}')"
    asked = [
        ("reviewer who reads texts", "reviewer@example.com", ["reviewers", "pii-readers"], ""),
        ("manager of a team", manager, [], team),
    ]
    found = []
    for who, user, groups, visible in asked:
        principal.assume(spark, {"user_name": user, "groups": groups})
        found += compared(spark, f"{calls:,} calls, {who}, counts", COUNTS, visible)
        if groups:
            found += compared(spark, f"{calls:,} calls, {who}, texts", TEXTS, visible)
    return found


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if not DATA.is_dir():
        raise SystemExit(f"error: real calls: no such folder, got {DATA}")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    home = Path(tempfile.mkdtemp(prefix="bench-secured-view-"))
    shutil.copytree(DATA, volume(home, LANDING))
    contracts_file = render_contracts(home)
    spark = build_session(home, memory="4g")
    try:
        principal.assume(spark, {"user_name": "admin", "groups": []})
        make_tables(spark, json.loads(contracts_file.read_text())["tables"])
        for schema in ("governance", "gold"):
            spark.sql(f"create schema if not exists {schema}")
        ingest = steps(spark, contracts_module.load(contracts_file))
        for name in ("ingest_conversations", "ingest_reps"):
            print(f"  {name}", file=sys.stderr)
            ingest[name]()
        define(spark)
        largest = "select manager_email from silver.reps group by 1 order by count(*) desc, 1"
        manager = spark.sql(largest).first()[0]
        found = measures(spark, spark.table(TABLE).count(), manager)
        principal.assume(spark, {"user_name": "admin", "groups": []})
        print(f"  making {calls:,} calls", file=sys.stderr)
        made = spark.sql(MADE.format(calls=calls)).select(*spark.table(TABLE).columns)
        # by way of a separate table: a statement cannot read the table that it overwrites
        made.write.format("delta").saveAsTable("silver.made_calls")
        spark.sql(f"insert overwrite {TABLE} select * from silver.made_calls")
        found += measures(spark, calls, manager)
    finally:
        spark.stop()
        shutil.rmtree(home, ignore_errors=True)
    report = {
        "title": "Secured view of calls",
        "baseline": "the same query on the plain table, where the calls of a manager are chosen by "
        "a subquery on silver.reps, in turn with it in one process",
        "goal": "at most 1.15x",
        "measures": found,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
