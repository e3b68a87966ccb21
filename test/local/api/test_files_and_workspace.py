"""Files of volumes and the workspace tree, by the official SDK."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import AlreadyExists, BadRequest, NotFound, ResourceAlreadyExists
from databricks.sdk.service.catalog import VolumeType
from databricks.sdk.service.workspace import ExportFormat, ImportFormat, Language, ObjectType


@pytest.fixture(scope="module")
def volume(client: WorkspaceClient, schema: str) -> str:
    made = client.volumes.create("lakehouse_local", schema, "landing", VolumeType.MANAGED)
    return "/Volumes/" + (made.full_name or "").replace(".", "/")


def test_files_come_back_as_they_went(client: WorkspaceClient, volume: str) -> None:
    content = os.urandom(3_000_000)
    path = f"{volume}/conversations/2018-05/a call.json"
    client.files.upload(path, io.BytesIO(content))
    assert client.files.download(path).contents.read() == content
    metadata = client.files.get_metadata(path)
    assert metadata.content_length == len(content)
    assert metadata.last_modified == client.files.get_metadata(path).last_modified
    with pytest.raises(AlreadyExists):
        client.files.upload(path, io.BytesIO(b"other"), overwrite=False)
    client.files.upload(path, io.BytesIO(b"other"), overwrite=True)
    assert client.files.download(path).contents.read() == b"other"
    client.files.delete(path)
    with pytest.raises(NotFound):
        client.files.download(path)


def test_a_file_above_the_sdks_threshold_comes_whole(
    client: WorkspaceClient, volume: str, tmp_path
) -> None:
    content = os.urandom(1_000_000) * 60
    client.files.upload(f"{volume}/big", io.BytesIO(content))
    client.files.download_to(f"{volume}/big", str(tmp_path / "big"))
    assert (tmp_path / "big").read_bytes() == content
    client.files.delete(f"{volume}/big")


def test_folders_are_listed(client: WorkspaceClient, volume: str) -> None:
    client.files.create_directory(f"{volume}/folder/inner")
    client.files.upload(f"{volume}/folder/file", io.BytesIO(b"123"))
    found = list(client.files.list_directory_contents(f"{volume}/folder"))
    assert [(e.name, e.is_directory, e.file_size) for e in found] == [
        ("file", False, 3),
        ("inner", True, None),
    ]
    with pytest.raises(BadRequest, match="not empty"):
        client.files.delete_directory(f"{volume}/folder")
    client.files.delete_directory(f"{volume}/folder/inner")
    with pytest.raises(NotFound):
        list(client.files.list_directory_contents(f"{volume}/folder/inner"))


def test_files_are_what_spark_reads(
    client: WorkspaceClient, volume: str, warehouse_id: str
) -> None:
    client.files.upload(f"{volume}/read/a.json", io.BytesIO(b'{"x": 1}\n{"x": 2}\n'))
    answer = client.statement_execution.execute_statement(
        f"select sum(x), min(_metadata.file_path) from json.`{volume}/read`",
        warehouse_id,
        wait_timeout="50s",
    )
    assert answer.status.error is None
    assert answer.result.data_array == [["3", f"dbfs:{volume}/read/a.json"]]


@pytest.fixture
def folder(client: WorkspaceClient) -> Iterator[str]:
    client.workspace.mkdirs("/Shared/api-test/inner")
    yield "/Shared/api-test"
    client.workspace.delete("/Shared/api-test", recursive=True)


def test_the_workspace_tree(client: WorkspaceClient, folder: str) -> None:
    source = b"# Databricks notebook source\nprint(1)\n"
    client.workspace.upload(f"{folder}/inner/entry", source, language=Language.PYTHON)
    client.workspace.upload(f"{folder}/auto.py", source, format=ImportFormat.AUTO)
    client.workspace.upload(f"{folder}/query.sql", b"select 1", format=ImportFormat.RAW)
    found = {o.path: o.object_type for o in client.workspace.list(folder, recursive=True)}
    assert found == {
        f"{folder}/inner/entry": ObjectType.NOTEBOOK,
        f"{folder}/auto": ObjectType.NOTEBOOK,
        f"{folder}/query.sql": ObjectType.FILE,
    }
    assert client.workspace.download(f"{folder}/inner/entry").read() == source
    exported = client.workspace.export(f"{folder}/query.sql", format=ExportFormat.AUTO)
    assert exported.content == "c2VsZWN0IDE="
    status = client.workspace.get_status(f"{folder}/inner/entry")
    assert (status.language, status.object_type) == (Language.PYTHON, ObjectType.NOTEBOOK)
    with pytest.raises(ResourceAlreadyExists):
        client.workspace.upload(f"{folder}/query.sql", b"", format=ImportFormat.RAW)
    with pytest.raises(BadRequest, match="not empty"):
        client.workspace.delete(folder)
    with pytest.raises(NotFound, match="doesn't exist"):
        client.workspace.get_status(f"{folder}/nothing")
