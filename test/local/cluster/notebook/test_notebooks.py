"""Notebook tasks: source format, magic words, dbutils, errors, processes."""

from __future__ import annotations

import json
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ..cluster_process import ANN, BOB, ClusterError, ClusterProcess

HEADER = "# Databricks notebook source\n"
CUT = "\n\n# COMMAND ----------\n\n"


class Notebooks:
    """A workspace folder of notebooks, and running them."""

    def __init__(self, cluster: ClusterProcess, folder: Path) -> None:
        self.cluster = cluster
        self.folder = folder
        self._count = 0

    def write(self, name: str, *cells: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + CUT.join(cells) + "\n")
        return path

    def send(self, *cells: str, name: str = "main.py", **params: Any) -> int:
        self._count += 1
        source = self.write(name, *cells)
        self.log_path = self.folder / f"{self._count}.log"
        self.task_run_id = f"{self.folder.name}-{self._count}"
        defaults = {
            "task_run_id": self.task_run_id,
            "source_path": str(source),
            "notebook_path": f"/Shared/{source.stem}",
            "principal": ANN,
            "log_path": str(self.log_path),
        }
        return self.cluster.send("run_notebook", **{**defaults, **params})

    def run(self, *cells: str, **params: Any) -> Any:
        return self.cluster.reply(self.send(*cells, **params))

    @property
    def log(self) -> str:
        return self.log_path.read_text()


@pytest.fixture
def notebooks(cluster: ClusterProcess, tmp_path: Path) -> Notebooks:
    return Notebooks(cluster, tmp_path)


def test_cells_share_names_and_print_to_the_log(notebooks: Notebooks) -> None:
    result = notebooks.run("x = 1", "# MAGIC %md\n# MAGIC # A title", "print('x is', x)\nx + 1")
    assert result == {"notebook_output": None, "truncated": False, "task_values": {}}
    assert notebooks.log == "x is 1\n2\n"


def test_progress_names_the_cell(notebooks: Notebooks) -> None:
    notebooks.run("x = 1", "x = 2")
    event = notebooks.cluster.event(
        "progress", task_run_id=notebooks.task_run_id, message="cell 2 of 2"
    )
    assert event


def test_widgets_exit_and_task_values(notebooks: Notebooks) -> None:
    result = notebooks.run(
        "dbutils.widgets.text('a', 'default a')\n"
        "dbutils.widgets.dropdown('b', 'x', ['x', 'y'])\n"
        "n = dbutils.jobs.taskValues.get(taskKey='first', key='n')\n"
        "m = dbutils.jobs.taskValues.get('first', 'm', default=7)\n"
        "dbutils.jobs.taskValues.set('sum', {'of': [n, m]})\n"
        "values = dbutils.widgets.getAll()\n"
        "try:\n    dbutils.notebook.exit(f'{values} {dbutils.widgets.get(\"b\")}')\n"
        "except Exception:\n    raise AssertionError('an exit is no error')",
        "raise AssertionError('never reached')",
        parameters={"b": "y", "c": "given"},
        task_values={"first": {"n": 5}},
    )
    assert result == {
        "notebook_output": "{'a': 'default a', 'b': 'y', 'c': 'given'} y",
        "truncated": False,
        "task_values": {"sum": {"of": [5, 7]}},
    }


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("dbutils.widgets.get('nope')", "No input widget named nope is defined"),
        ("dbutils.jobs.taskValues.get('t', 'k')", "Task value k of the task t is not set"),
        ("dbutils.widgets.dropdown('a', 'z', ['x'])", "must be one of \\['x'\\], got z"),
        ("dbutils.jobs.taskValues.set('k', 'x' * 50000)", "at most 48 KiB"),
        ("spark.stop()", "spark.stop\\(\\) is not available"),
        ("# MAGIC %pip install x", "%pip is not available in the local workspace \\(cell 2"),
        ("# MAGIC %run ./nope", "Notebook not found: ./nope"),
    ],
)
def test_what_goes_wrong_is_said(notebooks: Notebooks, cell: str, message: str) -> None:
    with pytest.raises(ClusterError, match=message):
        notebooks.run("x = 1", cell)


