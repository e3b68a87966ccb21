"""Running the cells of a notebook."""

import ast
import linecache
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.utils import is_remote

from cluster.errors import ClusterError
from cluster.notebook import runtime_modules, source
from cluster.notebook.dbutils import DBUtils
from cluster.notebook.display import display, display_html
from cluster.sql import statements
from cluster.sql.sql_text import split

_IGNORED = frozenset({"md", "md-sandbox"})
RUNTIME_NAMES = ("display", "displayHTML", "dbutils", "table", "sql", "getArgument", "sc", "spark")
"""Globals of a notebook that `databricks.sdk.runtime` offers to modules."""


class Execution:
    """The interpreter of one notebook and of those that it runs with `%run`."""

    def __init__(
        self,
        spark: SparkSession,
        dbutils: DBUtils,
        progress: Callable[[str], None],
    ) -> None:
        self._spark = spark
        self._dbutils = dbutils
        self._progress = progress
        # Functions defined in cells belong to __main__, so that workers get them by value.
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self._names: dict[str, Any] = module.__dict__
        self._names.update(
            spark=spark,
            dbutils=dbutils,
            display=display,
            displayHTML=display_html,
        )
        self._names["sql"] = spark.sql
        self._names["table"] = spark.table
        self._names["getArgument"] = dbutils.widgets.getArgument
        if not is_remote():
            self._names["sc"] = spark.sparkContext
        runtime_modules.provide(
            {name: self._names[name] for name in RUNTIME_NAMES if name in self._names}
        )
        dbutils.notebook.bind(self)

    def run(self, path: Path) -> None:
        """Run all cells of a notebook, in order."""
        cells = source.read(path)
        for cell in cells:
            if cell.text.strip() and cell.language not in _IGNORED:
                self._progress(f"cell {cell.number} of {len(cells)}")
                self._run_cell(path, cell)

    def run_apart(self, path: Path, parameters: dict[str, str]) -> None:
        """Run another notebook with separate names and widgets: `dbutils.notebook.run`."""
        dbutils = DBUtils(self._dbutils.fs, parameters, {})
        outer = sys.modules["__main__"]
        try:
            Execution(self._spark, dbutils, self._progress).run(path)
        finally:
            sys.modules["__main__"] = outer
            self._dbutils.notebook.bind(self)

    def _run_cell(self, path: Path, cell: source.Cell) -> None:
        if cell.language == "python":
            self._python(path, cell)
        elif cell.language == "sql":
            for statement in split(cell.text):
                self._sql(statement)
        elif cell.language == "run":
            reference = cell.text.strip().strip("\"'")
            self.run(source.find(path.parent, reference))
        else:
            raise ClusterError(
                "BAD_REQUEST",
                f"%{cell.language} is not available in the local workspace"
                f" (cell {cell.number} of {path.name})",
            )

    def _python(self, path: Path, cell: source.Cell) -> None:
        name = f"{path} (cell {cell.number})"
        lines = cell.text.splitlines(keepends=True)
        linecache.cache[name] = (len(cell.text), None, lines, name)
        tree = ast.parse(cell.text, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), self._names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), name, "eval"), self._names)
            if value is not None:
                print(repr(value))

    def _sql(self, statement: str) -> None:
        widgets = statements.named(self._dbutils.widgets.getAll())
        result: DataFrame = statements.data_frame(self._spark, statement, widgets)
        self._names["_sqldf"] = result
        if result.columns:
            display(result)
