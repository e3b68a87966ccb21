"""Readings of times, durations, languages and WebVTT."""

from __future__ import annotations

from typing import Any

import pytest
from lakehouse.sources.exact_json import Number
from lakehouse.sources.paths import Found
from lakehouse.sources.problems import Invalid
from lakehouse.sources.readings import language_of, seconds_of, time_of
from lakehouse.sources.webvtt import cues_of

TIMES: list[tuple[str, Any, str | None]] = [
    ("iso8601", "2026-02-03T10:00:00Z", "2026-02-03T10:00:00Z"),
    ("iso8601", "2018-02-18T02:30:00-07:00", "2018-02-18T09:30:00Z"),
    ("iso8601", "2026-02-03T10:00:00.123456789+0530", "2026-02-03T04:30:00.123456Z"),
    ("iso8601", "2026-02-03 10:00Z", "2026-02-03T10:00:00Z"),
    ("iso8601", "2026-02-03T10:00:00", None),
    ("iso8601", "2026-02-03", None),
    ("iso8601", "10:00:00Z", None),
    ("iso8601", "2026-02-30T10:00:00Z", None),
    ("iso8601", "2026-02-03T25:00:00Z", None),
    ("iso8601", "2026-02-03T10:00:00+19:00", None),
    ("iso8601", "0001-01-01T00:00:00+05:00", None),
    ("iso8601", "\u0662026-02-03T10:00:00Z", None),
    ("iso8601", "2026-02-03T10:00:00Z\n", None),
    ("iso8601", Number("20260203"), None),
    ("rfc2822", "Tue, 31 Aug 2010 20:36:28 +0000", "2010-08-31T20:36:28Z"),
    ("rfc2822", "31 Aug 2010 20:36 -0130", "2010-08-31T22:06:00Z"),
    ("rfc2822", "Tue, 31 Aug 2010 20:36:28 GMT", "2010-08-31T20:36:28Z"),
    ("rfc2822", "Mon, 31 Aug 2010 20:36:28 +0000", None),
    ("rfc2822", "Tue, 31 Aug 2010 20:36:28 EST", None),
    ("rfc2822", "Tue, 31 Aug 2010 20:36:28", None),
    ("epochSeconds", Number("1706954400"), "2024-02-03T10:00:00Z"),
    ("epochSeconds", "1706954400", "2024-02-03T10:00:00Z"),
    ("epochSeconds", Number("1706954400.25"), "2024-02-03T10:00:00.250000Z"),
    ("epochSeconds", Number("1706954400123"), None),
    ("epochMilliseconds", Number("1706954400123"), "2024-02-03T10:00:00.123000Z"),
    ("epochMilliseconds", Number("1706954400"), None),
    ("epochMilliseconds", Number("1.706954400e12"), None),
    ("epochMilliseconds", Number("-1706954400123"), None),
    ("epochMilliseconds", Number("9" * 18), None),
    ("epochMilliseconds", True, None),
]


@pytest.mark.parametrize(("form", "value", "expected"), TIMES)
def test_a_time_has_date_and_zone(form: str, value: Any, expected: str | None):
    if expected is not None:
        assert time_of(Found("t", value), form, "call_timestamp") == expected
        return
    with pytest.raises(Invalid) as found:
        time_of(Found("t", value), form, "call_timestamp")
    assert found.value.problem[:2] == ("call_timestamp_valid", "t")


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        ("seconds", Number("60"), 60),
        ("seconds", "60", 60),
        ("seconds", Number("25.933313"), 25),
        ("minutes", Number("0.700952410697937"), 42),
        ("milliseconds", Number("32110"), 32),
        ("seconds", None, None),
    ],
)
def test_a_duration_is_in_whole_seconds(unit: str, value: Any, expected: int | None):
    assert seconds_of(Found("d", value), unit, "duration_seconds") == expected


@pytest.mark.parametrize("value", ["", "-1", Number("1e3"), "1,5", True, [], Number("9" * 12)])
def test_other_durations_are_rejected(value: Any):
    with pytest.raises(Invalid):
        seconds_of(Found("d", value), "seconds", "duration_seconds")


def test_languages_are_of_iso_639_1(sources):
    def read(value: str, form: str) -> str | None:
        found = Found("l", value)
        return language_of(found, form, sources.languages, sources.no_language, "language")

    assert [read(code, "iso6392") for code in ("eng", "ger", "deu", "und", "zxx")] == [
        *("en", "de", "de"),
        *(None, None),
    ]
    assert [read(tag, "bcp47") for tag in ("en-US", "en_us", "EN", "pt-BR", "fra", "yue")] == [
        *("en", "en", "en", "pt", "fr", "yue"),
    ]
    for value, form in (("xyz", "iso6392"), ("english", "bcp47"), ("e", "bcp47"), ("en-", "bcp47")):
        with pytest.raises(Invalid):
            read(value, form)


def test_a_webvtt_file_has_cues_with_speakers():
    text = (
        "\ufeffWEBVTT Kind: captions\nLanguage: en\n\nNOTE\nA: not spoken\n\nSTYLE\n::cue {}\n\n"
        "1\n00:01.000 --> 00:02.000 align:start\nRae Rep: Hello:\nthere &amp; welcome\n\n"
        "01:00:03.500 --> 01:00:04.000\n<v.loud Pat Prospect>Hi <b>you</b></v>\n\n\n"
        "00:05.000 --> 00:06.000\nno name here"
    )
    cues: Any = cues_of(text, "transcript")
    assert cues == {
        "cues": [
            {
                "start": "1.000",
                "end": "2.000",
                "speaker": "Rae Rep",
                "text": "Hello:\nthere & welcome",
            },
            {"start": "3603.500", "end": "3604.000", "speaker": "Pat Prospect", "text": "Hi you"},
            {"start": "5.000", "end": "6.000", "speaker": None, "text": "no name here"},
        ]
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("WEBVTTX", 1),
        ("WEBVTT\n\n00:01 --> 00:02\na", 3),
        ("WEBVTT\n\n1\nno time\n", 3),
        ("WEBVTT\n\nlost text", 3),
    ],
)
def test_another_file_is_rejected_by_line(text: str, line: int):
    with pytest.raises(Invalid) as found:
        cues_of(text, "transcript")
    assert found.value.problem[:2] == ("webvtt_valid", f"transcript:{line}")