def test_an_error_has_its_message_and_the_cell_and_line(notebooks: Notebooks) -> None:
    with pytest.raises(ClusterError) as failed:
        notebooks.run("x = 1", "def f():\n    return x / 0", "print('before')\n\nf()")
    error = failed.value.error
    assert error["error_code"] == "RUN_EXECUTION_ERROR"
    assert error["message"] == "ZeroDivisionError: division by zero"
    assert 'main.py (cell 3)", line 3, in <module>' in error["trace"]
    assert 'main.py (cell 2)", line 2, in f' in error["trace"]
    assert "    return x / 0" in error["trace"]
    assert "cluster/notebook" not in error["trace"]
    assert notebooks.log.startswith("before\n")
    assert "ZeroDivisionError" in notebooks.log


def test_an_error_of_spark_is_sparks_own(notebooks: Notebooks) -> None:
    with pytest.raises(ClusterError) as failed:
        notebooks.run("spark.table('silver.nope').show()")
    assert failed.value.code == "TABLE_OR_VIEW_NOT_FOUND"
    assert str(failed.value).startswith("[TABLE_OR_VIEW_NOT_FOUND] The table or view")
    assert "cell 1" in failed.value.error["trace"]


def test_an_error_of_a_stream_names_its_cause(notebooks: Notebooks) -> None:
    with pytest.raises(ClusterError) as failed:
        notebooks.run(
            "def write(rows, batch):\n    raise ValueError('no such luck')",
            "dbutils.fs.put('/Volumes/spark_catalog/bronze/luck/a.txt', 'x')",
            "(spark.readStream.format('cloudFiles').option('cloudFiles.format', 'text')"
            ".load('/Volumes/spark_catalog/bronze/luck').writeStream.foreachBatch(write)"
            ".trigger(availableNow=True)"
            ".option('checkpointLocation', '/Volumes/spark_catalog/bronze/luck-state')"
            ".start().awaitTermination())",
        )
    assert "no such luck" in str(failed.value)
    assert failed.value.code == "STREAM_FAILED"


def test_sql_cells_and_display(notebooks: Notebooks) -> None:
    notebooks.run(
        "# MAGIC %sql\n# MAGIC create or replace temporary view v as select 5 as five;\n"
        "# MAGIC select five, :who as who from v",
        "print(_sqldf.first().five)\ndisplay(spark.range(2))\ndisplay('text')",
        parameters={"who": "me"},
    )
    assert "|five|who|" in notebooks.log
    assert "\n5\n+---+\n| id|" in notebooks.log


def test_a_sql_notebook(notebooks: Notebooks) -> None:
    path = notebooks.folder / "q.sql"
    path.write_text(
        "-- Databricks notebook source\nselect 1 as one\n\n-- COMMAND ----------\n\n"
        "-- MAGIC %python\n-- MAGIC print(_sqldf.first().one + 1)\n"
    )
    notebooks.run(source_path=str(path))
    assert notebooks.log.endswith("2\n")


def test_run_and_notebook_run(notebooks: Notebooks) -> None:
    notebooks.write("parts/shared.py", "value = 41\ndef plus(x):\n    return x + 1")
    notebooks.write("child.py", "x = 'child'\ndbutils.notebook.exit(dbutils.widgets.get('a'))")
    result = notebooks.run(
        "x = 'parent'",
        "# MAGIC %run ./parts/shared",
        "got = dbutils.notebook.run('child', 60, {'a': 'b'})",
        "dbutils.notebook.exit(f'{plus(value)} {got} {x}')",
    )
    assert result["notebook_output"] == "42 b parent"


def test_the_folder_of_the_notebook_is_where_it_runs_and_imports_from(
    notebooks: Notebooks,
) -> None:
    (notebooks.folder / "helper.py").write_text("VALUE = 1\ndef plus(x):\n    return x + VALUE\n")
    cells = (
        "import os, helper\nprint(os.getcwd(), helper.VALUE)",
        "from pyspark.sql.functions import udf\nprint(__name__)",
        "print(spark.range(2).select(udf(helper.plus, 'long')('id').alias('n')).collect())",
        "print(spark.range(2).select(udf(lambda x: helper.plus(x) * 10, 'long')('id')).collect())",
    )
    notebooks.run(*cells)
    assert f"{notebooks.folder} 1\n__main__\n[Row(n=1), Row(n=2)]" in notebooks.log
    # Every task imports a module again.
    (notebooks.folder / "helper.py").write_text("VALUE = 2\ndef plus(x):\n    return x + VALUE\n")
    notebooks.run(cells[0])
    assert f"{notebooks.folder} 2\n" in notebooks.log
    assert not list(notebooks.folder.glob("**/__pycache__"))


