"""The SQL function and the view that query the endpoint of the deal-outcome model.

They are created after a version is served, by the job that serves it: the platform analyses them
with the endpoint's signature. They need serverless compute (Databricks SQL reference, "ai_query"),
so they are created on a warehouse and not by the notebook's cluster.
"""

from __future__ import annotations

from databricks.sdk import WorkspaceClient
from databricks.sdk.service.sql import (
    ExecuteStatementRequestOnWaitTimeout,
    StatementParameterListItem,
    StatementState,
)

from lakehouse.runtime import sql

FILES = (
    "gold/predict_deal_outcome.sql",
    "gold/deal_win_probabilities.sql",
    "governance/grant_predictions.sql",
)
"""The files to run, in this order."""

_WAIT = "50s"
"""The longest time that the platform waits for a statement."""


class NotCreated(Exception):
    """A statement of a file failed."""


def create_prediction_functions(
    client: WorkspaceClient, warehouse_id: str, *, catalog: str, analysts_group: str
) -> None:
    """Creates function and view again, and lets analysts call the function."""
    if not analysts_group.strip():
        raise NotCreated(f"`analysts_group`: empty, got {analysts_group!r}. Specify a group")
    for file in FILES:
        text = sql.read(file).rstrip().removesuffix(";")
        values = {"analysts_group": analysts_group} if ":analysts_group" in text else {}
        _run(client, warehouse_id, catalog, file, text, values)


def _run(
    client: WorkspaceClient,
    warehouse_id: str,
    catalog: str,
    file: str,
    text: str,
    values: dict[str, str],
) -> None:
    answer = client.statement_execution.execute_statement(
        text,
        warehouse_id,
        catalog=catalog,
        parameters=[
            StatementParameterListItem(name, value=value) for name, value in values.items()
        ],
        wait_timeout=_WAIT,
        on_wait_timeout=ExecuteStatementRequestOnWaitTimeout.CANCEL,
    )
    status = answer.status
    if status is None or status.state is not StatementState.SUCCEEDED:
        error = status.error.message if status and status.error else "no answer in time"
        raise NotCreated(f"{file}: {error}")
