"""The main thread on real calls: deployed, loaded, run and asked as a user does it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ..forms import LONG
from .workspace_state import CATALOG, plan, row_counts


def expected_counts(landing: Path) -> dict[str, int]:
    """Rows by table of bronze and silver, counted in the landed files."""
    documents = [json.loads(file.read_bytes()) for file in landing.glob("conversations/**/*.json")]
    lines = {
        feed: sum(len(file.read_bytes().splitlines()) for file in landing.glob(f"{feed}/*.jsonl"))
        for feed in ("deals", "reps")
    }
    signals = (e["signals"] for document in documents for e in document["evaluations"])
    return {
        "bronze.conversations_raw": len(documents),
        "bronze.deals_raw": lines["deals"],
        "bronze.reps_raw": lines["reps"],
        "silver.conversations": len(documents),
        "silver.conversation_signals": sum(map(len, signals)),
        "silver.deals": lines["deals"],
        "silver.reps": lines["reps"],
        "silver.quarantine": 0,
    }


def latest_versions(workspace, tables: Iterable[str]) -> dict[str, str | None]:
    """The Delta version of every table: any write at all makes a new one."""
    return {
        table: workspace.rows(f"describe history {CATALOG}.{table} limit 1")[0]["version"]
        for table in [*tables, "gold.rep_monthly_scores"]
    }


@pytest.fixture(scope="module")
def ingested(deployed, shared_data):
    """The workspace after the real calls were loaded and ingested; and what the run said."""
    deployed.lakehouse("load", str(shared_data))
    done = deployed.lakehouse("run", "ingest", "--wait", "--json")
    return deployed, json.loads(done.stdout.splitlines()[-1])


def test_every_layer_holds_the_calls(ingested, shared_data):
    workspace, run = ingested
    counts = row_counts(workspace)
    expected = expected_counts(shared_data)
    assert expected["silver.conversation_signals"] > expected["silver.conversations"] > 300
    assert run["result_state"] == "SUCCESS"
    assert {table: counts[table] for table in expected} == expected
    assert counts["gold.rep_monthly_scores"] > 0


def test_bronze_holds_every_document_byte_for_byte(ingested, shared_data):
    workspace, _ = ingested
    landed = workspace.rows(
        f"select _metadata.file_path as path, sha2(payload, 256) as digest, octet_length(payload)"
        f" as size from {CATALOG}.bronze.conversations_raw"
    )
    prefix = f"dbfs:/Volumes/{CATALOG}/bronze/landing/"
    found = {row["path"].removeprefix(prefix): (row["digest"], int(row["size"])) for row in landed}
    expected = {
        str(file.relative_to(shared_data)): (
            hashlib.sha256(file.read_bytes()).hexdigest(),
            file.stat().st_size,
        )
        for file in shared_data.glob("conversations/**/*.json")
    }
    assert len(landed) == len(expected)
    assert found == expected


@pytest.mark.parametrize("feed", ["deals", "reps"])
def test_bronze_holds_every_line_byte_for_byte(ingested, shared_data, feed):
    workspace, _ = ingested
    landed = workspace.rows(
        f"select _metadata.file_name as name, sha2(payload, 256) as digest"
        f" from {CATALOG}.bronze.{feed}_raw"
    )
    expected = Counter(
        (file.name, hashlib.sha256(line).hexdigest())
        for file in shared_data.glob(f"{feed}/*.jsonl")
        for line in file.read_bytes().removesuffix(b"\n").split(b"\n")
    )
    assert Counter((row["name"], row["digest"]) for row in landed) == expected


def test_gold_is_what_the_documents_say(ingested, shared_data):
    """Computed again from the files in plain Python, which knows nothing of our SQL."""
    workspace, _ = ingested
    team = {}
    for line in (shared_data / "reps/reps.jsonl").read_text().splitlines():
        rep = json.loads(line)
        team[rep["rep_id"]] = rep["team_id"]

    calls: dict[tuple, set[str]] = defaultdict(set)
    values: dict[tuple, list[float]] = defaultdict(list)
    by_team: dict[tuple, list[float]] = defaultdict(list)
    for file in shared_data.glob("conversations/**/*.json"):
        document = json.loads(file.read_bytes())
        call = document["call"]
        month = call["call_timestamp"][:7] + "-01"
        for evaluation in document["evaluations"]:
            version = evaluation["scoring_version"]
            for signal in evaluation["signals"]:
                key = (call["rep_id"], month, signal["signal_name"], version)
                calls[key].add(call["call_id"])
                if not isinstance(signal["value"], str):
                    values[key].append(float(signal["value"]))
                    by_team[(team[call["rep_id"]], *key[1:])].append(float(signal["value"]))

    gold = workspace.rows(f"select * from {CATALOG}.gold.rep_monthly_scores")
    found = {
        (row["rep_id"], row["month"], row["signal_name"], row["scoring_version"]): row
        for row in gold
    }
    assert len(gold) == len(found) == len(calls)
    assert found.keys() == calls.keys()
    for key, row in found.items():
        assert int(row["conversation_count"]) == len(calls[key])
        if not values[key]:
            assert row["avg_value"] is None
            continue
        average = sum(values[key]) / len(values[key])
        cohort = by_team[(team[key[0]], *key[1:])]
        assert float(row["avg_value"]) == pytest.approx(average)
        assert float(row["cohort_avg_value"]) == pytest.approx(sum(cohort) / len(cohort))


def test_a_second_run_adds_nothing(ingested, shared_data):
    workspace, _ = ingested
    tables = expected_counts(shared_data)
    before = latest_versions(workspace, tables)
    done = workspace.lakehouse("load", str(shared_data))
    assert "Loaded 0 files" in done.stderr
    workspace.lakehouse("run", "ingest", "--wait")
    assert latest_versions(workspace, tables) == before


def ingest_evaluations(workspace, folder: Path, documents: list[dict[str, Any]]) -> None:
    """Loads a file of evaluations, and runs the ingest job."""
    (folder / "evaluations").mkdir(parents=True)
    lines = "\n".join(map(json.dumps, documents))
    (folder / "evaluations" / f"{folder.name}.jsonl").write_text(lines)
    workspace.lakehouse("load", str(folder))
    workspace.lakehouse("run", "ingest", "--wait")


@pytest.mark.skipif(not LONG, reason="test_evaluations.py has it without the job")
def test_evaluations_that_arrive_apart_reach_gold(ingested, shared_data, tmp_path):
    workspace, _ = ingested
    calls = [json.loads(file.read_bytes()) for file in sorted(shared_data.glob("conv*/**/*.json"))]
    scored = [
        {**document["evaluations"][0], "scoring_version": "later@1"} for document in calls[:50]
    ]
    ids = [document["call"]["call_id"] for document in calls[:50]]
    pairs = zip([*ids, "not_sent_yet"], [*scored, scored[0]], strict=True)
    documents = [{"call_id": call_id, **evaluation} for call_id, evaluation in pairs]
    ingest_evaluations(workspace, tmp_path / "sent", documents)
    counts = row_counts(workspace)
    assert (counts["bronze.evaluations_raw"], counts["silver.evaluations"]) == (51, 51)
    of_version = "where scoring_version = 'later@1'"
    found = workspace.rows(
        f"select call_id, signal_name from {CATALOG}.silver.conversation_signals {of_version}"
    )
    assert Counter((row["call_id"], row["signal_name"]) for row in found) == Counter(
        (call_id, signal["signal_name"])
        for call_id, evaluation in zip(ids, scored, strict=True)
        for signal in evaluation["signals"]
    )
    (gold,) = workspace.rows(
        f"select sum(conversation_count) as calls from {CATALOG}.gold.rep_monthly_scores"
        f" {of_version}"
    )
    assert int(gold["calls"]) == len(found)
    (stage,) = workspace.rows(
        f"select state from {CATALOG}.ops.pipeline_runs where stage = 'ingest_evaluations'"
        " order by recorded_at desc limit 1"
    )
    assert stage["state"] == "succeeded"

    # other tests of the workspace know the calls alone
    ended = [{**document, "deleted": True} for document in documents]
    ingest_evaluations(workspace, tmp_path / "taken back", ended)
    for table in ("silver.conversation_signals", "gold.rep_monthly_scores"):
        assert workspace.rows(f"select * from {CATALOG}.{table} {of_version}") == []


def test_the_second_plan_is_empty_also_after_data_came_in(ingested):
    workspace, _ = ingested
    done = plan(workspace)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
