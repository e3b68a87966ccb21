"""The request of the cluster to the API before a statement runs, and the effect of the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ..cluster_process import ANN, ClusterError, ClusterProcess

Event = dict[str, Any]
DENIED = {"error_code": "INSUFFICIENT_PERMISSIONS", "message": "no", "sql_state": "42501"}


class Asked:
    """The questions of the cluster so far; each is answered by the first answer that fits."""

    def __init__(self, cluster: ClusterProcess) -> None:
        self.events: list[Event] = []
        self._answers: list[tuple[str, Event]] = []
        cluster.decide = self._decide

    def answer(self, text: str, **answer: Any) -> None:
        """Answer statements that hold a text; all others may run."""
        self._answers.append((text, answer))

    def requirements(self, at: int = -1) -> set[str]:
        return names(self.events[at]["access"]["requirements"])

    def _decide(self, event: Event) -> Event:
        self.events.append(event)
        fitting = (answer for text, answer in self._answers if text in event["statement"])
        return next(fitting, {})


def names(requirements: list[Event]) -> set[str]:
    """Requirements but the way to the objects: `SELECT silver.t`."""
    return {
        f"{asked['privilege']} {asked['full_name'].removeprefix('spark_catalog.')}"
        for asked in requirements
        if asked["privilege"] not in ("USE_CATALOG", "USE_SCHEMA")
    }


@pytest.fixture(scope="module")
def gate(cluster: ClusterProcess) -> None:
    """A table, a view of it and a function of the view."""
    for statement in (
        "create or replace table silver.gate (a int) using delta",
        "create or replace view silver.gate_view as select a from silver.gate",
        "create or replace function silver.gate_function () returns int"
        " return (select max(a) from silver.gate_view)",
    ):
        cluster.sql(statement)


@pytest.fixture
def asked(cluster: ClusterProcess, gate: None) -> Iterator[Asked]:
    yield Asked(cluster)
    cluster.decide = lambda event: {}


@pytest.fixture
def run_file(cluster: ClusterProcess) -> Callable[[str], Any]:
    """Runs a SQL file as Ann."""

    def run(text: str, **parameters: str) -> Any:
        source = cluster.home / f"g{time.monotonic_ns()}.sql"
        source.write_text(text)
        return cluster.call(
            "run_sql_file",
            task_run_id=source.stem,
            source_path=str(source),
            parameters=parameters,
            principal=ANN,
            log_path=str(source.with_suffix(".log")),
        )

    return run


def test_a_statement_is_asked_for_with_all_that_it_reaches(
    cluster: ClusterProcess, asked: Asked
) -> None:
    rows = cluster.rows("select *, silver.gate_function() from gate_view", schema="silver")
    assert rows == []
    [event] = asked.events
    assert event["principal"] == "ann@example.com"
    assert event["statement_id"].startswith("s")
    access = event["access"]
    assert names(access["requirements"]) == {
        "SELECT silver.gate_view",
        "EXECUTE silver.gate_function",
    }
    definitions = {
        of: names(definition["requirements"]) for of, definition in access["definitions"].items()
    }
    assert definitions == {
        "table spark_catalog.silver.gate_view": {"SELECT silver.gate"},
        "function spark_catalog.silver.gate_function": {"SELECT silver.gate_view"},
    }
    assert access["absent"] == []
    ended = cluster.event("statement_ended", decision_id=event["decision_id"])
    assert ended["succeeded"] is True
    assert 0 < ended["milliseconds"] < 5000


def test_what_is_refused_does_not_run(cluster: ClusterProcess, asked: Asked) -> None:
    asked.answer("drop", error=DENIED)
    with pytest.raises(ClusterError, match="no") as failed:
        cluster.sql("drop table silver.gate")
    assert failed.value.error == DENIED
    assert cluster.rows("select * from silver.gate") == []
    assert not [
        event
        for event in cluster.events
        if event["event"] == "statement_ended"
        and event["decision_id"] == asked.events[0]["decision_id"]
    ]


def test_a_failure_is_told_too(cluster: ClusterProcess, asked: Asked) -> None:
    with pytest.raises(ClusterError, match="DIVIDE_BY_ZERO"):
        cluster.sql("select 1 / 0")
    decision_id = asked.events[0]["decision_id"]
    assert cluster.event("statement_ended", decision_id=decision_id)["succeeded"] is False


def test_what_the_catalog_answers_the_engine_is_not_asked(
    cluster: ClusterProcess, asked: Asked
) -> None:
    answer = {"columns": [], "rows": [["x"]], "truncated": False}
    asked.answer("grant", result=answer)
    asked.answer("owner", result=answer)
    grant = "grant select, use schema on schema silver to `data engineers`"
    assert cluster.sql(grant) == answer
    assert asked.events[0]["access"]["command"] == {
        "action": "grant",
        "securable": {"securable_type": "schema", "full_name": "spark_catalog.silver"},
        "principal": "data engineers",
        "privileges": ["SELECT", "USE_SCHEMA"],
    }
    cluster.sql("alter table silver.gate set owner to `bob@example.com`")
    command = asked.events[1]["access"]["command"]
    assert (command["action"], command["principal"]) == ("set_owner", "bob@example.com")


@pytest.mark.parametrize(
    ("statement", "visible", "shown"),
    [
        ("show tables in silver", ["gate"], ["gate"]),
        ("show views in silver", ["gate"], []),
        ("show schemas", ["bronze"], ["bronze"]),
        ("show user functions in silver", ["gate_function"], ["gate_function"]),
        ("show user functions in silver", [], []),
        ("show catalogs", [], []),
    ],
)
def test_lists_show_what_is_visible(
    cluster: ClusterProcess, asked: Asked, statement: str, visible: list[str], shown: list[str]
) -> None:
    everything = [name for row in cluster.rows(statement) for name in row]
    asked.answer("show", visible=visible)
    seen = [name.rpartition(".")[2] for row in cluster.rows(statement) for name in row[-2:]]
    assert [name for name in seen if name in visible] == shown
    assert len(seen) < len(everything) or shown


def test_what_was_seen_is_forgotten_when_the_catalog_changes(
    cluster: ClusterProcess, asked: Asked
) -> None:
    def reached() -> set[str]:
        cluster.rows("select * from silver.seen_view")
        definitions = asked.events[-1]["access"]["definitions"]
        return names(definitions["table spark_catalog.silver.seen_view"]["requirements"])

    cluster.sql("create view silver.seen_view as select a from silver.gate")
    assert reached() == {"SELECT silver.gate"}
    cluster.sql("create or replace table silver.gate_other (a int)")
    cluster.sql("create or replace view silver.seen_view as select * from silver.gate_other")
    assert reached() == {"SELECT silver.gate_other"}
    cluster.sql("drop view silver.seen_view")
    with pytest.raises(ClusterError, match="TABLE_OR_VIEW_NOT_FOUND"):
        cluster.rows("select * from silver.seen_view")
    assert asked.events[-1]["access"]["absent"] == [
        {"securable_type": "table", "full_name": "spark_catalog.silver.seen_view"}
    ]


def test_each_statement_of_a_file_is_asked_for(asked: Asked, run_file: Callable[..., Any]) -> None:
    asked.answer("gate_view", error=DENIED)
    with pytest.raises(ClusterError, match="no"):
        run_file("use schema silver;\nselect * from gate;\nselect * from gate_view;\nselect 3;")
    assert [event["statement"] for event in asked.events] == [
        "use schema silver",
        "select * from gate",
        "select * from gate_view",
    ]
    assert asked.requirements(1) == {"SELECT silver.gate"}
    assert asked.events[0]["task_run_id"].startswith("g")


class TestExecuteImmediate:
    def test_the_text_is_a_statement_of_the_caller(
        self, asked: Asked, run_file: Callable[..., Any]
    ) -> None:
        answer = run_file(
            "-- why\nexecute immediate format_string('select a from %s', :name) -- so\n;",
            name="silver.gate",
        )
        assert [column["name"] for column in answer["columns"]] == ["a"]
        assert asked.events[1]["statement"] == "select a from silver.gate"
        assert asked.requirements() == {"SELECT silver.gate"}

    def test_the_text_may_be_read_only_by_who_may_read_it(
        self, cluster: ClusterProcess, asked: Asked
    ) -> None:
        asked.answer("gate", error=DENIED)
        with pytest.raises(ClusterError, match="no"):
            cluster.sql("execute immediate (select 'drop table t' from silver.gate)")
        assert asked.requirements() == {"SELECT silver.gate"}

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("'execute immediate ''select 1'''", "UNSUPPORTED_FEATURE"),
            ("cast(null as string)", "NULL_QUERY_STRING_EXECUTE_IMMEDIATE"),
            ("'select 1; select 2'", "UNSUPPORTED_FEATURE"),
            ("'select ?' using 1", "PARSE_SYNTAX_ERROR"),
        ],
    )
    def test_refused(self, cluster: ClusterProcess, text: str, code: str) -> None:
        with pytest.raises(ClusterError) as failed:
            cluster.sql(f"execute immediate {text}")
        assert failed.value.code == code


@pytest.mark.parametrize(
    ("statement", "code", "text"),
    [
        ("add jar '/x.jar'", "UNSUPPORTED_FEATURE", "ADD is refused: it would load code"),
        ("selec 1", "PARSE_SYNTAX_ERROR", "Syntax error at or near 'selec'"),
        ("select * from parquet.`/etc/x`", "UNSUPPORTED_FEATURE", "only paths /Volumes/"),
    ],
)
def test_what_cannot_be_understood_is_refused_unasked(
    cluster: ClusterProcess, asked: Asked, statement: str, code: str, text: str
) -> None:
    with pytest.raises(ClusterError) as failed:
        cluster.sql(statement)
    assert failed.value.code == code
    assert text in str(failed.value)
    assert len(failed.value.error["sql_state"]) == 5
    assert asked.events == []


def test_an_answer_to_nothing(cluster: ClusterProcess) -> None:
    with pytest.raises(ClusterError, match="nothing was asked with the id 0"):
        cluster.call("decide", decision_id=0)
