"""Contents of the files of tables, of all versions."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq


def files_with(folder: Path, text: str) -> list[str]:
    """The files below a folder that have a text, parquet read as the values in it."""
    return sorted(
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and text in _content(file)
    )


def _content(file: Path) -> str:
    if file.suffix == ".parquet":
        rows = pq.ParquetFile(file).read().to_pylist()
        return json.dumps(rows, default=str, ensure_ascii=False)
    return file.read_bytes().decode("utf-8", "replace")
