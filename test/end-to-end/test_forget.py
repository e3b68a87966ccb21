"""People are erased by commands on a local workspace: all of theirs, and nothing of others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lakehouse.runtime.volume_files import VolumeFiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from conftest import LocalWorkspace

    WorkspaceAt = Callable[[Path], AbstractContextManager[LocalWorkspace]]

ZOE = (
    "Call with Zoe 2026-02-03.json",
    "100% of zoe.json",
    "zoe#1?.json",
    "zoe%20literal.json",
    "zoe+[1]{2}.json",
    "zoë.json",
)


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
def ingested(
    tmp_path_factory: pytest.TempPathFactory, workspace_at: WorkspaceAt
) -> Iterator[LocalWorkspace]:
    """A separate workspace: other tests count what the shared one has."""
    landing = tmp_path_factory.mktemp("landing")
    bodies = {
        "ann.json": json.dumps(call("ann-1", "pp_ann", "Ann", "ann@prospect.example")),
        "joann.json": json.dumps(call("joann-1", "pp_joann", "Joann", "joann@prospect.example")),
        "dotnet.json": json.dumps(
            call("dotnet-1", "pp_mary", "Mary", "mary+sales@prospect.example")
        ).replace("+", "\\u002B"),
        "python.json": json.dumps(
            call("python-1", "pp-jürgen/7", "Jürgen", "jürgen@prospect.example")
        ),
        "php.json": json.dumps(
            call("php-1", "pp-jürgen/7", "Jürgen", "php@prospect.example", account_id="pp-jürgen/7")
        ).replace("/", "\\/"),
        **{
            f"2026 02/{name}": json.dumps(
                call(f"zoe-{number}", "pp_zoe", "Zoe", "zoe@prospect.example")
            )
            for number, name in enumerate(ZOE)
        },
    }
    for name, body in bodies.items():
        _write(landing / "conversations" / name, body)
    deal = {"deal_id": "d1", "outcome": "open", "updated_at": "2026-02-01T00:00:00Z"}
    _write(landing / "deals" / "d.jsonl", json.dumps(deal))
    rep = {"rep_id": "rep_001", "name": "Rae", "updated_at": "2026-01-01T00:00:00Z"}
    _write(landing / "reps" / "r.jsonl", json.dumps(rep))
    with workspace_at(tmp_path_factory.mktemp("erasing")) as workspace:
        workspace.lakehouse("deploy", "--auto-approve")
        workspace.lakehouse("load", str(landing))
        workspace.lakehouse("run", "ingest", "--wait")
        workspace.lakehouse("run", "governance", "--wait")
        yield workspace


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
        workspace.rows(f"select * from spark_catalog.silver.conversations {where}", call=call_id),
        workspace.rows(f"select * from spark_catalog.{signals} {where}", call=call_id),
        {file: file.read_bytes() for file in landed(workspace) if call_id in file.read_text()},
    ]


def landed(workspace: LocalWorkspace) -> list[Path]:
    """The landed files of calls."""
    folder = workspace.home / "volumes/spark_catalog/bronze/landing/conversations"
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_longer_address_stays(ingested: LocalWorkspace) -> None:
    joann = of_call(ingested, "joann-1")
    assert all(joann)
    dry = forget(ingested, "ann@prospect.example", "--dry-run")
    assert (dry["ids"], dry["tables"]["silver.conversations"]) == (["pp_ann"], 1)
    assert "joann@prospect.example" in {one["value"] for one in dry["excluded"]}
    forget(ingested, "ann@prospect.example", "--yes")
    assert of_call(ingested, "joann-1") == joann
    assert "ann.json" not in {file.name for file in landed(ingested)}


def test_escapes_hide_nobody(ingested: LocalWorkspace) -> None:
    mary = forget(ingested, "mary+sales@prospect.example", "--yes")
    assert (mary["ids"], mary["files"]) == (["pp_mary"], 1)
    jürgen = forget(ingested, "pp-jürgen/7", "--yes")
    assert jürgen["emails"] == ["jürgen@prospect.example", "php@prospect.example"]
    assert jürgen["files"] == 2
    payloads = ingested.rows("select payload from spark_catalog.bronze.conversations_raw")
    told = json.dumps([json.loads(row["payload"]) for row in payloads], ensure_ascii=False)
    assert not any(one in told for one in ("mary+sales", "jürgen", "Jürgen", "php@"))
    rebuilt = json.loads(ingested.lakehouse("rebuild", "silver", "--json").stdout)
    assert rebuilt["equal"], rebuilt


def test_files_of_any_name_are_named_by_lineage_and_removed(ingested: LocalWorkspace) -> None:
    rows = ingested.rows(
        "select signal_id from spark_catalog.silver.conversation_signals"
        " where call_id like 'zoe-%' order by call_id"
    )
    for row, name in zip(rows, ZOE, strict=True):
        way = json.loads(ingested.lakehouse("lineage", str(row["signal_id"]), "--json").stdout)
        path = ingested.home / "volumes" / way["bronze_file"].removeprefix("dbfs:/Volumes/")
        assert path.is_file(), path
        assert path.name == name
    done = forget(ingested, "zoe@prospect.example", "--yes", "--now")
    assert done["files"] == len(ZOE)
    assert {file.name for file in landed(ingested)} == {"joann.json"}


def test_erasures_are_verified_later_and_their_runs_are_gone(ingested: LocalWorkspace) -> None:
    erasures = ingested.rows(
        "select erasure_id, verified_at from spark_catalog.ops.erasures order by began_at"
    )
    assert len(erasures) == 4
    for erasure in erasures:
        assert erasure["verified_at"]
        done = ingested.lakehouse("forget", "--verify", str(erasure["erasure_id"]))
        assert "nothing is left in tables and landed files" in done.stderr
    people = ("ann@prospect", "mary+sales", "zoe@prospect")
    runs = [file for file in (ingested.home / "runs").rglob("*") if file.is_file()]
    told = {f: f.read_bytes().decode("utf-8", "replace") for f in runs}
    found = {
        str(file)
        for file, text in told.items()
        for who in people
        if who in text.replace("joann@", "")
    }
    assert found == set()


@pytest.mark.parametrize("name", [*ZOE, "plain.json"])
def test_files_of_any_name_are_written_read_and_removed(
    ingested: LocalWorkspace, name: str
) -> None:
    files = VolumeFiles(ingested.client)
    folder = "/Volumes/spark_catalog/ops/checkpoints/of this test"
    assert files.read(f"{folder}/{name}") is None
    for content in (b"one", b"two\xff"):
        files.write(f"{folder}/{name}", content)
        assert files.read(f"{folder}/{name}") == content
    assert files.list(folder) == [f"{folder}/{name}"]
    assert [files.remove(f"{folder}/{name}") for _ in range(2)] == [True, False]
