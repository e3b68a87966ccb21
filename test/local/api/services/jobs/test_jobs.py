"""Jobs, by the official SDK with notebooks that really run."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, OperationFailed
from databricks.sdk.service.jobs import (
    JobParameterDefinition,
    NotebookTask,
    QueueSettings,
    Run,
    RunLifeCycleState,
    RunResultState,
    SqlTask,
    SqlTaskFile,
    Task,
    TaskDependency,
    TerminationCodeCode,
)
from databricks.sdk.service.workspace import ImportFormat, Language

FOLDER = "/Shared/api-test-jobs"

HELPER = "def double(number: int) -> int:\n    return 2 * number\n"

NOTEBOOKS = {
    "measure": """\
import json
from helper import double
dbutils.widgets.text("number", "1")
number = int(dbutils.widgets.get("number"))
print(f"measuring {number} of {dbutils.widgets.get('origin')}")
dbutils.jobs.taskValues.set(key="doubled", value=double(number))
# COMMAND ----------
rows = spark.range(number).count()
dbutils.notebook.exit(json.dumps({"rows": rows}))
""",
    "report": """\
doubled = dbutils.jobs.taskValues.get(taskKey="measure", key="doubled")
dbutils.notebook.exit(f"{doubled} {dbutils.widgets.get('by_reference')}")
""",
    "fail": """\
print("about to fail")
raise ValueError("the reason is here")
""",
    "wait": """\
import time
print("waiting")
time.sleep(600)
""",
}


def notebook(name: str, **parameters: str) -> NotebookTask:
    return NotebookTask(notebook_path=f"{FOLDER}/{name}", base_parameters=parameters)


def after(*keys: str) -> list[TaskDependency]:
    return [TaskDependency(task_key=key) for key in keys]


@pytest.fixture(scope="module", autouse=True)
def sources(client: WorkspaceClient) -> Iterator[None]:
    client.workspace.mkdirs(FOLDER)
    for name, source in NOTEBOOKS.items():
        client.workspace.import_(
            f"{FOLDER}/{name}",
            content=base64.b64encode(f"# Databricks notebook source\n{source}".encode()).decode(),
            format=ImportFormat.SOURCE,
            language=Language.PYTHON,
            overwrite=True,
        )
    client.workspace.upload(f"{FOLDER}/helper.py", HELPER.encode(), format=ImportFormat.RAW)
    client.workspace.upload(
        f"{FOLDER}/query.sql",
        b"-- a comment; with a semicolon\nselect 1;\nselect :number as number, 'a;b' as text;\n",
        format=ImportFormat.RAW,
    )
    yield
    client.workspace.delete(FOLDER, recursive=True)


@pytest.fixture
def job(client: WorkspaceClient):
    """Creates jobs that are deleted after the test."""
    made: list[int] = []

    def create(*tasks: Task, **settings: object) -> int:
        answer = client.jobs.create(name="api-test", tasks=list(tasks), **settings)
        made.append(answer.job_id)
        return answer.job_id

    yield create
    for job_id in made:
        client.jobs.delete(job_id)


def results(run: Run) -> dict[str, RunResultState]:
    return {task.task_key: task.state.result_state for task in run.tasks}


def test_tasks_hand_values_on(client: WorkspaceClient, job) -> None:
    job_id = job(
        Task(task_key="measure", notebook_task=notebook("measure", number="5")),
        Task(
            task_key="report",
            depends_on=after("measure"),
            notebook_task=notebook("report", by_reference="{{tasks.measure.values.doubled}}"),
        ),
        parameters=[JobParameterDefinition(name="origin", default="the default")],
    )
    run = client.jobs.run_now(job_id, job_parameters={"origin": "the test"}).result()
    assert results(run) == {"measure": RunResultState.SUCCESS, "report": RunResultState.SUCCESS}
    assert run.status.termination_details.code is TerminationCodeCode.SUCCESS
    output = {t.task_key: client.jobs.get_run_output(t.run_id) for t in run.tasks}
    assert json.loads(output["measure"].notebook_output.result) == {"rows": 5}
    assert "measuring 5 of the test" in output["measure"].logs
    assert output["report"].notebook_output.result == "10 10"


def test_a_failure_is_told_with_its_trace(client: WorkspaceClient, job) -> None:
    job_id = job(
        Task(task_key="fail", notebook_task=notebook("fail"), max_retries=1),
        Task(task_key="never", depends_on=after("fail"), notebook_task=notebook("report")),
    )
    waiter = client.jobs.run_now(job_id)
    with pytest.raises(OperationFailed, match="Task fail failed with message"):
        waiter.result()
    run = client.jobs.get_run(waiter.run_id)
    assert run.state.life_cycle_state is RunLifeCycleState.INTERNAL_ERROR
    assert [(t.task_key, t.attempt_number) for t in run.tasks if t.task_key == "fail"] == [
        ("fail", 0),
        ("fail", 1),
    ]
    assert results(run)["never"] is RunResultState.UPSTREAM_FAILED
    output = client.jobs.get_run_output(run.tasks[0].run_id)
    assert "the reason is here" in output.error
    assert "ValueError" in output.error_trace
    assert "about to fail" in output.logs


def test_a_run_can_be_cancelled(client: WorkspaceClient, job) -> None:
    job_id = job(Task(task_key="wait", notebook_task=notebook("wait")))
    run_id = client.jobs.run_now(job_id).run_id
    deadline = time.monotonic() + 60
    while "waiting" not in (client.jobs.get_run_output(run_id).logs or ""):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    run = client.jobs.cancel_run(run_id).result()
    assert run.state.result_state is RunResultState.CANCELED
    assert not list(client.jobs.list_runs(job_id=job_id, active_only=True))


def test_an_sql_file_runs_statement_by_statement(
    client: WorkspaceClient, job, warehouse_id: str
) -> None:
    sql = SqlTask(
        warehouse_id=warehouse_id,
        file=SqlTaskFile(path=f"{FOLDER}/query.sql"),
        parameters={"number": "7"},
    )
    run = client.jobs.run_now(job(Task(task_key="q", sql_task=sql))).result()
    assert run.state.result_state is RunResultState.SUCCESS


def test_jobs_are_found_changed_and_gone(client: WorkspaceClient, job) -> None:
    job_id = job(
        Task(task_key="measure", notebook_task=notebook("measure")),
        queue=QueueSettings(enabled=True),
    )
    assert [j.job_id for j in client.jobs.list(name="api-test")] == [job_id]
    settings = client.jobs.get(job_id).settings
    settings.tags = {"a": "b"}
    client.jobs.reset(job_id, settings)
    assert client.jobs.get(job_id).settings.tags == {"a": "b"}
    with pytest.raises(InvalidParameterValue, match="Task b of job x depends on a task"):
        client.jobs.create(
            name="x",
            tasks=[Task(task_key="b", depends_on=after("z"), notebook_task=notebook("fail"))],
        )
