"""Each worker of `make test` takes the files that suit what it has started."""

from __future__ import annotations

from .scheduling import kind_of, next_file

END_TO_END = "test/end-to-end/test_audit.py"
API = "test/local/api/services/jobs/test_jobs.py"
SPARK = "test/notebooks/ingest/test_landing.py"
SLOW = "test/notebooks/ingest/test_any_order.py"
SESSION = "test/local/cluster/spark/test_session.py"
ALONE = "test/end-to-end/test_promotion.py"


def test_the_first_worker_takes_the_workspace_and_the_second_the_slowest_spark_file():
    waiting = [END_TO_END, API, ALONE, SPARK, SLOW]
    assert next_file(waiting, taken=[], others=[]) == END_TO_END
    assert next_file(waiting[1:], taken=[], others=[END_TO_END]) == SLOW


def test_the_workspace_is_used_up_before_a_spark_session_is_started():
    assert next_file([SPARK, ALONE, API], taken=[END_TO_END], others=[SLOW]) == API
    assert next_file([SPARK, ALONE], taken=[END_TO_END], others=[SLOW]) == ALONE
    assert next_file([SPARK], taken=[END_TO_END], others=[SLOW]) == SPARK


def test_no_second_workspace_is_deployed_while_the_first_worker_is_alive():
    assert next_file([API], taken=[SLOW], others=[END_TO_END]) is None
    assert next_file([API, ALONE], taken=[SLOW], others=[END_TO_END]) == ALONE
    assert next_file([API], taken=[SLOW], others=[]) == API


def test_files_that_test_the_spark_session_begin():
    assert next_file([SPARK, SLOW, SESSION], taken=[], others=[END_TO_END]) == SESSION
    assert next_file([SPARK, SLOW], taken=[SESSION], others=[END_TO_END]) == SLOW


def test_a_file_that_asks_spark_is_not_self_contained():
    folder = "test/local/cluster/access"
    assert kind_of(f"{folder}/test_engine_agreement.py") == "spark"
    assert kind_of(f"{folder}/test_statements.py") == "self-contained"
