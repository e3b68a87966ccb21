"""The schema of a cloudFiles stream: inferred, hinted, evolved, and what does not fit it."""

from __future__ import annotations

import json

import pytest
from pyspark.errors import IllegalArgumentException, StreamingQueryException

from ..conftest import Landing, only


def rescued(landing: Landing, **where: object) -> dict[str, object] | None:
    """Rescued data of the row with the values."""
    row = only([r for r in landing.rows() if all(r.get(k) == v for k, v in where.items())])
    return None if row["_rescued_data"] is None else json.loads(row["_rescued_data"])


def test_every_column_is_inferred_as_text_nested_ones_too(landing: Landing) -> None:
    landing.land({"id": 1, "score": 0.50, "ok": True, "who": {"name": "Ann", "age": 3}})
    row = only(landing.run())
    assert row == {
        "id": "1",
        "ok": "true",
        "score": "0.5",
        "who": '{"name": "Ann", "age": 3}',
        "_rescued_data": None,
    }
    assert landing.schema_versions() == [["id", "ok", "score", "who"]]


def test_infer_column_types(landing: Landing) -> None:
    landing.land({"id": 1, "score": 0.5, "ok": True, "who": {"age": 3}})
    row = only(landing.run(cloudFiles__inferColumnTypes="true"))
    assert row == {"id": 1, "ok": True, "score": 0.5, "who": {"age": 3}, "_rescued_data": None}


def test_hints_name_a_type_and_add_a_column_that_has_not_come_yet(landing: Landing) -> None:
    landing.land({"id": 1, "amount": "1.50"})
    rows = landing.read(cloudFiles__schemaHints="amount decimal(18,2), who struct<a: int, b: int>")
    assert rows.schema.simpleString() == (
        "struct<amount:decimal(18,2),id:string,who:struct<a:int,b:int>,_rescued_data:string>"
    )


def test_a_hint_reaches_into_a_struct(landing: Landing) -> None:
    landing.land({"who": {"age": 3, "name": "Ann"}})
    options = {"cloudFiles__inferColumnTypes": "true", "cloudFiles__schemaHints": "who.age int"}
    assert dict(landing.read(**options).dtypes)["who"] == "struct<age:int,name:string>"
    assert only(landing.run(**options))["who"] == {"age": 3, "name": "Ann"}


@pytest.mark.parametrize("typed", ["true", "false"])
def test_names_in_several_letter_cases_are_one_column(landing: Landing, typed: str) -> None:
    landing.land({"Id": 1, "who": {"Age": 3, "age": 4}})
    landing.land({"id": 2, "who": {"age": 5}}, {"ID": 3})
    options = {"cloudFiles__inferColumnTypes": typed, "cloudFiles__schemaHints": "id int"}
    rows = landing.run(**options)
    assert [row["id"] for row in rows] == [None, 2, None]
    rescued_data = [json.loads(row["_rescued_data"] or "{}") for row in rows]
    assert [one.get("Id") or one.get("ID") for one in rescued_data] == [1, None, 3]
    if typed == "true":
        assert [row["who"] for row in rows] == [{"age": 4}, {"age": 5}, None]
        assert rescued_data[0]["who"] == {"Age": 3}


def test_a_new_column_has_one_field_for_several_letter_cases(landing: Landing) -> None:
    options = {"cloudFiles__inferColumnTypes": "true"}
    landing.land({"id": 1})
    landing.run(**options)
    landing.land({"id": 2, "who": {"Age": 3}}, {"id": 3, "who": {"age": 4}, "Who": 1})
    with pytest.raises(StreamingQueryException, match=r"\[who\]|\[Who\]"):
        landing.run(**options)
    rows = {row["id"]: row for row in landing.run(**options)}
    assert rows.keys() == {1, 2, 3}
    names = [name for name in rows[2] if name.lower() == "who"]
    assert len(names) == 1


def test_a_column_hinted_twice_is_refused(landing: Landing) -> None:
    landing.land({"id": 1})
    with pytest.raises(IllegalArgumentException, match="redefining column: ID"):
        landing.read(cloudFiles__schemaHints="id int, ID string")


