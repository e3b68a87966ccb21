"""SQL files: statements of one session, the log and the errors."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ..cluster_process import ANN, ClusterError, ClusterProcess


class TestSqlFiles:
    def run(self, cluster: ClusterProcess, text: str, **parameters: str) -> Any:
        source = cluster.home / f"f{time.monotonic_ns()}.sql"
        source.write_text(text)
        self.log = source.with_suffix(".log")
        return cluster.call(
            "run_sql_file",
            task_run_id=source.stem,
            source_path=str(source),
            parameters=parameters,
            principal=ANN,
            schema="silver",
            log_path=str(self.log),
        )

    def test_statements_share_a_session_and_the_last_one_is_the_result(
        self, cluster: ClusterProcess
    ) -> None:
        answer = self.run(
            cluster,
            "-- one; two\nuse catalog identifier(:catalog);\n"
            "create or replace table f (a string);\n"
            "insert into identifier(:catalog || '.silver.f') values (';'), ('--'), (:x);\n"
            "/* ; */ use schema bronze;\n"
            "select a from silver.f order by a;\n;\n",
            catalog="spark_catalog",
            x="it's",
        )
        assert answer["rows"] == [["--"], [";"], ["it's"]]
        log = self.log.read_text()
        assert "statement 5 of 5: select a from silver.f order by a" in log
        assert "it's" in log

    def test_a_compound_statement_is_one_and_is_refused(self, cluster: ClusterProcess) -> None:
        with pytest.raises(ClusterError, match="send them one by one") as failed:
            self.run(cluster, "begin declare n int default 1; select n; end;")
        assert failed.value.code == "UNSUPPORTED_FEATURE"

    def test_the_error_of_a_statement_is_in_the_log_too(self, cluster: ClusterProcess) -> None:
        with pytest.raises(ClusterError) as failed:
            self.run(cluster, "select 1;\nselect * from nope;\nselect 2")
        assert failed.value.code == "TABLE_OR_VIEW_NOT_FOUND"
        assert "TABLE_OR_VIEW_NOT_FOUND" in self.log.read_text()
        assert "statement 3" not in self.log.read_text()

    def test_a_file_without_a_statement_and_a_file_that_is_not_there(
        self, cluster: ClusterProcess
    ) -> None:
        with pytest.raises(ClusterError, match="has no statement"):
            self.run(cluster, "-- nothing\n")
        with pytest.raises(ClusterError, match="cannot read the SQL file"):
            cluster.call(
                "run_sql_file",
                task_run_id="gone",
                source_path=str(cluster.home / "gone.sql"),
                principal=ANN,
                log_path=str(cluster.home / "gone.log"),
            )
