"""Access to calls. Bad data denies access, and is reported."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession

from . import small_lakehouse as lakehouse

BOSS, CHIEF, OTHER = "boss@x.example", "chief@x.example", "other@x.example"
KELVIN = "\u212a"
"""The Kelvin sign, whose lower case is the letter k."""

GOOD = [
    {"rep_id": "ann", "email": " Ann@X.example ", "team_id": "t1", "manager_email": BOSS},
    {"rep_id": "bob", "email": "bob@x.example", "team_id": "t1", "manager_email": "BOSS@X.example"},
    {"rep_id": "boss", "email": BOSS, "team_id": "t1", "manager_email": CHIEF},
    {"rep_id": "cy", "email": "cy@x.example", "team_id": "t2", "manager_email": OTHER},
    {"rep_id": "kim", "email": f"{KELVIN}im@x.example", "team_id": "t2", "manager_email": OTHER},
]
BAD = [
    {"rep_id": "twin-1", "email": "twin@x.example", "team_id": "t1", "manager_email": BOSS},
    {"rep_id": "twin-2", "email": " TWIN@x.example", "team_id": "t2", "manager_email": OTHER},
    {"rep_id": "no-email", "email": None, "team_id": "t1", "manager_email": BOSS},
    {"rep_id": "blank-email", "email": "  ", "team_id": "t1", "manager_email": BOSS},
    {"rep_id": "odd-email", "email": "odd", "team_id": "t1", "manager_email": BOSS},
    {"rep_id": "no-team", "email": "no-team@x.example", "manager_email": BOSS},
    {"rep_id": "no-manager", "email": "no-manager@x.example", "team_id": "t1"},
    {"rep_id": "odd-manager", "email": "om@x.example", "team_id": "t1", "manager_email": "%"},
    {"rep_id": "dup", "email": "dup-1@x.example", "team_id": "t1", "manager_email": BOSS},
    {"rep_id": "dup", "email": "dup-2@x.example", "team_id": "t1", "manager_email": BOSS},
]
CALLS = [*dict.fromkeys(rep["rep_id"] for rep in GOOD + BAD), "ghost"]


@pytest.fixture(scope="module", autouse=True)
def data(governed: SparkSession) -> SparkSession:
    """A call for each rep, and one for an unknown rep."""
    lakehouse.insert(governed, "silver.reps", GOOD + BAD)
    lakehouse.insert(
        governed, "silver.conversations", [{"call_id": rep, "rep_id": rep} for rep in CALLS]
    )
    lakehouse.insert(
        governed,
        "silver.conversation_signals",
        [{"signal_id": f"s-{rep}", "call_id": rep, "rep_id": rep} for rep in CALLS],
    )
    return governed


@pytest.mark.parametrize(
    ("user", "groups", "calls"),
    [
        ("ann@x.example", [], {"ann"}),
        ("ANN@X.EXAMPLE", [], {"ann"}),
        (" ann@x.example ", [], {"ann"}),
        ("bob@x.example", ["analysts"], {"bob"}),
        (BOSS, [], {"ann", "bob", "boss"}),
        (CHIEF, [], {"boss"}),
        (OTHER, [], {"cy", "kim"}),
        ("anyone@x.example", [lakehouse.REVIEWERS], set(CALLS)),
        ("ann@x.example", [lakehouse.REVIEWERS], set(CALLS)),
        (f"{KELVIN}im@x.example", [], {"kim"}),
    ],
)
def test_a_principal_sees_the_own_calls_and_those_of_the_team(
    governed: SparkSession, user: str, groups: list[str], calls: set[str]
) -> None:
    lakehouse.assume(governed, user, groups)
    assert seen(governed) == calls


@pytest.mark.parametrize(
    ("user", "groups"),
    [
        ("anyone@x.example", []),
        ("anyone@x.example", [lakehouse.PII_READERS, "data-engineers", "analysts"]),
        (lakehouse.JOBS, []),
        # the name of a group may have any form
        ("anyone@x.example", ["a", "reviewers", "REVIEW\\ERS' or 'a' = 'a", "review\\ers"]),
        ("ann@x.example' or '1'='1", []),
        ("%", []),
        ("@", []),
        ("null", []),
        ("kim@x.example", []),
        ("Kim@x.example", []),
        # bad data
        ("twin@x.example", []),
        ("TWIN@x.example", []),
        ("odd", []),
        ("no-team@x.example", []),
        ("no-manager@x.example", []),
        ("om@x.example", []),
        ("dup-1@x.example", []),
        ("dup-2@x.example", []),
    ],
)
def test_everyone_else_sees_nothing(governed: SparkSession, user: str, groups: list[str]) -> None:
    lakehouse.assume(governed, user, groups)
    assert seen(governed) == set()


def test_ops_says_which_calls_bad_data_hides(governed: SparkSession) -> None:
    lakehouse.assume(governed, "admin@example.com")
    issues = governed.sql("select rep_id, issue, hidden_call_count from ops.governance_issues")
    assert {tuple(row) for row in issues.collect()} == {
        ("twin-1", "email_shared", 1),
        ("twin-2", "email_shared", 1),
        ("no-email", "email_missing", 1),
        ("blank-email", "email_missing", 1),
        ("odd-email", "email_malformed", 1),
        ("no-team", "team_missing", 1),
        ("no-manager", "manager_missing", 1),
        ("odd-manager", "manager_malformed", 1),
        ("dup", "rep_id_shared", 1),
        ("ghost", "rep_unknown", 1),
    }
    assert issues.count() == 10


def test_a_record_put_right_opens_its_calls_at_once(governed: SparkSession) -> None:
    lakehouse.assume(governed, "admin@example.com")
    governed.sql("update silver.reps set team_id = 't1' where rep_id = 'no-team'")
    lakehouse.assume(governed, "no-team@x.example")
    try:
        assert seen(governed) == {"no-team"}
    finally:
        lakehouse.assume(governed, "admin@example.com")
        governed.sql("update silver.reps set team_id = null where rep_id = 'no-team'")


def test_membership_is_decided_before_a_call_is_read(governed: SparkSession) -> None:
    lakehouse.assume(governed, "anyone@x.example", [lakehouse.REVIEWERS, lakehouse.PII_READERS])
    query = governed.sql("select call_id, transcript_text from gold.conversation_details")
    plan = query._jdf.queryExecution().optimizedPlan().toString()
    # nothing is left but the columns: no predicate, no mask, no read of the reps
    assert [line.split("[")[0] for line in plan.strip().splitlines()] == [
        "Project ",
        "+- Relation spark_catalog.silver.conversations",
    ]


def seen(spark: SparkSession) -> set[str]:
    """The calls that the principal sees; the secured views agree on them."""
    details = [
        row[0] for row in spark.sql("select call_id from gold.conversation_details").collect()
    ]
    signals = spark.sql("select call_id from gold.conversation_signal_details").collect()
    assert sorted(details) == sorted(row[0] for row in signals)
    assert len(details) == len(set(details))
    return set(details)
