"""Rejected, repaired, replayed, deleted: by commands, on real job runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from databricks.sdk.service.workspace import ImportFormat

CONTRACTS = "/lakehouse/contracts/contracts.json"
RULES = ("deleted_valid", "value_fits_type")
"""The rules to be relaxed: about fields that silver has no column for, so no constraint either."""

CALL = {
    "call_id": "replay_call",
    "call_timestamp": "2025-03-04T10:00:00Z",
    "rep_id": "replay_rep",
    "transcript": [{"turn_index": 0, "speaker_id": "replay_rep", "role": "rep", "text": "Hi."}],
}
SIGNAL = {"signal_name": "mood", "signal_type": "label", "value": 3}
EVALUATION = {"scoring_version": "v@1", "scored_at": "2025-03-05T00:00:00Z", "signals": [SIGNAL]}
DEAL = {"deal_id": "replay_deal", "outcome": "won", "updated_at": "2025-03-04T10:00:00Z"}


REP = {"rep_id": "replay_rep", "team_id": "replay_team", "updated_at": "2025-03-04T10:00:00Z"}


def deliver(workspace, folder: Path, call: dict, deal: dict, rep: dict) -> None:
    documents = {"conversations": call, "deals": deal, "reps": rep}
    for feed, document in documents.items():
        ending = "json" if feed == "conversations" else "jsonl"
        (folder / feed).mkdir()
        (folder / f"{feed}/{folder.name}.{ending}").write_text(json.dumps(document))
    workspace.lakehouse("load", str(folder))
    workspace.lakehouse("run", "ingest", "--wait")


def standing(workspace) -> dict[str, int]:
    """Numbers of rows of the call, its signals, its scores and the deal."""
    (row,) = workspace.rows(
        "select (select count(*) from lakehouse_local.silver.conversations where call_id = :call)"
        " as calls, (select count(*) from lakehouse_local.silver.conversation_signals"
        " where call_id = :call) as signals, (select count(*) from"
        " lakehouse_local.gold.rep_monthly_scores where rep_id = :rep) as scores,"
        " (select count(*) from lakehouse_local.silver.deals where deal_id = :deal) as deals",
        call="replay_call",
        rep="replay_rep",
        deal="replay_deal",
    )
    return {name: int(value) for name, value in row.items()}


@pytest.fixture(scope="module")
def rejected(deployed, tmp_path_factory):
    call = {"source_system": "dialler", "call": CALL, "evaluations": [EVALUATION]}
    deliver(deployed, tmp_path_factory.mktemp("bad"), call, DEAL | {"deleted": "never"}, REP)
    return deployed


@pytest.fixture(scope="module")
def put_right(rejected):
    """The contracts as another deployment would leave them, for as long as this module runs."""
    with rejected.client.workspace.download(CONTRACTS) as file:
        deployed = file.read()
    contracts = json.loads(deployed)
    for table in contracts["tables"].values():
        for rule in table["rules"]:
            if rule["name"] in RULES:
                rule |= {"expression": "true", "version": rule["version"] + 1}

    def upload(content: bytes) -> None:
        rejected.client.workspace.upload(
            CONTRACTS, content, format=ImportFormat.AUTO, overwrite=True
        )

    upload(json.dumps(contracts).encode())
    yield rejected
    upload(deployed)


def test_what_was_rejected_waits(rejected):
    waiting = rejected.rows(
        "select target_table, errors[0].rule as rule from lakehouse_local.silver.quarantine"
        " where resolved_at is null and source_file like '%/bad%'"
    )
    assert {row["rule"] for row in waiting} == set(RULES)
    assert standing(rejected) == {"calls": 1, "signals": 0, "scores": 0, "deals": 0}
    problems = rejected.lakehouse(
        *("sql", "--json", "--catalog", "lakehouse_local", "-f"),
        "sql/monitoring/quality_failures.sql",
    )
    assert {json.loads(line)["rule"] for line in problems.stdout.splitlines()} >= set(RULES)


def test_once_put_right_it_enters_by_a_replay(put_right):
    done = put_right.lakehouse("replay", "--quarantine", "--json", "--rule", "value_fits_type")
    assert json.loads(done.stdout)["silver.conversation_signals"]["resolved"] == 1
    done = put_right.lakehouse("replay", "--quarantine", "--table", "silver.deals")
    assert "gold follows" in done.stderr
    assert standing(put_right) == {"calls": 1, "signals": 1, "scores": 0, "deals": 1}


def test_what_its_source_deletes_goes_from_silver_and_gold(put_right, tmp_path_factory):
    put_right.lakehouse("run", "ingest", "--wait")
    assert standing(put_right) == {"calls": 1, "signals": 1, "scores": 1, "deals": 1}
    gone = {"deleted": True, "updated_at": "2025-04-01T00:00:00Z"}
    call = {"call": {"call_id": "replay_call"} | gone}
    deal = {"deal_id": "replay_deal"} | gone
    rep = {"rep_id": "replay_rep"} | gone
    deliver(put_right, tmp_path_factory.mktemp("gone"), call, deal, rep)
    assert standing(put_right) == {"calls": 0, "signals": 0, "scores": 0, "deals": 0}
