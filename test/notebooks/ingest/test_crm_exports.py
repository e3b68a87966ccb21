"""Exports of Salesforce and HubSpot: deals in CSV and reps in Parquet, from landing to silver."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lakehouse.runtime import contracts as module

from ...forms import LONG
from ..small_lakehouse import SmallLakehouse

TABLES = ("bronze.deals_raw", "bronze.reps_raw", "silver.deals", "silver.reps")
TABLES = (*TABLES, "silver.quarantine", "silver.deletions")

DEALS = {
    "salesforce": (
        "Id,Name,AccountId,OwnerId,Amount,CurrencyIsoCode,CloseDate,IsClosed,IsWon,IsDeleted,"
        "SystemModstamp\r\n"
        'd_won,"Acme, new",a1,r1,1250.50,EUR,2025-03-01,true,true,false,'
        "2025-03-02T08:30:00.000Z\r\n"
        "d_lost,Lost,a1,r1,,EUR,2025-03-01,true,false,false,2025-03-02T08:30:00.000+0000\r\n"
        "d_open,Open,a1,r1,10,EUR,2099-03-01,false,false,false,2025-03-02T08:30:00.000Z\r\n"
        "d_gone,Gone,a1,r1,10,EUR,2025-03-01,true,true,true,2025-03-03T08:30:00.000Z\r\n"
        "d_gone,Gone,a1,r1,10,EUR,2025-03-01,true,true,false,2025-03-02T08:30:00.000Z\r\n"
        "d_stage,No state,a1,r1,10,EUR,2025-03-01,,,false,2025-03-02T08:30:00.000Z\r\n"
        "d_time,No time,a1,r1,10,EUR,2025-03-01,true,true,false,\r\n"
    ),
    "hubspot": (
        "id,dealname,hubspot_owner_id,amount,deal_currency_code,closedate,hs_is_closed,"
        "hs_is_closed_won,archived,hs_lastmodifieddate\r\n"
        'd_won,"Acme, new",r1,1250.50,EUR,2025-03-01T00:00:00Z,true,true,false,'
        "2025-03-02T08:30:00Z\r\n"
        "d_lost,Lost,r1,,EUR,2025-03-01T00:00:00Z,true,false,false,2025-03-02T08:30:00Z\r\n"
        "d_open,Open,r1,10,EUR,2099-03-01T00:00:00Z,false,false,false,2025-03-02T08:30:00Z\r\n"
        "d_gone,Gone,r1,10,EUR,2025-03-01T00:00:00Z,true,true,true,2025-03-03T08:30:00Z\r\n"
        "d_gone,Gone,r1,10,EUR,2025-03-01T00:00:00Z,true,true,false,2025-03-02T08:30:00Z\r\n"
        "d_stage,No state,r1,10,EUR,2025-03-01T00:00:00Z,,,false,2025-03-02T08:30:00Z\r\n"
        "d_time,No time,r1,10,EUR,2025-03-01T00:00:00Z,true,true,false,\r\n"
    ),
}
REPS = {
    "salesforce": (
        "select 'r1' Id, 'Ann Lee' Name, 'ann@example.com' Email, 't1' UserRoleId,"
        " timestamp'2025-03-01 00:00:00Z' SystemModstamp, 'no field of the feed' Title"
    ),
    "hubspot": (
        "select 'r1' id, 'Ann' firstName, 'Lee' lastName, 'ann@example.com' email,"
        " false archived, '2025-03-01T00:00:00.000+00:00' updatedAt"
    ),
}


@pytest.mark.parametrize("crm", DEALS if LONG else ["salesforce"])
def test_an_export_reaches_silver_and_bronze_has_its_record(
    small: SmallLakehouse, crm_contracts_files: dict[str, Path], crm: str, tmp_path: Path
) -> None:
    small.contracts = module.load(crm_contracts_files[crm])
    small.start_again(*TABLES)
    small.land("deals/export.csv", DEALS[crm])
    small.spark.sql(REPS[crm]).coalesce(1).write.parquet((tmp_path / "reps").as_uri())
    (written,) = (tmp_path / "reps").glob("*.parquet")
    small.land("reps/export.parquet", written.read_bytes())
    for feed in ("reps", "deals"):
        small.ingest_feed(feed)

    deals: dict[str, Any] = {row["deal_id"]: row for row in small.rows("silver.deals")}
    assert {key: row["outcome"] for key, row in deals.items()} == {
        "d_won": "won",
        "d_lost": "lost",
        "d_open": "open",
    }
    won = deals["d_won"]
    assert (won["amount"], won["currency"], won["rep_id"]) == (Decimal("1250.50"), "EUR", "r1")
    assert won["closed_at"] == datetime(2025, 3, 1)
    # the expected day of an open deal is no time at which it closed
    assert deals["d_open"]["closed_at"] is None
    rejected = {error["rule"] for row in small.rows("silver.quarantine") for error in row["errors"]}
    assert rejected == {"outcome_known", "updated_at_valid"}
    assert all("No " in row["payload"] for row in small.rows("silver.quarantine"))
    names = [json.loads(row["payload"]) for row in small.rows("bronze.deals_raw")]
    assert any("Acme, new" in record.values() for record in names)
    (ann,) = small.rows("silver.reps")
    assert (ann["rep_id"], ann["name"], ann["email"]) == ("r1", "Ann Lee", "ann@example.com")
    assert {row["_rescued_data"] for row in small.rows("bronze.deals_raw")} == {None}
