"""The notebooks and their SQL have nothing that serverless compute refuses.

Databricks documentation, "Serverless compute limitations". Exceptions name the one module that
handles the refusal.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOKS = PROJECT / "notebooks"

REFUSED = {
    **dict.fromkeys(("_jvm", "_jsc", "_jdf", "_jsparkSession"), "Java"),
    **dict.fromkeys(("sparkContext", "rdd", "parallelize"), "RDD"),
    **dict.fromkeys(("cache", "persist", "unpersist"), "cache"),
    **dict.fromkeys(("cacheTable", "uncacheTable", "clearCache"), "cache"),
    **dict.fromkeys(("checkpoint", "localCheckpoint", "refreshTable"), "cache"),
    **dict.fromkeys(("createGlobalTempView", "createOrReplaceGlobalTempView"), "global view"),
    "conf": "setting",
    "processingTime": "trigger",
    "continuous": "trigger",
    "foreachBatch": "function of batches",
    "foreach": "function of rows",
    "newSession": "session",
}
ALLOWED = {
    ("lakehouse/runtime/cached.py", "cache"),
    # catches CONFIG_NOT_AVAILABLE
    ("lakehouse/runtime/session_settings.py", "setting"),
    # an interval is a setting that serverless jobs exclude; the function refers to no session
    ("lakehouse/runtime/streams.py", "trigger"),
    ("lakehouse/runtime/streams.py", "function of batches"),
}
MODULES = {
    "pyspark.mllib": "RDD",
    "pyspark.ml": "MLlib",
    "py4j": "Java",
}
STATEMENT = re.compile(
    r"^\s*(cache\s+(lazy\s+)?table|uncache\s+table|clear\s+cache|refresh\s+table|(re)?set\s+spark\.)"
    r"|\bglobal\s+temp(orary)?\s+view\b|\bglobal_temp\.",
    re.IGNORECASE | re.MULTILINE,
)


def findings(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Code that the platform refuses: the kind, the name and the line."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.keyword) and node.arg:
            names = [node.arg]
        for name in names:
            # `checkpoint=` is a folder, `F.broadcast` a hint
            if name in REFUSED and not (isinstance(node, ast.keyword) and name == "checkpoint"):
                yield REFUSED[name], name, node.lineno
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            for module, kind in MODULES.items():
                if name == module or name.startswith(f"{module}."):
                    yield kind, name, node.lineno


def test_notebooks_call_nothing_that_serverless_compute_refuses() -> None:
    found = []
    for path in sorted(NOTEBOOKS.rglob("*.py")):
        name = path.relative_to(NOTEBOOKS).as_posix()
        for kind, what, line in findings(ast.parse(path.read_text(encoding="utf-8"))):
            # parameters of a pipeline are settings that are read
            is_parameter = kind == "setting" and name.startswith("pipeline/")
            if not is_parameter and (name, kind) not in ALLOWED:
                found.append(f"{name}:{line}: {what} ({kind})")
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "spark._jvm",
        "rows.rdd.map(f)",
        "spark.sparkContext",
        "rows.cache()",
        "rows.localCheckpoint()",
        "rows.createOrReplaceGlobalTempView('v')",
        "spark.conf.set('a', 'b')",
        "writer.trigger(processingTime='1 second')",
        "writer.foreachBatch(f)",
        "from pyspark.ml.feature import VectorAssembler",
    ],
)
def test_the_check_finds_what_is_refused(code: str) -> None:
    assert [*findings(ast.parse(code))]


def test_sql_files_have_no_statement_that_serverless_compute_refuses() -> None:
    files = sorted((PROJECT / "sql").rglob("*.sql"))
    assert files
    assert [path.name for path in files if STATEMENT.search(path.read_text(encoding="utf-8"))] == []
    assert STATEMENT.search("-- x\ncache lazy table t")
    assert STATEMENT.search("create or replace global temporary view v as select 1")
