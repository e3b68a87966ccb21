"""Cost queries over a few known records of the billing tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import Row, SparkSession

PROJECT = Path(__file__).resolve().parents[3]
TABLES = {
    "system.billing.usage": "billing_usage",
    "system.billing.list_prices": "billing_prices",
    "system.lakeflow.jobs": "lakeflow_jobs",
    "system.compute.warehouses": "compute_warehouses",
}
ESTIMATES = [
    {"kind": "job", "name": "ingest", "monthly_dbu": 100.0},
    {"kind": "job", "name": "nightly", "monthly_dbu": 5.0},
]


@pytest.fixture(scope="module", autouse=True)
def billing(spark: SparkSession) -> None:
    """As Databricks documents these tables, as far as the queries read them."""
    spark.sql(
        """
        select
            'w' as workspace_id, sku as sku_name, 'AWS' as cloud, 'DBU' as usage_unit,
            cast(date_sub(current_date(), days) as timestamp) as usage_start_time,
            date_sub(current_date(), days) as usage_date,
            cast(quantity as decimal(38, 18)) as usage_quantity,
            if(tag is null, map(), map('environment', tag)) as custom_tags,
            named_struct(
                'job_id', job, 'warehouse_id', warehouse, 'cluster_id', cast(null as string),
                'endpoint_name', cast(null as string)
            ) as usage_metadata,
            named_struct('run_as', 'ann@x.example') as identity_metadata,
            'JOBS' as billing_origin_product
        from values
            (1, 'JOBS', 20, 'prod', '7', null),
            (2, 'JOBS', 10, 'prod', '7', null),
            (2, 'JOBS', -2, 'prod', '7', null),
            (1, 'SQL', 8, 'prod', null, 'h'),
            (1, 'ODD', 1, 'prod', null, 'h'),
            (40, 'JOBS', 99, 'prod', '7', null),
            (1, 'JOBS', 99, 'dev', '7', null),
            (1, 'JOBS', 3, null, '8', null)
            as billed (days, sku, quantity, tag, job, warehouse)
        """
    ).createOrReplaceTempView("billing_usage")
    spark.sql(
        """
        select sku as sku_name, 'AWS' as cloud, 'DBU' as usage_unit, 'USD' as currency_code,
            named_struct('default', usd) as pricing,
            timestamp'2020-01-01' as price_start_time, ends as price_end_time
        from values
            ('JOBS', 9.0, timestamp'2021-01-01'),
            ('SQL', 0.7, cast(null as timestamp))
            as price (sku, usd, ends)
        union all
        select 'JOBS', 'AWS', 'DBU', 'USD', named_struct('default', 0.15),
            timestamp'2021-01-01', null
        """
    ).createOrReplaceTempView("billing_prices")
    spark.sql(
        """
        select 'w' as workspace_id, job_id, name, change_time from values
            ('7', 'old name', 1), ('7', 'ingest', 2), ('8', 'adhoc', 1)
            as job (job_id, name, change_time)
        """
    ).createOrReplaceTempView("lakeflow_jobs")
    spark.sql(
        """
        select 'w' as workspace_id, 'h' as warehouse_id, 'lakehouse' as warehouse_name,
            1 as change_time
        """
    ).createOrReplaceTempView("compute_warehouses")


def ask(spark: SparkSession, name: str, **more: str) -> list[Row]:
    text = (PROJECT / f"sql/cost/{name}.sql").read_text()
    for table, view in TABLES.items():
        text = text.replace(table, view)
    wanted: dict[str, Any] = {"days": "30", "environment": "prod", **more}
    used = {key: value for key, value in wanted.items() if f":{key}" in text}
    return spark.sql(text, args=used).collect()


def test_what_each_resource_was_billed(spark: SparkSession) -> None:
    rows = [
        (row.resource, row.sku_name, float(row.quantity), row.usd_at_list_price, row.days_billed)
        for row in ask(spark, "billed_by_resource")
    ]
    assert [row[:3] for row in rows] == [
        ("warehouse h", "ODD", 1.0),
        ("warehouse h", "SQL", 8.0),
        ("job 7", "JOBS", 28.0),
    ]
    # what has no price is not billed 0
    assert rows[0][3] is None
    assert [float(row[3]) for row in rows[1:]] == pytest.approx([5.6, 4.2])
    assert [row[4] for row in rows] == [1, 1, 2]


def test_what_the_estimate_missed(spark: SparkSession) -> None:
    rows = ask(spark, "estimate_against_billed", estimates=json.dumps(ESTIMATES))
    month = 365 / 12 / 30
    assert [(row.kind, row.name, row.estimated_monthly_dbu) for row in rows] == [
        ("job", "ingest", 100.0),
        ("warehouse", "lakehouse", None),
        ("job", "nightly", 5.0),
    ]
    billed = [float(row.billed_monthly_dbu or 0) for row in rows]
    assert billed == pytest.approx([28 * month, 9 * month, 0])
    assert float(rows[0].billed_to_estimated) == pytest.approx(0.28 * month)
    assert rows[2].billed_to_estimated is None
    assert len(ask(spark, "estimate_against_billed", estimates="[]")) == 2


def test_what_nobody_is_charged_for(spark: SparkSession) -> None:
    (row,) = ask(spark, "untagged_usage")
    assert (row.run_as, float(row.quantity)) == ("ann@x.example", 3.0)
