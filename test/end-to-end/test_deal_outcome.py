"""From real calls to predictions: features, training and scoring by their jobs, as deployed."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import LocalWorkspace

CATALOG = "lakehouse_local"
CLOSING = {"prospect_agree_donation", "prospect_provide_donation_amount"}


def output(workspace: LocalWorkspace, job: str, task: str) -> dict[str, Any]:
    """The exit value of the task in the job's last run."""
    jobs = workspace.client.jobs
    (found,) = jobs.list(name=job)
    run = next(iter(jobs.list_runs(job_id=found.job_id, expand_tasks=True)))
    (task_run,) = (one for one in run.tasks or [] if one.task_key == task)
    result = jobs.get_run_output(task_run.run_id or 0).notebook_output
    return json.loads(result.result or "") if result else {}


@pytest.fixture(scope="module")
def scored(governed: LocalWorkspace, shared_data: Path) -> LocalWorkspace:
    """The workspace after a scoring without a champion, a training, and a scoring with one."""
    governed.lakehouse("run", "predict_deal_outcome", "--wait")
    first = output(governed, "predict_deal_outcome", "predict_deal_outcome")
    assert (first["state"], first["champion"]) == ("no champion", None)
    governed.lakehouse("run", "train_deal_outcome", "--wait")
    governed.lakehouse("run", "predict_deal_outcome", "--wait")
    return governed


def expected(shared_data: Path) -> dict[tuple[str, str], dict[str, float | None]]:
    """Features by deal and scoring version, of the landed documents themselves."""
    found = {}
    for file in shared_data.glob("conversations/*/*.json"):
        document = json.loads(file.read_text())
        call = document["call"]
        roles = [turn["role"] for turn in call["transcript"]]
        for evaluation in document["evaluations"]:
            signals = [s for s in evaluation["signals"] if s["signal_name"] not in CLOSING]
            of = {
                kind: [float(s["value"]) for s in signals if s["signal_type"] == kind]
                for kind in ("behaviour", "risk_flag")
            }
            sure = [s["confidence"] for s in signals if s.get("confidence") is not None]
            said = {s["signal_name"]: s["value"] for s in signals}
            found[call["deal_id"], evaluation["scoring_version"]] = {
                "turn_count": len(roles),
                "rep_turn_share": roles.count("rep") / len(roles),
                "behaviour_count": len(of["behaviour"]),
                "behaviour_rate": fmean(of["behaviour"]),
                "risk_flag_rate": fmean(of["risk_flag"]),
                "avg_confidence": fmean(sure) if sure else None,
                "prospect_sentiment_avg": said.get("prospect_sentiment"),
                "uses_emotion_rate": said.get("uses_emotion"),
            }
    return found


def test_features_are_what_the_documents_say(scored, shared_data):
    documents = expected(shared_data)
    names = list(next(iter(documents.values())))
    rows = scored.rows(
        f"select deal_id, scoring_version, {', '.join(names)} from {CATALOG}.gold.deal_features"
    )
    assert len(rows) == len(documents)
    for row in rows:
        wanted = documents[str(row["deal_id"]), str(row["scoring_version"])]
        for name, value in wanted.items():
            kept = None if row[name] is None else float(row[name] or 0)
            assert kept == (None if value is None else pytest.approx(float(value), abs=1e-8)), name


def test_features_are_a_feature_table_by_their_primary_key(governed: LocalWorkspace):
    table = governed.client.tables.get(f"{CATALOG}.gold.deal_features")
    (constraint,) = table.table_constraints or []
    key = constraint.primary_key_constraint
    assert key is not None
    assert (key.name, key.child_columns) == ("deal_features_pk", ["deal_id", "scoring_version"])


def test_the_model_is_modest_and_better_than_its_baselines(scored):
    report = output(scored, "train_deal_outcome", "train_deal_outcome")
    assert (report["state"], report["version"], report["champion"]) == ("challenger", 1, None)
    served = output(scored, "train_deal_outcome", "serve_model")
    assert (served["version"], served["before"]) == (1, None)
    listed = scored.lakehouse("model", "list", "--json").stdout.splitlines()
    versions = {one["version"]: one["aliases"] for one in map(json.loads, listed)}
    assert versions[1] == ["champion"]
    found = report["metrics"]
    assert 0.5 < found["auc_low"] < found["auc"] < found["auc_high"] < 0.75
    assert found["auc"] > found["single_feature_auc"]
    assert found["brier"] < found["prior_brier"]


def test_every_deal_is_scored_by_the_champion_once_and_measured(scored):
    report = output(scored, "train_deal_outcome", "train_deal_outcome")
    (row,) = scored.rows(
        "select count(*) as n, count(distinct deal_id, scoring_version) as keys,"
        " min(win_probability) as low, max(win_probability) as high,"
        " min(training_run_id) as run_id, max(model_version) as version,"
        f" (select count(*) from {CATALOG}.gold.deal_features) as features,"
        f" (select count(*) from {CATALOG}.ops.model_accuracy) as weeks,"
        f" (select count(*) from {CATALOG}.ops.model_drift where psi is not null) as drifts"
        f" from {CATALOG}.gold.deal_predictions"
    )
    assert row["n"] == row["keys"] == row["features"]
    assert 0 < float(row["low"] or 0) < float(row["high"] or 0) < 1
    assert (row["run_id"], row["version"]) == (report["run_id"], "1")
    assert int(row["weeks"] or 0) > 0
    assert int(row["drifts"] or 0) > 0
    stages = scored.rows(
        f"select stage, state from {CATALOG}.ops.pipeline_runs where job_name like '%deal_outcome'"
    )
    assert {stage["stage"] for stage in stages} == {
        "refresh_deal_features",
        "train_deal_outcome",
        "predict_deal_outcome",
        "monitor_deal_outcome",
    }
    assert {stage["state"] for stage in stages} == {"succeeded"}


def test_a_prediction_leads_back_to_features_calls_and_files(scored):
    (one,) = scored.rows(f"select min(deal_id) as deal_id from {CATALOG}.gold.deal_predictions")
    file = "sql/monitoring/lineage_of_prediction.sql"
    told = ("--catalog", CATALOG, "--param", f"deal_id={one['deal_id']}")
    done = scored.lakehouse("sql", "--json", "-f", file, *told)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) >= 3
    for row in rows:
        assert row["model_name"] == f"{CATALOG}.gold.deal_outcome"
        assert str(row["features_stand"]).lower() == "true"
        assert row["bronze_file"].endswith(f"{row['call_id']}.json")