def test_add_new_columns_writes_the_version_before_it_fails_and_the_restart_loses_nothing(
    landing: Landing,
) -> None:
    landing.land({"id": 1})
    landing.run()
    landing.land({"id": 2})
    landing.land({"id": 3, "channel": "phone"})
    landing.land({"id": 4, "zone": "EU"}, {"id": 5})
    with pytest.raises(StreamingQueryException) as failed:
        landing.run()
    assert (
        "[UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_FILE] Encountered unknown fields during parsing:"
        " [channel, zone], which can be fixed by an automatic retry: true" in str(failed.value)
    )
    assert [row["id"] for row in landing.rows()] == ["1"]
    # One restart serves the new columns of all files of the batch, and new columns come last.
    assert landing.schema_versions() == [["id"], ["id", "channel", "zone"]]
    landed = {row["id"]: (row["channel"], row["zone"]) for row in landing.run()[1:]}
    assert landed == {
        "2": (None, None),
        "3": ("phone", None),
        "4": (None, "EU"),
        "5": (None, None),
    }
    assert len(landing.rows()) == 5


def test_a_known_column_never_changes_its_type(landing: Landing) -> None:
    landing.land({"id": 1})
    landing.run(cloudFiles__inferColumnTypes="true")
    landing.land({"id": "one", "channel": 7})
    with pytest.raises(StreamingQueryException, match="UNKNOWN_FIELD_EXCEPTION"):
        landing.run(cloudFiles__inferColumnTypes="true")
    landing.run(cloudFiles__inferColumnTypes="true")
    types = dict(landing.read(cloudFiles__inferColumnTypes="true").dtypes)
    assert types == {"id": "bigint", "channel": "bigint", "_rescued_data": "string"}
    assert rescued(landing, channel=7)["id"] == "one"


def test_the_sink_refuses_a_new_column_without_merge_schema(landing: Landing) -> None:
    landing.land({"id": 1})
    landing.run_into_table(merge_schema=False)
    landing.land({"id": 2, "channel": "phone"})
    with pytest.raises(StreamingQueryException, match="UNKNOWN_FIELD_EXCEPTION"):
        landing.run_into_table(merge_schema=False)
    with pytest.raises(StreamingQueryException, match="schema mismatch"):
        landing.run_into_table(merge_schema=False)
    rows = landing.run_into_table(merge_schema=True)
    assert {(row["id"], row["channel"]) for row in rows} == {("1", None), ("2", "phone")}


def test_a_new_field_of_a_struct_is_a_new_column(landing: Landing) -> None:
    options = {"cloudFiles__inferColumnTypes": "true"}
    landing.land({"who": {"name": "Ann"}})
    landing.run(**options)
    landing.land({"who": {"name": "Bob", "age": 3}})
    with pytest.raises(StreamingQueryException, match=r"\[who\.age\]"):
        landing.run(**options)
    assert landing.run(**options)[1]["who"] == {"name": "Bob", "age": 3}


def test_rescue_never_fails_and_keeps_what_has_no_column(landing: Landing) -> None:
    landing.options["cloudFiles.schemaEvolutionMode"] = "rescue"
    landing.options["cloudFiles.schemaHints"] = "id int, who struct<name: string>"
    landing.land({"id": 1, "who": {"name": "Ann"}})
    landing.run()
    file = landing.land(
        {"id": 2, "channel": "phone", "who": {"name": "Bob", "age": 1.10}},
        {"id": "three"},
        {"ID": 4},
        {"id": 5, "who": "Eve"},
    )
    landing.run()
    assert rescued(landing, id=1) is None
    assert rescued(landing, id=2) == {"channel": "phone", "who": {"age": 1.10}, "_file_path": file}
    rest = [row["_rescued_data"] for row in landing.rows() if row["id"] is None]
    # A type mismatch and a case variant drop nothing and fail nothing.
    assert sorted(json.loads(text).popitem() and text for text in rest) == sorted(
        [f'{{"id":"three","_file_path":"{file}"}}', f'{{"ID":4,"_file_path":"{file}"}}']
    )
    assert rescued(landing, id=5) == {"who": "Eve", "_file_path": file}
    assert landing.schema_versions() == [["id", "who"]]


