"""People are erased by commands on a local workspace: all of theirs, and nothing of others.

Its metastore has no storage root: the stack is deployed to a catalog that already exists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from databricks.sdk.errors import DatabricksError
from databricks.sdk.service.catalog import PermissionsChange, Privilege
from lakehouse.runtime.volume_files import VolumeFiles

from ..forms import LONG

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from conftest import LocalWorkspace

    WorkspaceAt = Callable[..., AbstractContextManager[LocalWorkspace]]

CATALOG = "lakehouse_local"
OTHER = "other@example.com"
ZOE, ZOE_ID = "zoë+sales@prospect.example", "pp-zoë/7"
JOZOE, JOZOE_ID = f"jo{ZOE}", f"{ZOE_ID}7"
"""Another person, whose address and id have those of the first."""

FILES = {
    "Call with Zoe 2026-02-03.json": ("+", "\\u002B"),
    "100% of zoe.json": ("/", "\\/"),
    "zoe#1?.json": ("@", "\\u0040"),
    "zoe%20literal.json": ("z", "\\u007A"),
    "zoe+[1]{2}.json": ("\\u00eb", "ë"),
    "zoë.json": ("", ""),
}
"""Names of files of the first person, and what their writers escape that json.dumps does not."""


def call(call_id: str, person_id: str, name: str, address: str, **fields: Any) -> dict[str, Any]:
    """A call of the rep with a prospect."""
    people = [
        {"participant_id": "rep_001", "name": "Rae", "email": "rae@acme.example", "role": "rep"},
        {"participant_id": person_id, "name": name, "email": address, "role": "prospect"},
    ]
    signal = {"signal_name": "interest", "signal_type": "score", "value": 0.5, "reason": "because"}
    return {
        "source_system": "dialler",
        "call": {
            "call_id": call_id,
            "call_timestamp": "2026-02-03T10:00:00Z",
            "title": f"{name}: a title",
            "rep_id": "rep_001",
            "account_id": "acc_1",
            "participants": people,
            "transcript": [{"turn_index": 0, "speaker_id": person_id, "text": "Hi."}],
            **fields,
        },
        "evaluations": [
            {"scoring_version": "v@1", "scored_at": "2026-02-03T12:00:00Z", "signals": [signal]}
        ],
    }


@pytest.fixture(scope="module")
def empty(
    tmp_path_factory: pytest.TempPathFactory, workspace_at: WorkspaceAt
) -> Iterator[LocalWorkspace]:
    """A separate workspace with default storage: other tests count what the shared one has."""
    with workspace_at(tmp_path_factory.mktemp("erasing"), "--default-storage") as workspace:
        workspace.client.users.create(user_name=OTHER)
        granted = PermissionsChange(principal=OTHER, add=[Privilege.USE_CATALOG])
        workspace.client.grants.update("catalog", CATALOG, changes=[granted])
        yield workspace


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, empty: LocalWorkspace) -> LocalWorkspace:
    """The workspace after the stack was deployed to its catalog, and documents were ingested."""
    landing = tmp_path_factory.mktemp("landing")
    for number, (name, (plain, escaped)) in enumerate(FILES.items()):
        body = json.dumps(call(f"zoe-{number}", ZOE_ID, "Zoë Lee", ZOE))
        _write(landing / "conversations/2026 02" / name, body.replace(plain, escaped or plain))
    other = json.dumps(call("jozoe-1", JOZOE_ID, "Jo", JOZOE))
    _write(landing / "conversations/jozoe.json", other)
    deal = {"deal_id": "d1", "outcome": "open", "updated_at": "2026-02-01T00:00:00Z"}
    _write(landing / "deals" / "d.jsonl", json.dumps(deal))
    rep = {"rep_id": "rep_001", "name": "Rae", "updated_at": "2026-01-01T00:00:00Z"}
    _write(landing / "reps" / "r.jsonl", json.dumps(rep))
    settings = {"LAKEHOUSE_LOCAL_SETTINGS": json.dumps({"existingCatalog": True})}
    workspace = replace(empty, environment=empty.environment | settings)
    workspace.lakehouse("deploy", "--auto-approve")
    workspace.lakehouse("load", str(landing))
    workspace.lakehouse("run", "ingest", "--wait")
    workspace.lakehouse("run", "governance", "--wait")
    return workspace


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def forget(workspace: LocalWorkspace, *arguments: str) -> Any:
    """The report of the command."""
    return json.loads(workspace.lakehouse("forget", *arguments, "--json").stdout)


def of_call(workspace: LocalWorkspace, call_id: str) -> list[Any]:
    """All that tables and the landing zone have of a call."""
    where = "where call_id = :call"
    signals = "silver.conversation_signals"
    return [
        workspace.rows(f"select * from lakehouse_local.silver.conversations {where}", call=call_id),
        workspace.rows(f"select * from lakehouse_local.{signals} {where}", call=call_id),
        {file: file.read_bytes() for file in landed(workspace) if call_id in file.read_text()},
    ]


def landed(workspace: LocalWorkspace) -> list[Path]:
    """The landed files of calls."""
    folder = workspace.home / "volumes/lakehouse_local/bronze/landing/conversations"
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_catalog_needs_a_storage_root(empty: LocalWorkspace) -> None:
    with pytest.raises(DatabricksError, match="Metastore storage root URL does not exist"):
        empty.client.catalogs.create(name="lakehouse")
    doctor = empty.lakehouse("doctor", "--json", check=False)
    [check] = [c for c in json.loads(doctor.stdout)["checks"] if c["name"] == "managed storage"]
    assert (doctor.returncode, check["status"]) == (1, "fail")
    assert "`existingCatalog: true`" in check["remedy"]


def test_an_existing_catalog_is_deployed_to(ingested: LocalWorkspace) -> None:
    state = json.loads((ingested.home / "terraform" / "lakehouse-local.tfstate").read_text())
    types = {resource["type"] for resource in state["resources"]}
    assert types & {"databricks_catalog", "databricks_schema"} == {"databricks_schema"}
    client = ingested.client
    # the catalog keeps its owner and the grants of others
    assert client.catalogs.get(CATALOG).owner == client.current_user.me().user_name
    grants = client.grants.get("catalog", CATALOG).privilege_assignments or []
    assert {OTHER, "data-engineers"} <= {grant.principal for grant in grants}
    assert client.schemas.get(f"{CATALOG}.silver").owner == "lakehouse-owners"
    assert ingested.rows(f"select count(*) as calls from {CATALOG}.silver.conversations") != [
        {"calls": "0"}
    ]


@pytest.mark.skipif(not LONG, reason="the erasure below tells them apart, too")
def test_a_dry_run_tells_two_people_apart(ingested: LocalWorkspace) -> None:
    dry = forget(ingested, ZOE_ID, "--dry-run")
    assert (dry["ids"], dry["emails"], dry["files"]) == ([ZOE_ID], [ZOE], len(FILES))
    assert dry["tables"]["silver.conversations"] == len(FILES)
    assert {JOZOE, JOZOE_ID} <= {one["value"] for one in dry["excluded"]}


def test_lineage_names_files_of_any_name(ingested: LocalWorkspace) -> None:
    rows = ingested.rows(
        "select bronze_file from lakehouse_local.gold.signal_lineage where call_id like 'zoe-%'"
        " order by call_id"
    )
    for row, name in zip(rows, FILES, strict=True):
        file = ingested.home / "volumes" / str(row["bronze_file"]).removeprefix("dbfs:/Volumes/")
        assert file.is_file(), file
        assert file.name == name


def test_a_person_is_erased_and_nothing_of_others(ingested: LocalWorkspace) -> None:
    others = of_call(ingested, "jozoe-1")
    assert all(others)
    done = forget(ingested, ZOE, "--yes", "--now")
    assert (done["files"], done["old_versions_until"]) == (len(FILES), None)
    assert of_call(ingested, "jozoe-1") == others
    assert {file.name for file in landed(ingested)} == {"jozoe.json"}
    payloads = ingested.rows("select payload from lakehouse_local.bronze.conversations_raw")
    told = json.dumps([json.loads(row["payload"]) for row in payloads], ensure_ascii=False)
    assert (told.count(ZOE), told.count("Zoë")) == (told.count(JOZOE), 0)


def test_it_is_verified_later_and_its_runs_are_gone(ingested: LocalWorkspace) -> None:
    (erasure,) = ingested.rows("select * from lakehouse_local.ops.erasures")
    assert erasure["verified_at"]
    done = ingested.lakehouse("forget", "--verify", str(erasure["erasure_id"]))
    assert "nothing is left in tables and landed files" in done.stderr
    assert "old versions of the tables: nothing is left" in done.stderr
    runs = [file for file in (ingested.home / "runs").rglob("*") if file.is_file()]
    told = {f: f.read_bytes().decode("utf-8", "replace").replace(JOZOE, "") for f in runs}
    assert [str(file) for file, text in told.items() if ZOE in text or ZOE_ID in text] == []


@pytest.mark.parametrize("name", [*FILES, "plain.json"])
def test_files_of_any_name_are_written_read_and_removed(
    ingested: LocalWorkspace, name: str
) -> None:
    files = VolumeFiles(ingested.client)
    folder = "/Volumes/lakehouse_local/ops/checkpoints/of this test"
    assert files.read(f"{folder}/{name}") is None
    for content in (b"one", b"two\xff"):
        files.write(f"{folder}/{name}", content)
        assert files.read(f"{folder}/{name}") == content
    assert files.list(folder) == [f"{folder}/{name}"]
    assert f"{folder}/{name}" in files.walk(folder.rpartition("/")[0])
    assert [files.remove(f"{folder}/{name}") for _ in range(2)] == [True, False]
