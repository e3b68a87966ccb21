"""Notebooks in the platform's source format: cells and their language."""

import re
from dataclasses import dataclass
from pathlib import Path

from cluster.errors import ClusterError

_HEADER = re.compile(r"\A(#|--) Databricks notebook source[^\n]*\n?")
_EXTENSIONS = ("", ".py", ".sql")


@dataclass(frozen=True)
class Cell:
    """One cell: `language` is python, sql, md, run or another magic word."""

    number: int
    language: str
    text: str


def read(path: Path) -> list[Cell]:
    """The cells of a notebook; a file without the header is one Python cell."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ClusterError(
            "RESOURCE_DOES_NOT_EXIST", f"cannot read the notebook {path}: {error.strerror}"
        ) from error
    header = _HEADER.match(text)
    if not header:
        return [Cell(1, "python", text)]
    mark = header[1]
    language = "python" if mark == "#" else "sql"
    parts = re.split(rf"(?m)^{mark} COMMAND -+[ \t]*\n?", text[header.end() :])
    return [
        _cell(number, language, mark, part.strip("\r\n")) for number, part in enumerate(parts, 1)
    ]


def find(folder: Path, reference: str) -> Path:
    """The file of a notebook that is named relative to `folder`, with or without its extension."""
    for extension in _EXTENSIONS:
        path = (folder / f"{reference}{extension}").resolve()
        if path.is_file():
            return path
    raise ClusterError("RESOURCE_DOES_NOT_EXIST", f"Notebook not found: {reference}")


def _cell(number: int, language: str, mark: str, part: str) -> Cell:
    magic = f"{mark} MAGIC"
    content = [text for text in part.splitlines() if text.strip()]
    if not content or not all(text.startswith(mark) for text in content):
        return Cell(number, language, part)
    lines = [text for text in part.splitlines() if text.startswith(magic)]
    if not lines:
        return Cell(number, language, part)
    text = "\n".join(re.sub(rf"^{magic} ?", "", text) for text in lines)
    found = re.match(r"\s*%(\w+)[ \t]*\n?", text)
    if not found:
        return Cell(number, language, text)
    return Cell(number, found[1], text[found.end() :])
