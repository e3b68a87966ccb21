"""Files of volumes by the Files API, which fails where a file cannot be removed."""

from __future__ import annotations

from io import BytesIO
from typing import Protocol

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service.files import DirectoryEntry


class Files(Protocol):
    """Files by their path, `/Volumes/...`."""

    def read(self, path: str) -> bytes | None:
        """The content of a file; none where there is no such file."""
        ...

    def write(self, path: str, content: bytes) -> None:
        """Writes a file, in place of the one that is there."""
        ...

    def remove(self, path: str) -> bool:
        """Removes a file; whether there was one. Raises where it cannot be removed."""
        ...

    def list(self, folder: str) -> list[str]:
        """The files of a folder; none where there is no such folder."""
        ...

    def walk(self, folder: str) -> list[str]:
        """The files of a folder and of those within it; none where there is no such folder."""
        ...


class VolumeFiles:
    """The Files API of the workspace that the notebook runs in.

    https://docs.databricks.com/api/workspace/files: each path is absolute and is not encoded twice.
    """

    def __init__(self, client: WorkspaceClient | None = None) -> None:
        self._files = (client or WorkspaceClient()).files

    def read(self, path: str) -> bytes | None:
        """The content of a file; none where there is no such file."""
        try:
            contents = self._files.download(path).contents
        except NotFound:
            return None
        assert contents is not None
        with contents:
            return contents.read()

    def write(self, path: str, content: bytes) -> None:
        """Writes a file, in place of the one that is there."""
        self._files.create_directory(path.rpartition("/")[0])
        self._files.upload(path, BytesIO(content), overwrite=True)

    def remove(self, path: str) -> bool:
        """Removes a file; whether there was one. Raises where it cannot be removed."""
        try:
            self._files.delete(path)
        except NotFound:
            return False
        return True

    def list(self, folder: str) -> list[str]:
        """The files of a folder; none where there is no such folder."""
        return [path for path, entry in self._entries(folder) if not entry.is_directory]

    def walk(self, folder: str) -> list[str]:
        """The files of a folder and of those within it; none where there is no such folder."""
        found: list[str] = []
        for path, entry in self._entries(folder):
            found += self.walk(path) if entry.is_directory else [path]
        return found

    def _entries(self, folder: str) -> list[tuple[str, DirectoryEntry]]:
        try:
            entries = [*self._files.list_directory_contents(folder)]
        except NotFound:
            return []
        return sorted(((one.path, one) for one in entries if one.path), key=lambda pair: pair[0])