def test_files(notebooks: Notebooks, cluster: ClusterProcess) -> None:
    notebooks.run(
        "base = '/Volumes/spark_catalog/bronze/files'\n"
        "dbutils.fs.mkdirs(f'{base}/a')\n"
        "dbutils.fs.put(f'{base}/a/x.txt', 'héllo')\n"
        "dbutils.fs.cp(f'{base}/a', f'dbfs:{base}/b', recurse=True)\n"
        "dbutils.fs.mv(f'{base}/b/x.txt', f'{base}/b/y.txt')\n"
        "print(dbutils.fs.head(f'{base}/b/y.txt'), end=' ')\n"
        "print([(f.path, f.size) for f in dbutils.fs.ls(base)])\n"
        "dbutils.fs.rm(f'{base}/a', recurse=True)\n"
        "try:\n    dbutils.fs.put(f'{base}/b/y.txt', 'again')\n"
        "except Exception as error:\n    print('refused')\n"
    )
    assert notebooks.log == (
        "héllo [('dbfs:/Volumes/spark_catalog/bronze/files/a/', 0),"
        " ('dbfs:/Volumes/spark_catalog/bronze/files/b/', 0)]\nrefused\n"
    )
    folder = cluster.home / "volumes/spark_catalog/bronze/files"
    assert [file.name for file in folder.rglob("*.txt")] == ["y.txt"]


def test_the_user_and_the_settings_are_the_tasks(notebooks: Notebooks) -> None:
    query = "select current_user() as u, is_account_group_member('analysts') as a"
    cell = (
        f"print(tuple(spark.sql(\"{query}\").first()), end=' ')\n"
        "print(spark.conf.get('spark.sql.shuffle.partitions'))\n"
        "from pyspark.sql import SparkSession\nassert SparkSession.builder.getOrCreate() is spark"
    )
    notebooks.run(
        cell,
        principal=BOB,
        spark_conf={"spark.sql.shuffle.partitions": "3", "spark.executor.memory": "1g"},
    )
    assert notebooks.log == "('bob@example.com', True) 3\n"
    notebooks.run(cell)
    assert notebooks.log == "('ann@example.com', False) 2\n"


def test_several_notebooks_have_foreach_batch_at_once(notebooks: Notebooks) -> None:
    volume = "/Volumes/spark_catalog/bronze/many"
    notebooks.run(f"for n in range(6): dbutils.fs.put(f'{volume}/{{n}}.txt', str(n))")
    cells = (
        "import time\nseen = []\ndef write(rows, batch):\n    time.sleep(0.3)\n"
        "    seen.append([row.value for row in rows.collect()])",
        "(spark.readStream.format('cloudFiles').option('cloudFiles.format', 'text')"
        f".option('cloudFiles.maxFilesPerTrigger', 2).load('{volume}')"
        ".writeStream.foreachBatch(write).trigger(availableNow=True)"
        ".option('checkpointLocation', f\"/Volumes/spark_catalog/bronze/state-"
        "{dbutils.widgets.get('n')}\").start().awaitTermination())",
        "dbutils.notebook.exit(str(sorted(sum(seen, []))) + str(len(seen)))",
    )
    sent = [notebooks.send(*cells, name=f"n{n}.py", parameters={"n": str(n)}) for n in range(3)]
    outputs = [notebooks.cluster.reply(identifier)["notebook_output"] for identifier in sent]
    assert outputs == ["['0', '1', '2', '3', '4', '5']3"] * 3


def test_streams_end_with_their_notebook(notebooks: Notebooks) -> None:
    notebooks.run(
        "query = spark.readStream.format('rate').load().writeStream.format('noop')"
        ".option('checkpointLocation', '/Volumes/spark_catalog/bronze/rate').start()\n"
        "dbutils.notebook.exit(str(query.isActive))"
    )
    time.sleep(1)
    started = time.monotonic()
    # Another stream of the same checkpoint would be refused while the first is active.
    result = notebooks.run(
        "query = spark.readStream.format('rate').load().writeStream.format('noop')"
        ".option('checkpointLocation', '/Volumes/spark_catalog/bronze/rate').start()\n"
        "dbutils.notebook.exit(str(query.isActive))"
    )
    assert result["notebook_output"] == "True"
    assert time.monotonic() - started < 30


