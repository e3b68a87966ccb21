"""The secured views: what they mask, and that no query reads round them."""

from __future__ import annotations

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from . import small_lakehouse as lakehouse

SECRET = "SECRET 77"
VIEW, SIGNALS = "gold.conversation_details", "gold.conversation_signal_details"


def conversation(rep: str, text: str) -> dict[str, object]:
    """A call of a rep, with `text` wherever there is personal data."""
    turn = {"turn_index": 0, "speaker_id": rep, "role": "rep", "text": text}
    email = f"{text.replace(' ', '')}@x.example"
    return {
        "call_id": text,
        "rep_id": rep,
        "title": text,
        "participants": [{"participant_id": rep, "name": text, "email": email, "role": "rep"}],
        "transcript": [turn],
        "transcript_text": text,
        "turn_count": 1,
    }


@pytest.fixture(scope="module", autouse=True)
def data(governed: SparkSession) -> None:
    """A call of ann's among calls of bob's, which a scan meets before and after it."""
    lakehouse.insert(
        governed,
        "silver.reps",
        [
            {
                "rep_id": rep,
                "email": f"{rep}@x.example",
                "team_id": "t",
                "manager_email": "m@x.example",
            }
            for rep in ("ann", "bob")
        ],
    )
    calls = [("bob", SECRET), ("ann", "1"), ("bob", SECRET)]
    lakehouse.insert(governed, "silver.conversations", [conversation(*call) for call in calls])
    lakehouse.insert(
        governed,
        "silver.conversation_signals",
        [
            {
                "signal_id": text,
                "call_id": text,
                "rep_id": rep,
                "signal_name": text,
                "value_string": text,
                "reason": text,
                "evidence": [text, None],
            }
            for rep, text in calls
        ],
    )


def test_personal_data_is_masked(governed: SparkSession) -> None:
    lakehouse.assume(governed, "ann@x.example", ["analysts"])
    mask = "[masked: under 10 characters]"
    [call] = governed.sql(f"select * from {VIEW}").collect()
    assert call.asDict(recursive=True) == {
        **unmasked(call),
        "title": mask,
        "participants": [
            {"participant_id": "ann", "name": "***", "email": "***@x.example", "role": "rep"}
        ],
        "transcript": [{"turn_index": 0, "speaker_id": "ann", "role": "rep", "text": mask}],
        "transcript_text": mask,
    }
    [signal] = governed.sql(f"select reason, evidence, value_string from {SIGNALS}").collect()
    assert tuple(signal) == (mask, [mask, None], "1")


def test_pii_readers_see_it_in_the_calls_that_are_theirs(governed: SparkSession) -> None:
    lakehouse.assume(governed, "ann@x.example", [lakehouse.PII_READERS])
    [call] = governed.sql(f"select * from {VIEW}").collect()
    assert call.asDict(recursive=True) == {**unmasked(call), **conversation("ann", "1")}
    [signal] = governed.sql(f"select reason, evidence from {SIGNALS}").collect()
    assert tuple(signal) == ("1", ["1", None])


def unmasked(call: object) -> dict[str, object]:
    """The fields of ann's call that hold no personal data."""
    row = call.asDict()  # type: ignore[attr-defined]
    assert (row["call_id"], row["rep_id"], row["turn_count"]) == ("1", "ann", 1)
    masked = ("title", "participants", "transcript", "transcript_text")
    return {name: value for name, value in row.items() if name not in masked}


# Each of these reads values of a call, and would fail or reveal a value for calls of others.
PEEKS = [
    "select call_id from {v} where cast({c} as int) = 1",
    "select cast({c} as int) from {v}",
    "select call_id from {v} where {c} = '1' and 1 / (length({c}) - 9) < 9",
    "select call_id from {v} where assert_true({c} = '1') is null",
    "select call_id from {v} where if({c} <> '1', raise_error({c}), true)",
    "select call_id from {v} v join (select 1 as a) o on cast(v.{c} as int) = o.a",
    "select v.call_id from (select 1 as a) o left join {v} v on cast(v.{c} as int) = o.a",
    "select v.call_id from (select 1 as a) o left join {v} v on true where cast(v.{c} as int) > 0",
    "select call_id from {v} where cast({c} as int) in (select 1)",
    "select call_id from {v} where cast({c} as int) not in (select 2)",
    "select v.call_id from {v} v where exists (select 1 where cast(v.{c} as int) = 1)",
    "select a from (select 1 as a) o where a in (select cast({c} as int) from {v})",
    "select max(cast({c} as int)) from {v} group by rep_id having max(cast({c} as int)) > 0",
    "select call_id from {v} where {c} like '%S%' or cast({c} as int) = 1",
    "select distinct cast({c} as int) from {v} order by 1 limit 1",
    "select call_id from {v} qualify row_number() over (order by cast({c} as int)) = 1",
    "with w as (select * from {v}) select cast({c} as int) from w union select 1",
    "select /*+ broadcast(v) */ 1 from {v} v join {v} using (rep_id) where cast(v.{c} as int) = 1",
    "select count(*) from {v} where cast(call_id as int) > 0",
    "select call_id from {v} tablesample (100 percent) where cast({c} as int) = 1",
    "select t.x from {v}, lateral (select cast({c} as int) as x) t where t.x > 0",
]


@pytest.mark.parametrize("peek", PEEKS)
@pytest.mark.parametrize(("view", "column"), [(VIEW, "transcript_text"), (SIGNALS, "reason")])
def test_no_condition_and_no_error_sees_the_call_of_another(
    governed: SparkSession, view: str, column: str, peek: str
) -> None:
    lakehouse.assume(governed, "ann@x.example", [lakehouse.PII_READERS])
    rows = governed.sql(peek.format(v=view, c=column)).collect()
    assert len(rows) == 1, rows
    assert SECRET not in str(rows)


def test_the_same_queries_do_see_a_call_that_is_visible(governed: SparkSession) -> None:
    """The peeks are worth something: whom the view shows bob's calls, they show them too."""
    lakehouse.assume(governed, "m@x.example", [lakehouse.PII_READERS])
    for peek in PEEKS[:2]:
        with pytest.raises(PySparkException, match=SECRET):
            governed.sql(peek.format(v=VIEW, c="transcript_text")).collect()


def test_a_condition_on_a_masked_value_sees_the_mask(governed: SparkSession) -> None:
    lakehouse.assume(governed, "m@x.example")
    for column in ("transcript_text", "title"):
        rows = governed.sql(f"select * from {VIEW} where {column} in ('1', '{SECRET}')").collect()
        assert rows == []
        [(shown,)] = governed.sql(f"select distinct {column} from {VIEW}").collect()
        assert shown == "[masked: under 10 characters]"
    names = governed.sql(f"select call_id from {VIEW} where participants[0].name <> '***'")
    assert names.collect() == []
