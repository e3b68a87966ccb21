"""Readings of landed text: times, numbers and ids have one value, on any day."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lakehouse.ingest.conversation_merge import judged_documents
from lakehouse.ingest.entities import judged_records
from lakehouse.runtime.contracts import Contracts
from lakehouse.runtime.session_settings import set_for_now
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from ..documents import conversation, deal, evaluation, rep, signal
from ..small_lakehouse import SmallLakehouse

FEW = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
"""A query judges hundreds of generated values at once: few examples of many, and none is shrunk."""

LANDED_AT = "2027-01-01T00:00:00Z"


def bronze(spark: SparkSession, documents: Iterable[Any]) -> DataFrame:
    """Bronze rows of documents; the file names number them."""
    rows = [
        (body if isinstance(body, str) else json.dumps(body), {"file_path": str(number)})
        for number, body in enumerate(documents)
    ]
    return spark.createDataFrame(
        rows, "payload STRING, _metadata STRUCT<file_path: STRING>"
    ).selectExpr(
        "*",
        f"cast('{LANDED_AT}' as timestamp) as ingested_at",
        "cast(null as string) as payload_sha256",
    )


def found(candidates: DataFrame, *values: str) -> list[dict[str, Any]]:
    """Of each candidate, in order, the values and the violated rules."""
    rows = candidates.select(
        F.col("source_file").cast("int").alias("number"),
        F.col("_errors.rule").alias("rules"),
        *(F.expr(value) for value in values),
    ).collect()
    return [row.asDict() for row in sorted(rows, key=lambda row: row["number"])]


def times_of(
    spark: SparkSession, contracts: Contracts, texts: Iterable[Any]
) -> list[tuple[datetime | None, bool]]:
    """Of each text as the time of a call: the instant, and whether the call is quarantined."""
    calls = [conversation(f"c{n}", call_timestamp=text) for n, text in enumerate(texts)]
    micros = "unix_micros(try_cast(call_timestamp as timestamp)) as instant"
    rows = found(judged_documents(spark, bronze(spark, calls), contracts), micros)
    return [(instant(row["instant"]), "call_timestamp_valid" in row["rules"]) for row in rows]


def instant(micros: int | None) -> datetime | None:
    """Microseconds since 1970 as a time, where Python has one."""
    return None if micros is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(0, 0, micros)


TIMES = {
    # the whole date, a time of day, and a zone in any of its spellings
    "2026-02-03T10:00:00Z": "2026-02-03T10:00:00+00:00",
    "2026-02-03T10:00:00.000+0000": "2026-02-03T10:00:00+00:00",
    "2026-02-03T10:00:00+05:30": "2026-02-03T04:30:00+00:00",
    "2026-02-03T10:00:00.123456789Z": "2026-02-03T10:00:00.123456+00:00",
    "2026-02-03 10:00:00": "2026-02-03T10:00:00+00:00",
    "2026-02-03T10:00": "2026-02-03T10:00:00+00:00",
    "2026-02-03T10:00:00 PST": "2026-02-03T18:00:00+00:00",
    "2026-02-03 10:00:00 Europe/Berlin": "2026-02-03T09:00:00+00:00",
    # the clocks go from 02:00 to 03:00 on that day: as long after 01:59 as the text says
    "2026-03-08 02:30:00 America/New_York": "2026-03-08T07:30:00+00:00",
    # the clocks show 01:30 twice on that day: the first time
    "2026-11-01 01:30:00 America/New_York": "2026-11-01T05:30:00+00:00",
    # a date is the first instant of its day in UTC
    "2026-02-03": "2026-02-03T00:00:00+00:00",
}
NO_TIMES: tuple[Any, ...] = (
    *("00:00:05", "T00:00:05Z", "00:05:00+00:00", "10:30", "23:59:59.5", "T10:30"),
    *("2024", "2024-05", "2024-05T10:00", "45356", "1741082400", 1741082400000, 1741082400.5),
    *("Tue, 03 Feb 2026 10:00:00 +0000", "02/03/2026 10:00 AM", "03.02.2026 10:00", "20260203"),
    *("2026-02-30", "2026-02-03T24:00:00Z", "2026-02-03T10:00:60Z", "2026-02-03T10"),
    *("2026-02-03 10:00:00 Europe/Bonn", "now", "today", "epoch", "", " ", "2026-W06-2", None),
)


def test_a_time_has_a_whole_date_and_an_exact_instant(spark, contracts):
    found_times = times_of(spark, contracts, TIMES)
    assert found_times == [(datetime.fromisoformat(text), False) for text in TIMES.values()]


def test_text_without_a_whole_date_is_no_time(spark, contracts):
    found_times = times_of(spark, contracts, NO_TIMES)
    assert dict(zip(NO_TIMES, found_times, strict=True)) == dict.fromkeys(NO_TIMES, (None, True))


ZONES = ("", "Z", "+01:00", "-0330", "+14:00", " UTC", " Asia/Kathmandu", " America/St_Johns")
OFFSETS = {"": UTC, "Z": UTC, " UTC": UTC, "+14:00": timezone(timedelta(hours=14))} | {
    "+01:00": timezone(timedelta(hours=1)),
    "-0330": timezone(-timedelta(hours=3, minutes=30)),
}
LOCAL = st.datetimes(datetime(1990, 1, 1), datetime(2026, 12, 30))


@FEW
@given(st.lists(st.tuples(LOCAL, st.sampled_from(ZONES), st.sampled_from("T ")), min_size=200))
def test_a_rendered_time_is_read_as_the_same_instant_again_and_again(spark, contracts, drawn):
    expected, texts = [], []
    for local, zone, between in drawn:
        tz = OFFSETS.get(zone) or ZoneInfo(zone.strip())
        at = local.replace(tzinfo=tz)
        if at.astimezone(UTC).astimezone(tz).replace(tzinfo=None) != local:
            continue  # the clock skips it: test_a_time_has_a_whole_date_and_an_exact_instant
        expected.append(at.astimezone(UTC))
        texts.append(local.isoformat(sep=between, timespec="microseconds") + zone)
    once = times_of(spark, contracts, texts)
    assert once == [(at, False) for at in expected]
    again = times_of(spark, contracts, [at.isoformat() for at, _ in once])
    assert again == once


@FEW
@given(st.lists(st.text("0123456789:-T.Z+ /APM", max_size=24), min_size=300))
def test_no_text_is_completed_with_the_day_of_the_run(spark, contracts, texts):
    for text, (at, _) in zip(texts, times_of(spark, contracts, texts), strict=True):
        if at is not None:
            year, month, day = (int(part) for part in text.strip()[:10].split("-")[:3])
            assert abs(at.date() - date(year, month, day)) <= timedelta(days=1), text


def test_no_time_depends_on_the_day_of_the_session(spark, contracts):
    zoned = [text for text in TIMES if text.endswith(("Z", "York", "PST"))]
    texts = [*zoned, *NO_TIMES]
    read = []
    # 26 hours apart: never the same day
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        with set_for_now(spark, "spark.sql.session.timeZone", zone):
            read.append(times_of(spark, contracts, texts))
    assert read[0] == read[1]


AMOUNTS: dict[str, tuple[str | None, str | None]] = {
    '"1.00"': ("1.00", None),
    "10": ("10.00", None),
    "1e1": ("10.00", None),
    '"1.2e3"': ("1200.00", None),
    '"+5"': ("5.00", None),
    "0.50": ("0.50", None),
    "12.3400": ("12.34", None),
    "-7.1": ("-7.10", None),
    '"9999999999999999.99"': ("9999999999999999.99", None),
    "null": (None, None),
    "12.345": (None, "amount_fits"),
    "0.005": (None, "amount_fits"),
    '"1e-30"': (None, "amount_fits"),
    '"0.000000000000000000001"': (None, "amount_fits"),
    '"12345678901234567.89"': (None, "amount_valid"),
    '"1.234,56"': (None, "amount_valid"),
    '"1,234.56"': (None, "amount_valid"),
    '"1 234.56"': (None, "amount_valid"),
    '"1_000"': (None, "amount_valid"),
    '"\uff11\uff12\uff13"': (None, "amount_valid"),
    '"\u0661\u0662"': (None, "amount_valid"),
    '"NaN"': (None, "amount_valid"),
    '"0x10"': (None, "amount_valid"),
    '"1d"': (None, "amount_valid"),
    '"EUR 5"': (None, "amount_valid"),
    '""': (None, "amount_valid"),
    "true": (None, "amount_valid"),
}


def amounts_of(
    spark: SparkSession, contracts: Contracts, texts: Iterable[str]
) -> list[tuple[Decimal | None, list[str]]]:
    """Of each amount, as JSON: the value where it may enter silver, and the violated rules."""
    deals = [
        json.dumps(deal(f"d{n}", "2026-02-01T00:00:00Z", amount="@")).replace('"@"', text)
        for n, text in enumerate(texts)
    ]
    feed, table = contracts.feed("deals"), contracts.table("silver.deals")
    candidates = judged_records(bronze(spark, deals), feed, table)
    rows = found(candidates, "try_cast(amount as decimal(18,2)) as value")
    return [(None if row["rules"] else row["value"], row["rules"]) for row in rows]


def test_an_amount_enters_as_it_was_sent_or_not_at_all(spark, contracts):
    expected = [
        (None if value is None else Decimal(value), [rule] if rule else [])
        for value, rule in AMOUNTS.values()
    ]
    assert amounts_of(spark, contracts, AMOUNTS) == expected


LIMITS = {"min_value": -(10**19), "max_value": 10**19}
DECIMALS = st.sampled_from((0, 1, 2, 3, 8)).flatmap(lambda n: st.decimals(places=n, **LIMITS))


@FEW
@given(st.lists(st.tuples(DECIMALS, st.sampled_from(("%s", '"%s"'))), min_size=200))
def test_no_amount_is_rounded(spark, contracts, drawn):
    found_amounts = amounts_of(spark, contracts, [form % number for number, form in drawn])
    for (number, _), (value, rules) in zip(drawn, found_amounts, strict=True):
        fits = abs(number) < 10**16 and number == round(number, 2)
        assert (value, bool(rules)) == ((number, False) if fits else (None, True)), number


IDS: dict[str, str | None] = {
    "77823422740259378951": "77823422740259378951",
    '"77823422740259378951"': "77823422740259378951",
    '"007"': "007",
    '" c-pad "': "c-pad",
    '"rep_001\u00a0"': "rep_001",
    '"\u3000\ufeffx\u200b\\t"': "x",
    '"a b"': "a b",
    '"null"': "null",
    '""': None,
    '" "': None,
    '"\u00a0"': None,
    '"\u200b\u2028"': None,
    "null": None,
}


def calls_of(spark: SparkSession, contracts: Contracts, field: str, texts: Iterable[str]):
    """Of each call whose field is that JSON: the field, and the violated rules."""
    bodies = []
    for number, text in enumerate(texts):
        document = conversation(f"c{number}")
        document["call"][field] = "@"
        bodies.append(json.dumps(document).replace('"@"', text))
    rows = found(judged_documents(spark, bronze(spark, bodies), contracts), field)
    return [(row[field], row["rules"]) for row in rows]


def test_an_id_is_exact_without_white_space_around_it(spark, contracts):
    expected = [(value, [] if value else ["call_id_present"]) for value in IDS.values()]
    assert calls_of(spark, contracts, "call_id", IDS) == expected


def test_an_empty_reference_is_none(spark, contracts):
    expected = [(value, []) for value in IDS.values()]
    assert calls_of(spark, contracts, "deal_id", IDS) == expected


def test_an_id_that_lost_digits_as_a_number_is_refused(spark, contracts):
    texts = ["7.782342274025937E19", "77823422740259378951.0", '"7.782342274025937E19"']
    for _, rules in calls_of(spark, contracts, "call_id", texts):
        assert rules == ["call_id_exact"]


@FEW
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=200))
def test_ids_that_differ_in_more_than_white_space_stay_apart(spark, contracts, texts):
    read = calls_of(spark, contracts, "account_id", [json.dumps(text) for text in texts])
    # Python strips four separators that Unicode does not call white space
    blanks = "".join(chr(c) for c in range(0x3001) if chr(c).isspace() and c not in range(28, 32))
    assert [value for value, _ in read] == [
        text.strip(blanks + "\u200b\ufeff") or None for text in texts
    ]


DURATIONS = {
    "44.0": "44",
    "1e1": "10",
    '"6.0e2"': "600",
    "-0.0": "0",
    "600": "600",
    "25.933313": "25.933313",
    '"1d"': '"1d"',
    '"0x1p3"': '"0x1p3"',
}


def test_a_whole_number_is_one_however_it_is_written(spark, contracts):
    read = calls_of(spark, contracts, "duration_seconds", DURATIONS)
    broken = {'"1d"', '"0x1p3"'}
    assert read == [
        (value, ["duration_seconds_in_range"] if text in broken else [])
        for text, value in DURATIONS.items()
    ]


@pytest.fixture(scope="module")
def merged(small: SmallLakehouse) -> SmallLakehouse:
    """Silver of documents whose ids and numbers are written in several ways."""
    turns = [(10.0, "ten"), (2.0, "two"), ("1", "one"), (3.5, "no index")]
    transcript = [{"turn_index": i, "role": "rep", "text": text} for i, text in turns]
    padded = evaluation("v@1 ", "2025-03-05T00:00:00Z", signal("a", 1), signal(" b", 1))
    call = conversation(
        " c1 ", padded, transcript=transcript, rep_id="rep_1 ", deal_id="", duration_seconds=25.9
    )
    latin_a, cyrillic_a = "rep_a", "rep_\u0430"
    looks = [conversation(f"c-{n}", rep_id=rep) for n, rep in enumerate((latin_a, cyrillic_a))]
    small.merge("reps", ("r", rep(" rep_1", "t1")), ("s", rep("rep_1\u00a0", "t1")))
    small.merge("conversations", ("c", call), *((f"l{n}", look) for n, look in enumerate(looks)))
    return small


def test_padded_ids_are_one_rep_and_one_call(merged):
    assert [row["rep_id"] for row in merged.rows("silver.reps")] == ["rep_1"]
    call = next(r for r in merged.rows("silver.conversations") if r["call_id"] == "c1")
    assert (call["rep_id"], call["deal_id"], call["duration_seconds"]) == ("rep_1", None, 25)


def test_turns_are_in_the_order_of_their_indexes_with_them(merged):
    call = next(r for r in merged.rows("silver.conversations") if r["call_id"] == "c1")
    turns = [(turn["turn_index"], turn["text"]) for turn in call["transcript"]]
    assert turns == [(1, "one"), (2, "two"), (None, "no index"), (10, "ten")]


def test_a_padded_signal_name_is_refused_and_no_other_signal(merged):
    signals = [
        (r["signal_name"], r["scoring_version"]) for r in merged.rows("silver.conversation_signals")
    ]
    assert signals == [("a", "v@1")]
    quarantined = [e["rule"] for r in merged.rows("silver.quarantine") for e in r["errors"]]
    assert quarantined == ["signal_name_unpadded"]


def test_ids_that_look_alike_are_two(merged):
    reps = {row["rep_id"] for row in merged.rows("silver.conversations")}
    assert reps == {"rep_1", "rep_a", "rep_\u0430"}


LOOKS = {
    "rep_a": True,
    "R\u00e9my": True,
    "\u5f20-1": True,
    "\u0420\u0435\u043f-1": True,
    "a b": True,
    "rep_\u0430": False,
    "re\u0301p": False,
    "\uff52ep": False,
    "rep\u200d1": False,
    "rep\u00a01": False,
    "rep\n1": False,
    "\u039fmega": False,
}


def test_an_id_that_looks_like_another_is_counted(spark, contracts):
    rule = {r.name: r for r in contracts.table("silver.conversations").rules}["rep_id_unmistakable"]
    assert rule.severity == "warn"
    rows = spark.createDataFrame([(text,) for text in LOOKS], "rep_id STRING")
    holds = {row[0]: row[1] for row in rows.select("rep_id", F.expr(rule.expression)).collect()}
    assert holds == LOOKS