def test_cancel_kills_the_process_and_its_jobs(notebooks: Notebooks) -> None:
    sent = notebooks.send("print('begun')\nspark.range(10**12).selectExpr('max(id)').collect()")
    notebooks.cluster.event("progress", task_run_id=notebooks.task_run_id)
    time.sleep(1)
    assert notebooks.cluster.call("cancel", id_to_cancel=notebooks.task_run_id)["cancelled"]
    with pytest.raises(ClusterError) as failed:
        notebooks.cluster.reply(sent, timeout=20)
    assert failed.value.code == "CANCELED"
    started = time.monotonic()
    assert notebooks.cluster.rows("select count(*) from range(1000)") == [["1000"]]
    assert time.monotonic() - started < 15


def test_a_process_that_dies_is_an_error(notebooks: Notebooks) -> None:
    with pytest.raises(ClusterError, match=r"ended unexpectedly \(exit code 3\)"):
        notebooks.run("import os\nos._exit(3)")
    with pytest.raises(ClusterError, match=r"ended unexpectedly \(signal SIGSEGV\)"):
        notebooks.run("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")


def test_a_long_output_is_cut(notebooks: Notebooks) -> None:
    result = notebooks.run("dbutils.notebook.exit('x' * (6 * 1024 * 1024))")
    assert (len(result["notebook_output"]), result["truncated"]) == (5 * 1024 * 1024, True)


def test_what_java_prints_goes_to_the_clusters_log_not_to_the_protocol(
    notebooks: Notebooks,
) -> None:
    notebooks.run("spark._jvm.java.lang.System.out.println('printed by ' + 'Java')")
    deadline = time.monotonic() + 5
    while "printed by Java" not in notebooks.cluster.log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert notebooks.cluster.call("ping")


def _wheel(folder: Path) -> Path:
    """A wheel of the package `greet`: an archive with its files and its metadata."""
    path = folder / "greet-0.1-py3-none-any.whl"
    metadata = "greet-0.1.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "greet/__init__.py",
            "import sys\ndef hello():\n    print('hello', *sys.argv[1:])\n"
            "def leave():\n    sys.exit(int(sys.argv[1]))\n",
        )
        archive.writestr(
            f"{metadata}/METADATA", "Metadata-Version: 2.1\nName: greet\nVersion: 0.1\n"
        )
        archive.writestr(f"{metadata}/entry_points.txt", "[packages]\nmain = greet:hello\n")
    return path


def _program(notebooks: Notebooks, **fields: Any) -> dict[str, Any]:
    packages = str(notebooks.folder / "packages")
    return {"argv": [], "wheels": [], "packages_path": packages, **fields}


