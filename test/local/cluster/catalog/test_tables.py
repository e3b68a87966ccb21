"""Tables, views and schemas, as the provider defines and reads them."""

from __future__ import annotations

from typing import Any

import pytest

from ..cluster_process import ClusterError, ClusterProcess


class TestTables:
    DEFINITION = (
        "CREATE TABLE `spark_catalog`.`silver`.`{}` (`id` bigint NOT NULL COMMENT 'the id',"
        " at timestamp COMMENT 'it''s', who STRUCT<name: STRING>) USING DELTA CLUSTER BY (id, at)"
        " COMMENT 'a table' TBLPROPERTIES ('delta.enableChangeDataFeed'='true',"
        " 'delta.logRetentionDuration'='interval 30 days')"
    )

    def describe(self, cluster: ClusterProcess, name: str) -> Any:
        return cluster.call("describe_table", full_name=f"spark_catalog.silver.{name}")

    def test_a_table_as_the_provider_defines_and_changes_it(self, cluster: ClusterProcess) -> None:
        cluster.sql(self.DEFINITION.format("t"))
        seen = self.describe(cluster, "t")
        assert seen["table_type"] == "MANAGED"
        assert seen["data_source_format"] == "DELTA"
        assert seen["comment"] == "a table"
        assert seen["clustering_columns"] == ["id", "at"]
        assert seen["view_definition"] is None
        assert seen["storage_location"] == f"file:{cluster.home}/warehouse/silver.db/t"
        assert seen["properties"]["delta.enableChangeDataFeed"] == "true"
        assert not {"provider", "location", "owner", "clusteringColumns"} & set(seen["properties"])
        first, _, who = seen["columns"]
        assert first == {
            "name": "id",
            "position": 0,
            "type_text": "bigint",
            "type_name": "LONG",
            "type_json": '{"name":"id","type":"long","nullable":false,'
            '"metadata":{"comment":"the id"}}',
            "nullable": False,
            "comment": "the id",
        }
        assert (who["type_text"], who["type_name"]) == ("struct<name:string>", "STRUCT")
        for change in (
            "ALTER TABLE spark_catalog.silver.t CLUSTER BY (id)",
            "ALTER TABLE spark_catalog.silver.t SET TBLPROPERTIES ('team'='x')",
            "ALTER TABLE spark_catalog.silver.t ADD COLUMN `more` string COMMENT 'm' AFTER id",
            "COMMENT ON TABLE spark_catalog.silver.t IS 'another'",
            "ALTER TABLE spark_catalog.silver.t ALTER COLUMN at COMMENT 'when'",
        ):
            cluster.sql(change)
        seen = self.describe(cluster, "t")
        assert [column["name"] for column in seen["columns"]] == ["id", "more", "at", "who"]
        assert [column["comment"] for column in seen["columns"]] == ["the id", "m", "when", None]
        assert seen["clustering_columns"] == ["id"]
        assert (seen["comment"], seen["properties"]["team"]) == ("another", "x")
        with pytest.raises(ClusterError, match="NOT NULL") as failed:
            cluster.sql("insert into silver.t (id) values (null)")
        assert failed.value.code == "DELTA_NOT_NULL_CONSTRAINT_VIOLATED"

    def test_a_view(self, cluster: ClusterProcess) -> None:
        cluster.sql(
            "CREATE VIEW spark_catalog.silver.v (a COMMENT 'c') COMMENT 'a view' AS SELECT 1 AS b"
        )
        cluster.sql("ALTER VIEW spark_catalog.silver.v AS SELECT 2L AS a")
        seen = self.describe(cluster, "v")
        assert (seen["table_type"], seen["view_definition"]) == ("VIEW", "SELECT 2L AS a")
        assert seen["comment"] == "a view"
        assert [column["type_text"] for column in seen["columns"]] == ["bigint"]

    def test_what_is_not_there(self, cluster: ClusterProcess) -> None:
        with pytest.raises(ClusterError) as failed:
            self.describe(cluster, "nope")
        assert failed.value.code == "TABLE_OR_VIEW_NOT_FOUND"
        with pytest.raises(ClusterError, match=r"catalog\.schema\.name, got silver\.t"):
            cluster.call("describe_table", full_name="silver.t")
        with pytest.raises(ClusterError) as failed:
            cluster.call("list_tables", catalog="spark_catalog", schema="nope")
        assert failed.value.code == "SCHEMA_NOT_FOUND"
        with pytest.raises(ClusterError) as failed:
            cluster.call("create_schema", catalog="other", schema="x")
        assert failed.value.code == "NO_SUCH_CATALOG_EXCEPTION"

    def test_schemas_and_their_tables(self, cluster: ClusterProcess) -> None:
        cluster.call("create_schema", catalog="spark_catalog", schema="s1", comment="it's")
        cluster.sql("create table s1.t (a int)")
        cluster.sql("create view s1.v as select 1 as one")
        listed = cluster.call("list_tables", catalog="spark_catalog", schema="s1")["tables"]
        assert sorted((t["name"], t["table_type"]) for t in listed) == [
            ("t", "MANAGED"),
            ("v", "VIEW"),
        ]
        with pytest.raises(ClusterError, match="SCHEMA_NOT_EMPTY|not empty"):
            cluster.call("drop_schema", catalog="spark_catalog", schema="s1")
        cluster.call("drop_schema", catalog="spark_catalog", schema="s1", cascade=True)
        assert ["s1"] not in cluster.rows("show schemas")