def test_rescued_values_are_what_was_sent(landing: Landing) -> None:
    landing.options["cloudFiles.schemaEvolutionMode"] = "rescue"
    landing.options["cloudFiles.schemaHints"] = "id int"
    landing.land({"id": 1})
    landing.run()
    landing.land('{"id": 2, "big": 12345678901234567890.10, "list": [{"a": 1}], "text": "é\\n"}')
    landing.run()
    text = only([r for r in landing.rows() if r["id"] == 2])["_rescued_data"]
    assert '"big":12345678901234567890.10,"list":[{"a":1}],"text":"é\\n"' in text


def test_fields_in_an_array_of_structs_are_rescued_by_element(landing: Landing) -> None:
    landing.schema = "signals array<struct<name: string, value: double>>"
    landing.options["rescuedDataColumn"] = "left"
    landing.land({"signals": [{"name": "a", "value": 1}, {"name": "b", "value": 2, "why": "x"}]})
    row = only(landing.run())
    assert row["signals"] == [{"name": "a", "value": 1.0}, {"name": "b", "value": 2.0}]
    assert json.loads(row["left"])["signals"] == [None, {"why": "x"}]


def test_fail_on_new_columns_writes_no_schema_and_stays_failed(landing: Landing) -> None:
    landing.options["cloudFiles.schemaEvolutionMode"] = "failOnNewColumns"
    landing.land({"id": 1})
    landing.run()
    landing.land({"id": 2, "channel": "phone"}, name="new.json")
    for _ in range(2):
        with pytest.raises(StreamingQueryException, match=r"\[channel\].*automatic retry: false"):
            landing.run()
    assert landing.schema_versions() == [["id"]]
    landing.land({"id": 2}, name="new.json")
    assert [row["id"] for row in landing.run()] == ["1", "2"]


def test_none_drops_a_new_column_without_a_word(landing: Landing) -> None:
    landing.options["cloudFiles.schemaEvolutionMode"] = "none"
    landing.land({"id": 1})
    landing.run()
    landing.land({"id": 2, "channel": "phone"})
    assert landing.run() == [{"id": "1"}, {"id": "2"}]
    assert landing.schema_versions() == [["id"]]


def test_a_given_schema_rescues_only_into_a_named_column(landing: Landing) -> None:
    landing.schema = "id int"
    del landing.options["cloudFiles.schemaLocation"]
    landing.land({"id": 1, "channel": "phone"})
    assert landing.read().columns == ["id"]
    assert landing.read(rescuedDataColumn="left").columns == ["id", "left"]
    row = only(landing.run(rescuedDataColumn="left"))
    assert json.loads(row["left"])["channel"] == "phone"


def test_adding_columns_to_a_given_schema_is_refused(landing: Landing) -> None:
    landing.schema = "id int"
    with pytest.raises(IllegalArgumentException, match="CF_ADD_NEW_NOT_SUPPORTED"):
        landing.read(cloudFiles__schemaEvolutionMode="addNewColumns")


def test_inference_needs_a_schema_location_and_a_file_or_hints(landing: Landing) -> None:
    with pytest.raises(IllegalArgumentException, match="CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE"):
        landing.read()
    assert landing.read(cloudFiles__schemaHints="id int").columns == ["id", "_rescued_data"]
    del landing.options["cloudFiles.schemaLocation"]
    landing.land({"id": 1})
    with pytest.raises(IllegalArgumentException, match=r"cloudFiles\.schemaLocation"):
        landing.read()


def test_only_the_columns_that_are_asked_for_are_parsed_but_all_are_watched(
    landing: Landing,
) -> None:
    landing.options["cloudFiles.schemaEvolutionMode"] = "rescue"
    landing.options["cloudFiles.schemaHints"] = "a int, b int"
    landing.land({"a": 1, "b": "two"})
    row = only(landing.run("a", "_rescued_data"))
    assert row["a"] == 1
    assert json.loads(row["_rescued_data"])["b"] == "two"
