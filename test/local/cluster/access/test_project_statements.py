"""The statements that the project itself sends are all understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cluster.access import requirements
from cluster.sql.sql_text import split

PROJECT = Path(__file__).resolve().parents[4]
SQL_FILES = sorted((PROJECT / "sql").rglob("*.sql"))

Asks = Callable[[str], set[str]]

# as databricks_sql_table writes them
PROVIDER_STATEMENTS = {
    "CREATE TABLE `spark_catalog`.`silver`.`deals` (`deal_id` STRING NOT NULL COMMENT "
    "'the deal\\'s id; unique', `amount` DECIMAL(18,2), `tags` ARRAY<STRUCT<name: STRING>>)\n"
    "USING DELTA\nCLUSTER BY (`deal_id`,`amount`)\nCOMMENT 'one row per deal -- by id'\n"
    "TBLPROPERTIES ('delta.enableChangeDataFeed'='true', 'delta.x'='interval 30 days');": {
        "CREATE_TABLE silver"
    },
    "CREATE OR REPLACE TABLE `spark_catalog`.`silver`.`deals` (`a` INT);": {
        "CREATE_TABLE silver",
        "OWNER? silver.deals",
    },
    "CREATE VIEW `spark_catalog`.`gold`.`v` (`a` COMMENT 'x')\nCOMMENT 'y'\nAS select a from "
    "silver.deals;": {"CREATE_TABLE gold", "SELECT silver.deals"},
    "ALTER TABLE `spark_catalog`.`silver`.`deals` ADD COLUMN `b` STRING COMMENT 'x' AFTER a": {
        "MODIFY silver.deals"
    },
    "ALTER TABLE `spark_catalog`.`silver`.`deals` ADD COLUMN `b` STRING FIRST": {
        "MODIFY silver.deals"
    },
    "ALTER TABLE `spark_catalog`.`silver`.`deals` DROP COLUMN IF EXISTS (`a`, `b`)": {
        "MODIFY silver.deals"
    },
    "ALTER TABLE `spark_catalog`.`silver`.`deals` RENAME COLUMN `a` to `b`": {
        "OWNERSHIP silver.deals"
    },
    "ALTER TABLE `spark_catalog`.`silver`.`deals` ALTER COLUMN `a` COMMENT 'it\\'s'": {
        "MODIFY silver.deals"
    },
    "ALTER TABLE `spark_catalog`.`silver`.`deals` ALTER COLUMN `a` DROP NOT NULL": {
        "MODIFY silver.deals"
    },
    "ALTER TABLE `spark_catalog`.`silver`.`deals` CLUSTER BY (`a`,`b`)": {"OWNERSHIP silver.deals"},
    "ALTER TABLE `spark_catalog`.`silver`.`deals` SET TBLPROPERTIES ('delta.x'='y', 'a'='b')": {
        "MODIFY silver.deals"
    },
    "ALTER TABLE `spark_catalog`.`silver`.`deals` UNSET TBLPROPERTIES IF EXISTS ('a','b')": {
        "MODIFY silver.deals"
    },
    "ALTER VIEW `spark_catalog`.`gold`.`v` AS select 1": {"OWNER gold.v"},
    "COMMENT ON TABLE `spark_catalog`.`silver`.`deals` IS 'x'": {"MODIFY silver.deals"},
    "DROP TABLE `spark_catalog`.`silver`.`deals`": {"OWNER silver.deals"},
    "DROP VIEW `spark_catalog`.`gold`.`v`": {"OWNER gold.v"},
}


@pytest.mark.parametrize("statement", PROVIDER_STATEMENTS)
def test_what_the_provider_sends(asks: Asks, statement: str) -> None:
    assert asks(statement) == PROVIDER_STATEMENTS[statement]


@pytest.mark.parametrize("file", SQL_FILES, ids=lambda file: file.stem)
def test_sql_files_are_understood(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    parameters = dict.fromkeys(re.findall(r":(\w+)", text), "gold.x") | {"catalog": "spark_catalog"}
    for statement in split(text):
        # variables are for files of several statements, which run as jobs do
        if not statement.lower().startswith(("declare ", "set var", "execute immediate ")):
            access = requirements(
                statement, catalog="spark_catalog", schema="default", parameters=parameters
            )
            assert access.requirements or access.kind == "query"


def test_a_file_asks_what_it_reads_and_writes(asks: Asks) -> None:
    text = (PROJECT / "sql/monitoring/row_counts.sql").read_text(encoding="utf-8")
    asked = asks(text)
    assert {"SELECT bronze.conversations_raw", "SELECT gold.rep_monthly_scores"} <= asked
    merge = (PROJECT / "sql/silver/merge_deletions.sql").read_text(encoding="utf-8")
    assert asks(merge) == {
        "SELECT silver.deletions",
        "MODIFY silver.deletions",
        "SELECT silver.staged_deletions",
    }
