"""Feeds by Auto Loader's readers: JSON, CSV and Parquet, from the landing zone to silver."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lakehouse.erasure.landed_files import RecordFilesError, hidden_files
from lakehouse.ingest.feed_schemas import NewColumns, UndeclaredFields
from lakehouse.runtime import contracts as module
from lakehouse.runtime.contracts import Contracts

from ..documents import conversation, deal, evaluation, rep, signal
from ..record_files import csv_of, parquet_of
from ..small_lakehouse import SmallLakehouse

TABLES = ("silver.conversations", "silver.conversation_signals", "silver.quarantine")
MADE_AGAIN = ("bronze.conversations_raw", "bronze.deals_raw", "bronze.reps_raw", *TABLES)
AT = "2025-03-01T00:00:00Z"


@pytest.fixture(scope="module")
def native(native_contracts_file: Path) -> Contracts:
    """The contracts with native readers."""
    return module.load(native_contracts_file)


@pytest.fixture
def parquet(small: SmallLakehouse) -> Callable[[str, str], None]:
    """Lands a Parquet file with the rows of a query."""
    return lambda path, query: small.land(path, parquet_of(small.spark, query))


def test_deals_in_csv_and_reps_in_parquet_reach_silver(
    small: SmallLakehouse, native: Contracts, parquet: Callable[[str, str], None]
) -> None:
    small.contracts = native
    small.start_again(*MADE_AGAIN, "silver.deals", "silver.reps")
    good = deal("deal_1", AT, amount="1250.50", account_id='Acme, "Inc"\r\nBerlin')
    small.land(
        "deals/crm.csv",
        csv_of(good | {"stage": "7"}, deal("007", AT), deal("deal_3", AT, amount="much")),
    )
    small.land("deals/malformed.csv", "deal_id,amount\r\ndeal_4,1,2,3\r\n")
    small.land("deals/ignored.jsonl", json.dumps(deal("deal_5", AT)))
    small.land("deals/none.csv", "")
    parquet(
        "reps/reps.parquet",
        "select 'rep_1' rep_id, 'team_1' team_id, 'Ann' name, 'ann@example.com' email,"
        " timestamp'2025-03-01 00:00:00.123456Z' updated_at",
    )
    parquet(
        "reps/deleted.parquet",
        "select 'rep_2' rep_id, true deleted, timestamp'2025-03-01' updated_at",
    )
    for feed in ("deals", "reps"):
        small.land_feed(feed)
        small.merge_feed(feed)
    deals = {row["deal_id"]: row for row in small.rows("silver.deals")}
    assert deals.keys() == {"deal_1", "007"}
    assert deals["deal_1"]["amount"] == Decimal("1250.50")
    assert deals["deal_1"]["account_id"] == 'Acme, "Inc"\nBerlin'
    bronze = small.spark.table("bronze.deals_raw").collect()
    rescued = [json.loads(r["_rescued_data"]) for r in bronze if r["_rescued_data"]]
    assert [one for one in rescued if one.get("stage")] == []
    payloads = {r["payload"] for r in bronze}
    assert "deal_4,1,2,3" in payloads
    rules = Counter(e["rule"] for row in small.rows("silver.quarantine") for e in row["errors"])
    assert rules.keys() >= {"well_formed", "amount_valid"}
    (ann,) = small.rows("silver.reps")
    assert ann["updated_at"].microsecond == 123456
    assert small.land_feed("reps")["bronze.reps_raw"]["read"] == 0


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_calls_in_csv_and_parquet_reach_silver(
    small: SmallLakehouse,
    contracts: Contracts,
    parquet: Callable[[str, str], None],
    tmp_path_factory: pytest.TempPathFactory,
    file_format: str,
) -> None:
    call = conversation("call_1", evaluation("v@1", AT, signal("pace", 0.5)))
    texts = {k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in call.items()}
    reader = module.NativeReader(file_format, "_corrupt_record STRING", ())
    if file_format == "csv":
        hints = ", ".join(f"{name} STRING" for name in ("call", "evaluations", "_corrupt_record"))
        reader = module.NativeReader("csv", hints, ("call", "evaluations"))
    feed = replace(
        contracts.feed("conversations"),
        native_reader=reader,
        file_name_pattern=f"*.{file_format}",
    )
    small.contracts = replace(contracts, feeds={**contracts.feeds, "conversations": feed})
    small.start_again(*MADE_AGAIN)
    if file_format == "csv":
        small.land("conversations/calls.csv", csv_of(texts, texts | {"call": '{"call_id": '}))
    else:
        source = tmp_path_factory.mktemp("calls") / "call.json"
        source.write_text(json.dumps(call))
        parquet("conversations/calls.parquet", f"select * from json.`{source.as_uri()}`")
    small.land_feed("conversations")
    small.merge_feed("conversations")
    assert [row["call_id"] for row in small.rows("silver.conversations")] == ["call_1"]
    assert [row["signal_name"] for row in small.rows("silver.conversation_signals")] == ["pace"]
    rejected = [e["rule"] for r in small.rows("silver.quarantine") for e in r["errors"]]
    assert ("well_formed" in rejected) == (file_format == "csv")


@pytest.mark.parametrize("mode", ["rescue", "addNewColumns", "explicit", "none"])
def test_modes(small: SmallLakehouse, native: Contracts, mode: str) -> None:
    small.contracts = native
    small.start_again("bronze.deals_raw", "ops.rescued_data")
    small.evolve("deals", mode)
    small.land("deals/1.csv", csv_of(deal("deal_1", AT)))
    assert small.rows_landed("deals") == 1
    small.land("deals/2.csv", csv_of(deal("deal_2", AT) | {"stage": "7"}))
    if mode == "addNewColumns":
        with pytest.raises(NewColumns, match="feed deals: .*stage"):
            small.rows_landed("deals")
    if mode == "explicit":
        for _ in range(2):
            with pytest.raises(
                UndeclaredFields, match=r"feed deals: .*contracts/feeds/deals.*stage"
            ):
                small.rows_landed("deals")
        return
    assert small.rows_landed("deals") == 1
    row = small.spark.table("bronze.deals_raw").where("payload like '%deal_2%'").first()
    assert row is not None
    assert json.loads(row["payload"]).get("stage") == ("7" if mode == "addNewColumns" else None)
    rescued = json.loads(row["_rescued_data"] or "{}")
    assert rescued.get("stage") == ("7" if mode == "rescue" else None)


class Landed:
    """Files of a volume."""

    def __init__(self, *paths: str) -> None:
        self.paths = paths

    def walk(self, folder: str) -> list[str]:
        """The files of a folder."""
        return [path for path in self.paths if path.startswith(f"{folder}/")]

    def read(self, path: str) -> bytes:
        """The content of a file."""
        return path.encode()


@pytest.mark.parametrize(
    "path",
    [
        "deals/a.csv",
        "deals/2025/a.CSV",
        "deals/a.export",
        "reps/_hidden.parquet",
        "conversations/old.csv",
        "elsewhere/a.parquet",
    ],
)
def test_an_erasure_refuses_csv_and_parquet(native: Contracts, path: str) -> None:
    files: Any = Landed(f"/landing/{path}", "/landing/conversations/a.json")
    with pytest.raises(RecordFilesError, match=f"got /landing/{path}. Run the ingest job"):
        list(hidden_files(files, native, "/landing"))


def test_an_erasure_searches_other_files(native: Contracts) -> None:
    files: Any = Landed("/landing/conversations/_a.json", "/landing/notes.csv")
    found = list(hidden_files(files, native, "/landing"))
    assert [name for _, name, _ in found] == ["conversations/_a.json"]


def test_reps_are_read_by_name(native: Contracts) -> None:
    assert native.feed("reps").native_reader == module.NativeReader(
        "parquet", "_corrupt_record STRING", ()
    )
    assert native.feed("reps").has_record_files
    assert not native.feed("conversations").has_record_files
    assert rep("r", "t")["rep_id"] == "r"
