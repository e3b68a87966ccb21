"""Fixtures that all Python tests share: a Spark session, a local workspace, a deployed stack."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from databricks.sdk import WorkspaceClient

from .forms import LONG

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PROJECT = Path(__file__).resolve().parents[1]
SHARED_DATA = PROJECT.parent / "shared" / "data" / "persuasion"

# Of a Java that serves tests for an hour, unless the caller has others: compiling well what runs
# often pays then, in a third of it.
LONG_LIVED = os.environ.get("LAKEHOUSE_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Orders the files of a run on several workers."""
    from .xdist_scheduler import SuitedFileScheduling

    return SuitedFileScheduling(config, log)


@dataclass(frozen=True)
class LocalWorkspace:
    """A local workspace that is up."""

    home: Path
    host: str
    client: WorkspaceClient
    """Signed in as its administrator."""

    environment: dict[str, str]
    """Environment variables of cdktf, terraform and `lakehouse` for this workspace."""

    @property
    def stack(self) -> Path:
        """The folder of the synthesised stack, in which terraform runs."""
        return Path(self.environment["CDKTF_OUTDIR"]) / "stacks/lakehouse-local"

    def lakehouse(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs `lakehouse` against this workspace."""
        return lakehouse(*arguments, environment=self.environment, check=check)

    def rows(self, statement: str, **parameters: str) -> list[dict[str, str | None]]:
        """The rows of a statement, by the official SDK, each as a dictionary."""
        from databricks.sdk.service.sql import StatementParameterListItem, StatementState

        warehouse = next(iter(self.client.warehouses.list()))
        answer = self.client.statement_execution.execute_statement(
            statement=statement,
            warehouse_id=warehouse.id or "",
            wait_timeout="50s",
            parameters=[
                StatementParameterListItem(name=name, value=value)
                for name, value in parameters.items()
            ],
        )
        while answer.status.state in (StatementState.PENDING, StatementState.RUNNING):
            time.sleep(0.2)
            answer = self.client.statement_execution.get_statement(answer.statement_id)
        assert answer.status.state is StatementState.SUCCEEDED, answer.status.error
        names = [column.name for column in answer.manifest.schema.columns or []]
        data = list(answer.result.data_array or [])
        for chunk in range(1, answer.manifest.total_chunk_count or 1):
            part = self.client.statement_execution.get_statement_result_chunk_n(
                answer.statement_id, chunk
            )
            data.extend(part.data_array or [])
        return [dict(zip(names, row, strict=True)) for row in data]


def lakehouse(
    *arguments: str, environment: dict[str, str] | None = None, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Runs the command line as a user does, with its output captured."""
    done = subprocess.run(
        [str(PROJECT / "cli/bin/lakehouse.mjs"), *arguments],
        cwd=PROJECT,
        env=environment or dict(os.environ),
        capture_output=True,
        text=True,
        timeout=900,
    )
    if check and done.returncode != 0:
        raise AssertionError(
            f"lakehouse {' '.join(arguments)} ended with {done.returncode}:\n"
            f"{done.stdout}\n{done.stderr}"
        )
    return done


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the shared Spark session: its tables, volumes and metastore."""
    return tmp_path_factory.mktemp("spark-home")


@pytest.fixture(scope="session")
def spark(home: Path) -> Iterator[SparkSession]:
    """The Spark that the local workspace runs, without the workspace around it."""
    from cluster.spark.session import build_session

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAKEHOUSE_JAVA_OPTIONS", LONG_LIVED)
        session = build_session(home, memory="2g")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def contracts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`contracts.json` as the stack would deploy it."""
    return _render(PROJECT / "contracts", tmp_path_factory.mktemp("contracts"))


@pytest.fixture(scope="session")
def edited_contracts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after one edit: a call may have a `mood`."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(PROJECT / "contracts", folder / "contracts")
    contract = folder / "contracts" / "silver" / "conversations.ts"
    before = "    optional('language', 'STRING'"
    text = contract.read_text()
    assert text.count(before) == 1
    edit = "    optional('mood', 'STRING', 'How the caller felt', { landedIn: 'call' }),\n"
    contract.write_text(text.replace(before, edit + before))
    return _render(folder / "contracts", folder)


@pytest.fixture(scope="session")
def native_contracts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with Auto Loader's readers: calls in JSON, deals in CSV, reps in Parquet."""
    feeds = {
        "conversations": {"reader": "native"},
        "deals": {"format": "csv"},
        "reps": {"format": "parquet"},
    }
    return _render(PROJECT / "contracts", tmp_path_factory.mktemp("native"), {"feeds": feeds})


@pytest.fixture(scope="session")
def crm_contracts_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same by CRM, with its exports: deals in CSV, reps in Parquet."""
    return {
        crm: _render(
            PROJECT / "contracts",
            tmp_path_factory.mktemp(crm),
            {
                "feeds": {
                    "deals": {"format": "csv", "export": crm},
                    "reps": {"format": "parquet", "export": crm},
                }
            },
        )
        for crm in ("salesforce", "hubspot")
    }


def _render(contracts: Path, folder: Path, options: dict[str, Any] | None = None) -> Path:
    path = folder / "contracts.json"
    command = ["node", "--import", "tsx", str(contracts / "print.ts"), json.dumps(options or {})]
    path.write_bytes(subprocess.run(command, cwd=PROJECT, check=True, capture_output=True).stdout)
    return path


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWorkspace]:
    """An empty local workspace that is up on a free port."""
    with _workspace_at(tmp_path_factory.mktemp("workspace")) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def workspace_at() -> Callable[..., AbstractContextManager[LocalWorkspace]]:
    """Starts another local workspace, in a folder, for tests that change what others count."""
    return _workspace_at


@contextmanager
def _workspace_at(home: Path, *options: str) -> Iterator[LocalWorkspace]:
    """A local workspace in a folder, up on a free port until the block ends.

    `options` are further ones of `lakehouse up`.
    """
    environment = os.environ | {"LAKEHOUSE_JAVA_OPTIONS": LONG_LIVED}
    up = ("up", "--warm", "--home", str(home), "--port", "0", *options)
    lakehouse(*up, environment=environment)
    try:
        client = WorkspaceClient(config_file=str(home / "databrickscfg"), profile="lakehouse-local")
        variables = json.loads(lakehouse("env", "--json", "--home", str(home)).stdout)
        yield LocalWorkspace(
            home=home,
            host=client.config.host or "",
            client=client,
            environment=environment
            | variables
            # a folder for each workspace: two that deploy at the same time do not share a stack
            | {"CI": "true", "CDKTF_OUTDIR": str(home / "cdktf.out")},
        )
    finally:
        lakehouse("down", "--home", str(home))


@pytest.fixture(scope="session")
def deployed(workspace: LocalWorkspace) -> LocalWorkspace:
    """The same workspace with the stack `lakehouse-local` deployed to it by terraform."""
    workspace.lakehouse("deploy", "--auto-approve")
    return workspace


@pytest.fixture(scope="session")
def shared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real conversations, deals and reps: a third of 1,017 calls, or all in the long form.

    The landing zone is stored beside the project, not in it.
    """
    if not SHARED_DATA.is_dir():
        pytest.skip("no shared/data beside the project")
    return SHARED_DATA if LONG else _third(SHARED_DATA, tmp_path_factory.mktemp("calls"))


def _third(landing: Path, folder: Path) -> Path:
    """A landing zone with every third call, its deal, and all reps."""
    shutil.copytree(landing / "reps", folder / "reps")
    deal_ids = set()
    # of the three thirds the one that a model can learn from: the others are no better than chance
    for file in sorted(landing.glob("conversations/*/*.json"))[2::3]:
        copy = folder / file.relative_to(landing)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, copy)
        deal_ids.add(json.loads(file.read_bytes())["call"]["deal_id"])
    (folder / "deals").mkdir()
    for file in sorted(landing.glob("deals/*.jsonl")):
        lines = file.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if json.loads(line)["deal_id"] in deal_ids]
        (folder / "deals" / file.name).write_bytes(b"".join(kept))
    return folder
