"""Pipelines, by the official SDK with an update that really runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service.jobs import PipelineTask, RunResultState, Task
from databricks.sdk.service.pipelines import FileLibrary, PipelineLibrary, UpdateInfoState
from databricks.sdk.service.workspace import ImportFormat

FOLDER = "/Workspace/Shared/api-test-pipelines"
SOURCE = """\
from helper import SIZE
from pyspark import pipelines as dp

schema = spark.conf.get("test.schema")


@dp.materialized_view(name=f"{schema}.numbers", comment="Numbers")
def numbers():
    return spark.range(SIZE)


@dp.materialized_view(name=f"{schema}.doubled")
def doubled():
    return spark.sql("select 2 * id as twice from numbers")
"""


@pytest.fixture(scope="module")
def pipeline_id(client: WorkspaceClient, schema: str) -> Iterator[str]:
    client.workspace.mkdirs(FOLDER)
    for name, text in (("helper.py", "SIZE = 3\n"), ("counting.py", SOURCE)):
        client.workspace.upload(
            f"{FOLDER}/{name}", BytesIO(text.encode()), format=ImportFormat.RAW, overwrite=True
        )
    made = client.pipelines.create(
        name="api-test",
        catalog="lakehouse_local",
        schema=schema,
        root_path=FOLDER,
        libraries=[PipelineLibrary(file=FileLibrary(path=f"{FOLDER}/counting.py"))],
        configuration={"test.schema": schema},
        serverless=True,
    )
    yield made.pipeline_id or ""
    client.workspace.delete(FOLDER, recursive=True)


def test_an_update_makes_the_tables_and_deleting_the_pipeline_takes_them_along(
    client: WorkspaceClient, pipeline_id: str, schema: str
) -> None:
    update_id = client.pipelines.start_update(pipeline_id).update_id or ""
    assert client.pipelines.wait_get_pipeline_idle(pipeline_id).name == "api-test"
    update = client.pipelines.get_update(pipeline_id, update_id).update
    messages = [event.message or "" for event in client.pipelines.list_pipeline_events(pipeline_id)]
    assert update is not None
    assert update.state is UpdateInfoState.COMPLETED, messages
    assert f"Flow lakehouse_local.{schema}.doubled has COMPLETED." in messages
    table = client.tables.get(f"lakehouse_local.{schema}.numbers")
    assert (table.comment, table.owner) == ("Numbers", "admin@example.com")

    job = client.jobs.create(
        name="api-test-pipelines",
        tasks=[Task(task_key="update", pipeline_task=PipelineTask(pipeline_id=pipeline_id))],
    )
    run = client.jobs.run_now(job.job_id or 0).result()
    assert run.state is not None
    assert run.state.result_state is RunResultState.SUCCESS
    assert len(list(client.pipelines.list_updates(pipeline_id).updates or [])) == 2
    client.jobs.delete(job.job_id or 0)

    client.pipelines.delete(pipeline_id)
    with pytest.raises(NotFound):
        client.tables.get(f"lakehouse_local.{schema}.numbers")
    with pytest.raises(NotFound):
        client.pipelines.get(pipeline_id)


def test_an_update_that_is_stopped_ends(client: WorkspaceClient, schema: str) -> None:
    client.workspace.mkdirs(FOLDER)
    slow = "import time\ntime.sleep(300)\n"
    client.workspace.upload(
        f"{FOLDER}/slow.py", BytesIO(slow.encode()), format=ImportFormat.RAW, overwrite=True
    )
    made = client.pipelines.create(
        name="api-test-slow",
        catalog="lakehouse_local",
        schema=schema,
        root_path=FOLDER,
        libraries=[PipelineLibrary(file=FileLibrary(path=f"{FOLDER}/slow.py"))],
    )
    pipeline_id = made.pipeline_id or ""
    update_id = client.pipelines.start_update(pipeline_id).update_id or ""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(
        "Importing" in (event.message or "")
        for event in client.pipelines.list_pipeline_events(pipeline_id)
    ):
        time.sleep(0.2)
    client.pipelines.stop(pipeline_id).result()
    update = client.pipelines.get_update(pipeline_id, update_id).update
    assert update is not None
    assert update.state is UpdateInfoState.CANCELED
    client.pipelines.delete(pipeline_id)
