"""The command `spark-pipelines` with the platform's meaning of `@table`.

On the platform `@table` makes a materialized view of a batch query, as sources of the vendor's own
templates have it (databricks/cli, template default-python). Open-source Spark refuses it.
"""

from __future__ import annotations

from typing import Any

from pyspark.pipelines import cli
from pyspark.pipelines.flow import Flow
from pyspark.pipelines.output import MaterializedView, StreamingTable
from pyspark.pipelines.spark_connect_graph_element_registry import (
    SparkConnectGraphElementRegistry,
    add_pipeline_analysis_context,
)
from pyspark.sql.connect.proto import Relation


def is_streaming(relation: Any) -> bool:
    """True for a plan that reads a stream anywhere."""
    if isinstance(relation, Relation) and relation.HasField("read") and relation.read.is_streaming:
        return True
    return any(is_streaming(part) for _, value in relation.ListFields() for part in _parts(value))


def _parts(value: Any) -> list[Any]:
    """The messages of a field: one, those of a list, or those of the values of a map."""
    if hasattr(value, "ListFields"):
        return [value]
    values = value.values() if hasattr(value, "values") else value
    is_list = not isinstance(value, (str, bytes)) and hasattr(value, "__iter__")
    return [one for one in values if hasattr(one, "ListFields")] if is_list else []


class Registry:
    """Registers the output of `@table` together with its query, which decides on its type."""

    def __init__(self) -> None:
        self._register_output = SparkConnectGraphElementRegistry.register_output
        self._register_flow = SparkConnectGraphElementRegistry.register_flow
        self._waiting: tuple[Any, StreamingTable] | None = None

    def output(self, registry: Any, output: Any) -> None:
        self.flush()
        if isinstance(output, StreamingTable):
            self._waiting = (registry, output)
        else:
            self._register_output(registry, output)

    def flow(self, registry: Any, flow: Flow) -> None:
        waiting = self._waiting
        if waiting is None or waiting[1].name != flow.name or flow.target != flow.name:
            self.flush()
            self._register_flow(registry, flow)
            return
        with add_pipeline_analysis_context(
            spark=registry._spark,
            dataflow_graph_id=registry._dataflow_graph_id,
            flow_name=flow.name,
        ):
            rows = flow.func()
        if not is_streaming(rows._plan.plan(registry._client)):
            self._waiting = (registry, MaterializedView(**vars(waiting[1])))
        self.flush()
        fields = {**vars(flow), "func": lambda: rows}
        self._register_flow(registry, Flow(**fields))

    def flush(self) -> None:
        """Registers an output that waits for its query."""
        if self._waiting is None:
            return
        registry, output = self._waiting
        self._waiting = None
        self._register_output(registry, output)


def main() -> None:
    registry = Registry()
    graph: Any = SparkConnectGraphElementRegistry
    graph.register_output = lambda self, output: registry.output(self, output)
    graph.register_flow = lambda self, flow: registry.flow(self, flow)
    register_definitions = cli.register_definitions

    def register_all(*arguments: Any) -> None:
        register_definitions(*arguments)
        registry.flush()

    cli.register_definitions = register_all
    cli.main()


if __name__ == "__main__":
    main()
