"""Python scripts and wheels as tasks: packages, arguments and entry points."""

import importlib
import importlib.metadata
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cluster.errors import ClusterError
from cluster.notebook import packages

Program = dict[str, Any]
"""`{"argv", "wheels", "requirements", "packages_path", "entry_point"?: {"package", "name"}}`"""


def install(program: Program) -> list[str]:
    """Put the packages of the task on the path; returns their folder, if any."""
    folder = Path(program["packages_path"])
    if not packages.install(program["wheels"], program.get("requirements") or [], folder):
        return []
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return [str(folder)]


def run(program: Program, source: Path, run_source: Callable[[], None]) -> None:
    """Run the entry point of a package, or the script; `sys.exit(0)` is a successful end."""
    sys.argv = [str(source), *program["argv"]]
    entry_point = program.get("entry_point")
    try:
        if entry_point:
            _entry_point(entry_point["package"], entry_point["name"])()
        else:
            run_source()
    except SystemExit as left:
        if left.code not in (None, 0):
            raise


def _entry_point(package: str, name: str) -> Callable[[], Any]:
    """The entry point of the package's metadata, else the function of that name in the package."""
    try:
        declared = importlib.metadata.distribution(package).entry_points
    except importlib.metadata.PackageNotFoundError as error:
        raise ClusterError(
            "RUN_EXECUTION_ERROR", f"Package {package}: not in the libraries of the task"
        ) from error
    for found in declared:
        if found.name == name:
            return found.load()
    function = getattr(importlib.import_module(package.replace("-", "_")), name, None)
    if function is None:
        raise ClusterError("RUN_EXECUTION_ERROR", f"Package {package}: has no entry point {name}")
    return function