class _Secrets(BaseHTTPRequestHandler):
    """The Secrets API with one secret."""

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        answers = {
            "/api/2.0/secrets/scopes/list": {"scopes": [{"name": "s"}]},
            "/api/2.0/secrets/list": {"secrets": [{"key": "k"}]},
            "/.well-known/databricks-config": {"oidc_endpoint": "", "workspace_id": "1"},
        }
        body: dict[str, Any] = answers.get(path.path, {})
        status = 200
        if path.path == "/api/2.0/secrets/get":
            if parse_qs(path.query) == {"scope": ["s"], "key": ["k"]}:
                body = {"key": "k", "value": "cMOkc3M="}
            else:
                status = 404
                body = {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no"}
        elif not body:
            status = 404
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def secrets() -> Iterator[dict[str, Any]]:
    """The principal of a workspace with secrets."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Secrets)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {**ANN, "host": f"http://127.0.0.1:{server.server_port}", "token": "t"}
    server.shutdown()
    server.server_close()


def test_secrets_are_those_of_the_workspace(notebooks: Notebooks, secrets: dict[str, Any]) -> None:
    notebooks.run(
        "print(dbutils.secrets.get('s', 'k'), dbutils.secrets.getBytes('s', 'k'))\n"
        "print(dbutils.secrets.listScopes()[0].name, dbutils.secrets.list('s')[0].key)",
        principal=secrets,
    )
    assert notebooks.log == "päss b'p\\xc3\\xa4ss'\ns k\n"
    with pytest.raises(ClusterError, match="Secret does not exist with scope: s and key: z"):
        notebooks.run("dbutils.secrets.get('s', 'z')", principal=secrets)


def test_modules_have_the_globals_of_the_notebook(notebooks: Notebooks) -> None:
    (notebooks.folder / "of_runtime.py").write_text(
        "from databricks.sdk.runtime import dbutils, spark\n"
        "def rows():\n    return spark.range(int(dbutils.widgets.get('n'))).count()\n"
    )
    result = notebooks.run(
        "import of_runtime\nfrom databricks.sdk.runtime import dbutils as of_sdk\n"
        "of_sdk.jobs.taskValues.set(key='rows', value=of_runtime.rows())",
        parameters={"n": "4"},
    )
    assert result["task_values"] == {"rows": 4}


def _requiring(folder: Path, *requires: str) -> str:
    """A wheel without code that requires other packages."""
    path = folder / "needs-1.0-py3-none-any.whl"
    lines = "".join(f"Requires-Dist: {one}\n" for one in requires)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("needs.py", "")
        archive.writestr(
            "needs-1.0.dist-info/METADATA",
            f"Metadata-Version: 2.1\nName: needs\nVersion: 1.0\n{lines}",
        )
    return str(path)


def test_packages_of_the_project_satisfy_requirements(notebooks: Notebooks) -> None:
    wheels = [_requiring(notebooks.folder, "greet>=0.1", 'absent; extra == "x"')]
    wheels.append(str(_wheel(notebooks.folder)))
    program = _program(notebooks, wheels=wheels, requirements=["pyspark>=4"])
    notebooks.run("import greet, needs, pyspark\nprint(pyspark.__version__)", program=program)
    assert notebooks.log == "4.2.0\n"
    assert not (notebooks.folder / "packages" / "pyspark").exists()


@pytest.mark.parametrize("requirement", ["pyspark==1.0.0", "lakehouse no package"])
def test_what_cannot_be_installed_is_said(notebooks: Notebooks, requirement: str) -> None:
    program = _program(notebooks, requirements=[requirement])
    with pytest.raises(ClusterError, match="Library installation failed: "):
        notebooks.run("print(1)", program=program)


def test_a_script_has_arguments_and_the_packages_of_wheels(notebooks: Notebooks) -> None:
    script = notebooks.folder / "script.py"
    script.write_text(
        "import sys\nfrom pyspark.sql import SparkSession\nimport greet\n"
        "def main():\n    spark = SparkSession.builder.getOrCreate()\n"
        "    print(sys.argv[1:], spark.range(3).count(), greet.__name__)\n"
        "if __name__ == '__main__':\n    main()\n    sys.exit(0)\n"
    )
    wheel = str(_wheel(notebooks.folder))
    program = _program(notebooks, argv=["--n", "1"], wheels=[wheel])
    result = notebooks.run(source_path=str(script), program=program)
    assert result["notebook_output"] is None
    assert notebooks.log == "['--n', '1'] 3 greet\n"


@pytest.mark.parametrize("name", ["main", "hello"])
def test_a_wheel_runs_the_entry_point_or_the_function_of_its_name(
    notebooks: Notebooks, name: str
) -> None:
    program = _program(
        notebooks,
        argv=["ann"],
        wheels=[str(_wheel(notebooks.folder))],
        entry_point={"package": "greet", "name": name},
    )
    notebooks.run(program=program)
    assert notebooks.log == "hello ann\n"


@pytest.mark.parametrize(
    ("argv", "entry_point", "message"),
    [
        ([], {"package": "absent", "name": "main"}, "Package absent: not in the libraries"),
        ([], {"package": "greet", "name": "nope"}, "Package greet: has no entry point nope"),
        (["3"], {"package": "greet", "name": "leave"}, "3"),
    ],
)
def test_a_wheel_task_fails_with_its_entry_point(
    notebooks: Notebooks, argv: list[str], entry_point: dict[str, str], message: str
) -> None:
    wheels = [str(_wheel(notebooks.folder))]
    program = _program(notebooks, argv=argv, wheels=wheels, entry_point=entry_point)
    with pytest.raises(ClusterError, match=message):
        notebooks.run(program=program)
