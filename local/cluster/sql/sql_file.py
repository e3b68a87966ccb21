"""A SQL file task: its statements in order, in one session."""

import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cluster.errors import ClusterError, engine_message
from cluster.sql import statements
from cluster.sql.sql_text import split
from cluster.work import Cancelled, Work

_MUSTACHE = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")


def run(
    runner: statements.Runner,
    params: dict[str, Any],
    work: Work,
    progress: Callable[[str], None],
) -> dict[str, Any]:
    """Run the statements of a file; the result is the last one's."""
    source = Path(params["source_path"])
    try:
        text = source.read_text(encoding="utf-8")
    except OSError as error:
        raise ClusterError(
            "RESOURCE_DOES_NOT_EXIST", f"cannot read the SQL file {source}: {error.strerror}"
        ) from error
    values = params.get("parameters") or {}
    found = split(with_values(text, values))
    if not found:
        raise ClusterError("BAD_REQUEST", f"the SQL file {source.name} has no statement")
    statements.set_defaults(runner.session, params.get("catalog"), params.get("schema"))
    parameters = statements.named(values)
    log_path = Path(params["log_path"])
    log_path.parent.mkdir(parents=True, exist_ok=True)
    result: dict[str, Any] = {}
    with open(log_path, "a", encoding="utf-8", buffering=1) as log:
        for number, statement in enumerate(found, 1):
            if work.cancelled:
                raise Cancelled(f"Task run {params['task_run_id']}")
            title = f"statement {number} of {len(found)}: {' '.join(statement.split())[:80]}"
            progress(title)
            print(f"-- {title}", file=log)
            started = time.monotonic()
            try:
                result = runner.run(statement, parameters)
            except Exception as error:
                print(engine_message(error), file=log)
                raise
            _log_rows(result, log)
            print(f"-- {time.monotonic() - started:.1f} s", file=log)
    return result


def with_values(text: str, values: Mapping[str, Any]) -> str:
    """The text with the values of `{{name}}`, the older form of parameters, as literals.

    Source: templates of databricks/cli, default-sql (`USE CATALOG {{catalog}}`).
    """

    def literal(found: re.Match[str]) -> str:
        if found[1] not in values:
            return found[0]
        escaped = str(values[found[1]]).replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"

    return _MUSTACHE.sub(literal, text)


def _log_rows(result: dict[str, Any], log: Any) -> None:
    if result["columns"]:
        print("\t".join(column["name"] for column in result["columns"]), file=log)
        for row in result["rows"][:20]:
            print("\t".join("null" if value is None else value for value in row), file=log)
        if len(result["rows"]) > 20:
            print(f"... {len(result['rows'])} rows in all", file=log)
