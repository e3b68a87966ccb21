"""The type of the table that `@table` declares."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from cluster.pipelines import command
from pyspark.pipelines.flow import Flow
from pyspark.pipelines.output import MaterializedView, StreamingTable
from pyspark.sql.connect.proto import Relation


def plan(*, is_streaming: bool) -> Relation:
    """A join of two reads, one of them in question."""
    relation = Relation()
    relation.project.input.join.left.read.named_table.unparsed_identifier = "a"
    relation.project.input.join.right.read.named_table.unparsed_identifier = "b"
    relation.project.input.join.right.read.is_streaming = is_streaming
    return relation


@pytest.mark.parametrize("is_streaming", [True, False])
def test_a_plan_is_streaming_by_its_reads(is_streaming: bool) -> None:
    assert command.is_streaming(plan(is_streaming=is_streaming)) is is_streaming


class Recorded(command.Registry):
    """Records what is registered, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []
        self._register_output = lambda _registry, output: self.found.append(output)
        self._register_flow = lambda _registry, flow: self.found.append(flow)


def table(name: str) -> StreamingTable:
    return StreamingTable(
        name=name,
        comment="a comment",
        source_code_location=None,
        table_properties={"a": "b"},
        partition_cols=None,
        cluster_by=None,
        schema=None,
        format=None,
    )


def flow(name: str, target: str, *, is_streaming: bool) -> Flow:
    rows = SimpleNamespace(
        _plan=SimpleNamespace(plan=lambda _client: plan(is_streaming=is_streaming))
    )
    return Flow(
        name=name, target=target, spark_conf={}, source_code_location=None, func=lambda: rows
    )


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    from contextlib import nullcontext

    monkeypatch.setattr(command, "add_pipeline_analysis_context", lambda **_: nullcontext())
    return SimpleNamespace(_spark=None, _client=None, _dataflow_graph_id="g")


@pytest.mark.parametrize(
    ("is_streaming", "kind"), [(True, StreamingTable), (False, MaterializedView)]
)
def test_a_batch_query_makes_a_materialized_view(
    registry: Any, is_streaming: bool, kind: type
) -> None:
    recorded = Recorded()
    recorded.output(registry, table("t"))
    recorded.flow(registry, flow("t", "t", is_streaming=is_streaming))
    output, registered = recorded.found
    assert type(output) is kind
    assert (output.name, output.comment, output.table_properties) == ("t", "a comment", {"a": "b"})
    assert registered.name == "t"


def test_a_table_of_other_flows_stays_a_streaming_table(registry: Any) -> None:
    recorded = Recorded()
    recorded.output(registry, table("t"))
    recorded.flow(registry, flow("append", "t", is_streaming=False))
    recorded.output(registry, table("u"))
    recorded.flush()
    assert [type(one).__name__ for one in recorded.found] == [
        "StreamingTable",
        "Flow",
        "StreamingTable",
    ]
