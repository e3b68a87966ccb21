"""Which files the cloudFiles source reads, and when."""

from __future__ import annotations

import pytest
from pyspark.errors import IllegalArgumentException, StreamingQueryException

from ..conftest import Landing


@pytest.fixture
def ids(landing: Landing) -> Landing:
    """A stream with a given schema of one column."""
    landing.schema = "id int"
    return landing


def read(landing: Landing, **options: str) -> list[int]:
    return sorted(row["id"] for row in landing.run(**options))


def test_a_path_is_read_once_whatever_becomes_of_it(ids: Landing) -> None:
    ids.land({"id": 1}, name="a.json")
    assert read(ids) == [1]
    ids.land({"id": 2}, name="a.json")
    assert read(ids) == [1]


def test_allow_overwrites_reads_a_changed_file_again(ids: Landing) -> None:
    ids.options["cloudFiles.allowOverwrites"] = "true"
    ids.land({"id": 1}, name="a.json")
    assert read(ids) == [1]
    assert read(ids) == [1]
    ids.land({"id": 2}, name="a.json")
    assert read(ids) == [1, 2]


def test_a_late_file_with_an_old_modification_time_is_read(ids: Landing) -> None:
    ids.land({"id": 1})
    assert read(ids) == [1]
    for number, days in enumerate((8, 400, 9000), 2):
        ids.land({"id": number}, age_seconds=days * 86_400)
        assert read(ids) == list(range(1, number + 1))


def test_files_that_were_there_at_the_first_start_can_be_left_out_for_good(ids: Landing) -> None:
    ids.land({"id": 1})
    assert read(ids, cloudFiles__includeExistingFiles="false") == []
    ids.land({"id": 2})
    assert read(ids, cloudFiles__includeExistingFiles="false") == [2]
    # The option counts at the first start only.
    assert read(ids, cloudFiles__includeExistingFiles="true") == [2]


def test_leaving_files_out_later_changes_nothing(ids: Landing) -> None:
    ids.land({"id": 1})
    assert read(ids) == [1]
    ids.land({"id": 2})
    assert read(ids, cloudFiles__includeExistingFiles="false") == [1, 2]


def test_subfolders_are_read_hidden_names_are_not(ids: Landing) -> None:
    ids.land({"id": 1}, name="2024/01/a.json")
    ids.land({"id": 2}, name="2024/02/a.json")
    ids.land({"id": 3}, name=".uploading.json")
    ids.land({"id": 4}, name="_work/a.json")
    assert read(ids) == [1, 2]


def test_path_glob_filter(ids: Landing) -> None:
    ids.land({"id": 1}, name="x/a.jsonl")
    ids.land({"id": 2}, name="x/a.json")
    assert read(ids, pathGlobFilter="*.jsonl") == [1]


def test_max_files_per_trigger_makes_batches_oldest_first(ids: Landing) -> None:
    for number in range(5):
        ids.land({"id": number}, age_seconds=1000 - number)
    batches: list[list[int]] = []
    query = (
        ids.read(cloudFiles__maxFilesPerTrigger="2")
        .writeStream.option("checkpointLocation", f"{ids.path}/checkpoint")
        .foreachBatch(lambda rows, _: batches.append([row.id for row in rows.collect()]))
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()
    assert batches == [[0, 1], [2, 3], [4]]


def test_max_bytes_per_trigger_is_soft(ids: Landing) -> None:
    for number in range(3):
        ids.land({"id": number}, age_seconds=1000 - number)
    sizes: list[int] = []
    query = (
        ids.read(cloudFiles__maxBytesPerTrigger="5b")
        .writeStream.option("checkpointLocation", f"{ids.path}/checkpoint")
        .foreachBatch(lambda rows, _: sizes.append(rows.count()))
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()
    assert sizes == [1, 1, 1]


def test_the_file_log_is_compacted_and_still_knows_every_file(ids: Landing) -> None:
    for number in range(24):
        ids.land({"id": number})
    assert read(ids, cloudFiles__maxFilesPerTrigger="1") == list(range(24))
    assert list((ids.folder / "checkpoint" / "sources" / "0").glob("*.compact"))
    ids.land({"id": 24})
    assert read(ids) == list(range(25))


def test_a_continuous_stream_reads_what_lands(ids: Landing) -> None:
    ids.land({"id": 1})
    found: list[int] = []
    query = (
        ids.read()
        .writeStream.option("checkpointLocation", f"{ids.path}/checkpoint")
        .foreachBatch(lambda rows, _: found.extend(row.id for row in rows.collect()))
        .trigger(processingTime="100 milliseconds")
        .start()
    )
    try:
        query.processAllAvailable()
        ids.land({"id": 2})
        query.processAllAvailable()
    finally:
        query.stop()
    assert found == [1, 2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cloudFiles__formatt": "json"}, "unknown option keys: cloudFiles.formatt"),
        ({"multiline": "true", "wholeTxt": "true"}, "unknown option keys: wholeTxt"),
        ({"cloudFiles__format": "avro"}, "`cloudFiles.format`: must be .*, got avro"),
        ({"cloudFiles__maxFilesPerTrigger": "0"}, "positive whole number, got 0"),
        ({"cloudFiles__maxBytesPerTrigger": "much"}, "must be a size in bytes .*, got much"),
        ({"cloudFiles__includeExistingFiles": "yes"}, "must be `true` or `false`, got yes"),
        ({"cloudFiles__cleanSource": "MOVE"}, "must be `OFF` in the local workspace, got MOVE"),
        ({"cloudFiles__schemaEvolutionMode": "drop"}, "CF_INVALID_SCHEMA_EVOLUTION_MODE.*drop"),
    ],
)
def test_an_option_that_is_wrong_is_refused_by_name(
    ids: Landing, options: dict[str, str], message: str
) -> None:
    with pytest.raises(IllegalArgumentException, match=message):
        ids.read(**options)


def test_options_are_known_in_any_letter_case_and_checking_can_be_waived(ids: Landing) -> None:
    ids.land({"id": 1})
    ids.options = {
        "CLOUDFILES.FORMAT": "json",
        "cloudFiles.USENOTIFICATIONS": "false",
        "cloudFiles.validateOptions": "false",
        "cloudFiles.anything": "1",
    }
    assert read(ids) == [1]


def test_the_format_must_be_given(ids: Landing) -> None:
    del ids.options["cloudFiles.format"]
    with pytest.raises(IllegalArgumentException, match="CF_INCORRECT_STREAM_USAGE"):
        ids.read()


def test_a_folder_that_is_not_there(ids: Landing) -> None:
    (ids.folder / "landing").rmdir()
    with pytest.raises(StreamingQueryException, match="PATH_NOT_FOUND.*dbfs:/Volumes/"):
        ids.run()
