"""Governance as it is declared, and what is found to differ from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from pyspark.sql import SparkSession

from lakehouse.runtime import sql

REPAIRED = "repaired"
LEFT = "left: "
"""Start of an outcome that the job does not repair and does not fail for. The reason follows."""


@dataclass(frozen=True)
class Finding:
    """One thing that was not as declared."""

    securable: str
    property: str
    expected: str | None
    """None: it should not be there."""
    found: str | None
    """None: it was not there."""
    outcome: str = REPAIRED
    """REPAIRED, LEFT and a reason, or why it could not be."""


class NotAsDeclared(Exception):
    """Objects differ from their declaration, and the job cannot repair them."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(
            "; ".join(f"{f.securable}: {f.property} not set: {f.outcome}" for f in findings)
        )


def drifted(
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
    property: str = "definition",
) -> list[Finding]:
    """The definitions that another one stood in place of, before they were asserted."""
    return [
        Finding(securable, property, definition, before.get(securable))
        for securable, definition in after.items()
        if before.get(securable) != definition
    ]


def unrepaired(findings: list[Finding]) -> list[Finding]:
    """The findings that the job had to repair and could not."""
    return [
        finding
        for finding in findings
        if finding.outcome != REPAIRED and not finding.outcome.startswith(LEFT)
    ]


def report(spark: SparkSession, findings: list[Finding]) -> None:
    """Appends the findings to ops.governance_report; none, no row."""
    if not findings:
        return
    found = json.dumps([asdict(finding) for finding in findings])
    sql.run(spark, "governance/insert_report.sql", findings=found)


def issues(spark: SparkSession) -> dict[str, int]:
    """Number of reps and calls that only reviewers can read because of bad data."""
    row = sql.only_row(sql.run(spark, "governance/count_issues.sql"))
    return {"reps": row["rep_count"], "hidden_calls": row["hidden_call_count"]}
