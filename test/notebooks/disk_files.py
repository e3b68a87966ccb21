"""Files of volumes on the disk below a home, as `lakehouse.runtime.volume_files` has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class DiskFiles:
    """Volumes of a small lakehouse; `stuck` are files that cannot be removed."""

    home: Path
    stuck: set[str] = field(default_factory=set)

    def _on_disk(self, path: str) -> Path:
        return self.home / "volumes" / path.removeprefix("/Volumes/")

    def read(self, path: str) -> bytes | None:
        """The content of a file; none where there is no such file."""
        file = self._on_disk(path)
        return file.read_bytes() if file.is_file() else None

    def write(self, path: str, content: bytes) -> None:
        """Writes a file, in place of the one that is there."""
        file = self._on_disk(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def remove(self, path: str) -> bool:
        """Removes a file; whether there was one. Raises where it cannot be removed."""
        if path in self.stuck:
            raise PermissionError("access denied")
        file = self._on_disk(path)
        found = file.is_file()
        file.unlink(missing_ok=True)
        return found

    def list(self, folder: str) -> list[str]:
        """The files of a folder; none where there is no such folder."""
        found = self._on_disk(folder)
        return sorted(f"{folder}/{file.name}" for file in found.iterdir()) if found.exists() else []

    def walk(self, folder: str) -> list[str]:
        """The files of a folder and of those within it; none where there is no such folder."""
        root = self._on_disk(folder)
        return sorted(
            f"{folder}/{file.relative_to(root)}" for file in root.rglob("*") if file.is_file()
        )
