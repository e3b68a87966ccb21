"""Every widget of the dashboard by `lakehouse open`, as its readers."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from .opened_page import opened_page

if TYPE_CHECKING:
    from conftest import LocalWorkspace

PROJECT = Path(__file__).resolve().parents[2]
PAGES = json.loads((PROJECT / "dashboards/rep_cohort_scores.lvdash.json").read_text())["pages"]


@pytest.fixture(scope="module")
def asked(governed: LocalWorkspace) -> Callable[..., dict[str, requests.Response]]:
    """The answers to all widgets of a page, or to some, as a principal, by their names."""

    def of(principal: str, name: str, *some: str) -> dict[str, requests.Response]:
        [page] = [page for page in PAGES if page["name"] == name]
        every = [one["widget"]["name"] for one in page["layout"] if "spec" in one["widget"]]
        names = some or every
        with opened_page(PROJECT, os.environ | governed.environment, "--as", principal) as url:
            session = requests.get(f"{url}/api/session", timeout=60).json()
            [dashboard] = session["dashboards"]
            at = f"{url}/api/dashboards/{dashboard['id']}/widgets"

            def ask(widget: str) -> requests.Response:
                return requests.post(f"{at}/{widget}", json={"selections": {}}, timeout=120)

            with ThreadPoolExecutor(4) as pool:
                return dict(zip(names, pool.map(ask, names), strict=True))

    return of


def rows(answer: requests.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def test_analysts_see_scores_versions_and_signals(governed: LocalWorkspace, asked) -> None:
    scores = asked("analyst@example.com", "rep_scores")
    found = {name: rows(answer) for name, answer in scores.items()}
    assert all(found.values()), {name for name, some in found.items() if not some}
    [calls] = found["rep_calls"]
    [counted] = governed.rows(
        "select sum(conversation_count) as n from lakehouse_local.gold.rep_monthly_scores"
        " group by signal_name, scoring_version, signal_type"
        " order by signal_type = 'score' desc, n desc limit 1"
    )
    assert calls["call_count"] == int(counted["n"] or 0)
    assert {row["month"] for row in found["rep_by_month"]} <= {
        row["month"] for row in found["rep_months"]
    }
    for page in ("scoring_versions", "signal_mix"):
        for name, answer in asked("analyst@example.com", page).items():
            assert rows(answer), name


def test_deals_that_no_model_has_scored_are_none_at_risk(governed: LocalWorkspace, asked) -> None:
    answers = asked("analyst@example.com", "deals_at_risk")
    [counted] = governed.rows(
        "select count(distinct deal_id) as n from lakehouse_local.gold.deal_predictions"
    )
    assert rows(answers["deal_count"]) == [{"deal_count": int(counted["n"] or 0)}]
    assert all(answer.status_code == 200 for answer in answers.values())


def test_engineers_see_how_the_pipeline_does_and_no_scores(asked) -> None:
    health = asked("engineer@example.com", "pipeline_health")
    found = {name: rows(answer) for name, answer in health.items()}
    assert found["health_runs"][0]["run_count"] >= 1
    stages = {row["stage"] for row in found["health_freshness"]}
    assert stages >= {"ingest_deals", "refresh_rep_monthly_scores"}
    # a laptop has no price
    assert found["health_cost"] == [{"cost_per_run": None}]
    refused = asked("engineer@example.com", "rep_scores", "rep_calls")["rep_calls"]
    assert refused.status_code == 403
    assert "INSUFFICIENT_PERMISSIONS" in refused.json()["message"]


def test_each_sees_the_own_calls(people: dict[str, str], asked) -> None:
    seen = {}
    for who in ("rep", "manager", "analyst"):
        answers = asked(people[who], "my_calls", *([] if who == "rep" else ["call_count"]))
        [count] = rows(answers["call_count"])
        seen[who] = count["call_count"]
        if who == "rep":
            assert len(rows(answers["call_rep"])) == 1
            # only readers of personal data see reasons unmasked
            reasons = {row["reason"] for row in rows(answers["call_signals"])}
            assert all(reason is None or reason.startswith("[masked") for reason in reasons)
    assert 0 < seen["rep"] < seen["manager"]
    assert seen["analyst"] == 0
