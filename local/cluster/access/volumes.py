"""Paths in volumes."""

from __future__ import annotations

import re

from cluster.access.refused import StatementRefused, not_supported

_VOLUME_PATH = re.compile(
    r"(?:dbfs:)?/Volumes/([A-Za-z0-9_-]+)/([A-Za-z0-9_-]+)/([A-Za-z0-9_-]+)(/.*)?", re.ASCII
)
# `*` and `?` cannot leave the folder they stand in; braces and brackets of a glob can
_REST = re.compile(r"[A-Za-z0-9_ .,=@+()*?/-]*", re.ASCII)


def volume_of(path: str) -> str:
    """The full name of the volume that a path lies in. Every other path is refused."""
    match = _VOLUME_PATH.fullmatch(path)
    if not match:
        raise not_supported(
            f"the path '{path}' is refused: only paths /Volumes/<catalog>/<schema>/<volume>/... "
            "can be read"
        )
    rest = match[4] or ""
    segments = [segment for segment in rest.split("/") if segment]
    if not _REST.fullmatch(rest) or any(set(segment) <= {"."} for segment in segments):
        raise StatementRefused(
            "INVALID_PARAMETER_VALUE",
            f"the path '{path}' is refused: it may not have `.` or `..` as a folder, and only "
            "ASCII letters, digits and _ . , = @ + ( ) * ? - in names",
        )
    return ".".join(part.lower() for part in match.groups()[:3])
