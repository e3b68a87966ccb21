"""The generated landing zone, from landing to gold: the generator says what has to come out."""

from __future__ import annotations

from collections import Counter

import pytest

from .. import sample_calls
from .small_lakehouse import SmallLakehouse


@pytest.fixture(scope="module")
def ingested(small: SmallLakehouse) -> tuple[SmallLakehouse, dict]:
    manifest = sample_calls.generate(small.landing, "--calls", "60", "--seed", "11")
    small.land_all()
    small.merge_all()
    return small, manifest


def test_every_table_holds_what_the_generator_put_in(ingested):
    small, manifest = ingested
    counts = small.counts()
    assert {table: counts[table] for table in manifest["expected"]} == manifest["expected"]
    assert counts["gold.rep_monthly_scores"] > 0


def test_every_kind_of_drift_is_rescued(ingested):
    small, manifest = ingested
    kinds = manifest["kinds"]
    drifted = kinds["unknown_field"] + kinds["type_mismatch"] + kinds["case_variant"]
    # a wrong confidence or kind of value is of a declared type, and is left to the rules
    rescued = small.spark.sql(
        "select count(*) as n from bronze.conversations_raw where _rescued_data is not null"
    ).first()["n"]
    assert rescued == drifted


def test_every_broken_record_says_which_rule_it_broke(ingested):
    small, manifest = ingested
    rules = Counter(
        error["rule"]
        for row in small.rows("silver.quarantine")
        for error in row["errors"]
        if row["target_table"] == "silver.conversation_signals"
    )
    kinds = manifest["kinds"]
    assert rules == {
        "confidence_in_range": kinds["confidence_out_of_range"],
        "signal_type_known": kinds["unknown_signal_type"],
        "value_fits_type": kinds["wrong_kind_of_value"],
    }


def test_a_second_run_adds_nothing(ingested):
    small, _ = ingested
    then = small.versions()
    assert set(small.land_all().values()) == {0}
    assert small.merge_all() == {}
    assert small.versions() == then
