"""Packages of a task: its wheels, and requirements of them and of its environment.

Wheels for any platform are extracted. A requirement that the packages of the workspace satisfy is
left to them; others are installed in a folder of the run, in versions that go with those packages.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from cluster.errors import ClusterError
from cluster.spark.build import ROOT


def install(wheels: Sequence[str], requirements: Sequence[str], folder: Path) -> bool:
    """Installs what is missing in `folder`; returns false if nothing was."""
    required = [_requirement(text) for text in requirements]
    provided: set[str] = set()
    for wheel in wheels:
        name, requires = _extract(wheel, folder)
        provided.add(name)
        required += requires
    missing = [one for one in required if not _is_satisfied(one, provided)]
    if missing:
        _install(missing, folder)
    return bool(wheels) or bool(missing)


def _requirement(text: str) -> Requirement:
    try:
        return Requirement(text)
    except InvalidRequirement as invalid:
        raise _failed(
            f"{text} is no requirement of the form name==version, and no wheel"
        ) from invalid


def _extract(wheel: str, folder: Path) -> tuple[str, list[Requirement]]:
    """Extracts a wheel; returns the name of its package and what that requires."""
    if not wheel.endswith("-any.whl"):
        raise ClusterError(
            "BAD_REQUEST", f"Wheel {Path(wheel).name}: must be of pure Python (-any.whl)"
        )
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
        of_package = next(
            (name for name in archive.namelist() if name.endswith(".dist-info/METADATA")), None
        )
        text = archive.read(of_package).decode() if of_package else ""
    metadata = HeaderParser().parsestr(text)
    requires = [Requirement(one) for one in metadata.get_all("Requires-Dist") or []]
    return canonicalize_name(metadata.get("Name") or ""), requires


def _is_satisfied(required: Requirement, provided: Iterable[str]) -> bool:
    if required.marker is not None and not required.marker.evaluate({"extra": ""}):
        return True
    if canonicalize_name(required.name) in provided:
        return True
    try:
        version = importlib.metadata.version(required.name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return required.specifier.contains(version, prereleases=True)


def _install(missing: Sequence[Requirement], folder: Path) -> None:
    installed = importlib.metadata.distributions(path=sys.path)
    pinned = {one.name: one.version for one in installed if one.name}
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as constraints:
        asked = {canonicalize_name(one.name) for one in missing}
        for name, version in pinned.items():
            if canonicalize_name(name) not in asked:
                constraints.write(f"{name}=={version}\n")
        constraints.flush()
        options = ["--quiet", "--target", str(folder), "--python", sys.executable]
        command = [_uv(), "pip", "install", *options, "--constraint", constraints.name]
        done = subprocess.run(
            [*command, *(str(one) for one in missing)], capture_output=True, text=True
        )
    if done.returncode != 0:
        raise _failed(done.stderr.strip())


def _uv() -> str:
    own = sorted((ROOT / ".build").glob("uv-*/bin/uv"))
    found = str(own[-1]) if own else shutil.which("uv", path=os.environ.get("PATH"))
    if found is None:
        raise _failed("uv is not installed. Run `make setup`")
    return found


def _failed(reason: str) -> ClusterError:
    return ClusterError("RUN_EXECUTION_ERROR", f"Library installation failed: {reason}")
