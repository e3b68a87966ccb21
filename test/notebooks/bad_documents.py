"""Every kind of bad document: what lands, and what is to become of it.

A body is what a source sent, byte for byte. It ends in `silver.conversations` (`accepted`), in
quarantine by a rule (`rejected`), or in silver without those of its signals that broke a rule.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .documents import conversation, evaluation, signal

MEGABYTE = 1_000_000
SCORED_AT = "2025-03-05T00:00:00Z"
WELL_FORMED = "well_formed"


@dataclass(frozen=True)
class BadDocument:
    """A landed file, and what silver is to say of it."""

    name: str
    body: bytes
    rules: frozenset[str] = frozenset()
    """The rules that the call breaks; none: it enters silver.conversations."""

    rejected_signals: Mapping[str, int] = field(default_factory=dict)
    """Number of its signals that violate a rule, by rule."""

    accepted_signals: int = 0
    rescued: tuple[str, ...] = ()
    """Of an accepted document, the paths that bronze has in `_rescued_data`."""

    as_read: Mapping[str, Any] = field(default_factory=dict)
    """Columns of silver that are not what Python reads from the body, and why is said beside it."""


def body_of(name: str, *evaluations: Any, **call: Any) -> bytes:
    """A conversation whose id is the kind's name, as JSON in UTF-8 without escapes."""
    return json.dumps(document(name, *evaluations, **call), ensure_ascii=False).encode()


def document(name: str, *evaluations: Any, **call: Any) -> dict[str, Any]:
    """A conversation whose id is the kind's name."""
    return conversation(name, *evaluations, **call)


def accepted(name: str, body: bytes | None = None, **expected: Any) -> BadDocument:
    """A kind that enters silver all the same."""
    return BadDocument(name, body_of(name) if body is None else body, **expected)


def rejected(name: str, body: bytes, *rules: str) -> BadDocument:
    """A kind that goes to quarantine: as malformed, or by the rules named."""
    return BadDocument(name, body, frozenset(rules or (WELL_FORMED,)))


def scored(name: str, rule: str, raw_signal: str) -> BadDocument:
    """A good call with a good signal and one, given as JSON, that breaks a rule."""
    whole = body_of(name, evaluation("v@1", SCORED_AT, signal("good", 0.5), signal("bad", "BAD")))
    sent = json.dumps(signal("bad", "BAD")).encode()
    assert sent in whole
    body = whole.replace(sent, raw_signal.encode())
    return BadDocument(name, body, rejected_signals={rule: 1}, accepted_signals=1)


def raw(name: str, at: str, value: str) -> bytes:
    """A conversation in which the text `"@"` of the call's field `at` is replaced by raw JSON."""
    return body_of(name, **{at: "@"}).replace(b'"@"', value.encode())


def evaluations(name: str, value: str) -> bytes:
    """A conversation with raw JSON for its evaluations."""
    return body_of(name).replace(b'"evaluations": []', b'"evaluations": %b' % value.encode())


def out_of_range(name: str, body: bytes) -> BadDocument:
    """A kind that is rejected for its duration."""
    return rejected(name, body, "duration_seconds_in_range")


def nested(depth: int) -> str:
    """JSON nested so deep."""
    return "[" * depth + "]" * depth


def turns(size: int) -> list[dict[str, Any]]:
    """A transcript of about `size` bytes, in characters of one to four bytes."""
    text = "née שלום 漢字 🙂 " * 1_000
    count = size // len(text.encode())
    role = {"speaker_id": "rep_1", "role": "rep", "text": text}
    return [{"turn_index": index, **role} for index in range(count)]


def nothing_but_nulls() -> bytes:
    """A conversation of which every field is there and null."""
    whole = document("")
    return json.dumps(dict.fromkeys(whole) | {"call": dict.fromkeys(whole["call"])}).encode()


def _whole(name: str) -> str:
    return body_of(name).decode()


def _signal(value: str, **fields: str) -> str:
    """A signal of type score as raw JSON."""
    sent = {"signal_name": '"bad"', "signal_type": '"score"', "value": value, **fields}
    return "{" + ", ".join(f'"{key}": {text}' for key, text in sent.items()) + "}"


ENCODINGS = [
    rejected("empty", b""),
    rejected("whitespace", b" \r\n\t \n"),
    # RFC 8259 lets a reader ignore it, and Windows writes it.
    accepted("utf8_bom", b"\xef\xbb\xbf" + body_of("utf8_bom")),
    accepted("crlf", json.dumps(document("crlf"), indent=1).replace("\n", "\r\n").encode()),
    rejected("utf16_with_bom", _whole("utf16").encode("utf-16")),
    rejected("utf16_big_endian", _whole("utf16_big_endian").encode("utf-16-be")),
    rejected("utf32", _whole("utf32").encode("utf-32")),
    # Read with replacement characters, two ids that differ would become one.
    rejected("latin1", body_of("latin1", title="Müller").decode().encode("latin-1")),
    rejected("invalid_utf8_in_id", body_of("@").replace(b"@", b"id\xff")),
    rejected("overlong_utf8", body_of("overlong_utf8", title="@").replace(b'"@"', b'"\xc0\xaf"')),
    rejected("surrogate_bytes", body_of("surrogate", title="@").replace(b"@", b"\xed\xa0\x80")),
    rejected("gzip", gzip.compress(body_of("gzip"), mtime=0)),
    rejected("nul_bytes", body_of("nul_bytes").replace(b" ", b"\x00")),
    rejected("all_nul", bytes(4096)),
]

SYNTAX = [
    rejected("truncated", body_of("truncated")[:120]),
    rejected(
        "truncated_in_a_character", body_of("t", title="🙂🙂").split("🙂".encode())[0] + b"\xf0"
    ),
    rejected("truncated_by_one_byte", body_of("truncated_by_one_byte")[:-1]),
    rejected("one_brace_too_many", body_of("one_brace_too_many") + b"}"),
    rejected("rubbish_behind", body_of("rubbish_behind") + b"} rubbish"),
    rejected("two_values", body_of("two_values") + body_of("two_values_2")),
    rejected("two_lines", body_of("two_lines") + b"\n" + body_of("two_lines_2")),
    rejected("array_of_documents", b"[" + body_of("array_of_documents") + b"]"),
    rejected("empty_array", b"[]"),
    rejected("number_alone", b"42"),
    rejected("string_alone", b'"a string"'),
    rejected("null_alone", b"null"),
    rejected("true_alone", b"true"),
    rejected("nan_alone", b"NaN"),
    rejected("html", b"<html><body>503 Service Unavailable</body></html>"),
    rejected("trailing_comma", body_of("trailing_comma")[:-1] + b",}"),
    rejected("comments", b"/* exported */ " + body_of("comments")),
    rejected("line_comment", body_of("line_comment")[:-1] + b" // end\n}"),
    rejected("single_quotes", str(document("single_quotes")).replace("None", "null").encode()),
    rejected("unquoted_names", body_of("unquoted_names").replace(b'"call"', b"call")),
    rejected("leading_zero", raw("leading_zero", "duration_seconds", "007")),
    rejected("raw_control_character", body_of("raw").replace(b"A call", b"A\ncall\x07")),
    rejected("bad_escape", body_of("bad_escape").replace(b"A call", rb"A \x call")),
    rejected("nested_too_deep", raw("nested_too_deep", "mood", nested(5_000))),
    rejected("nested_far_too_deep", raw("nested_far_too_deep", "mood", nested(100_000))),
    rejected("number_of_5000_digits", raw("number_of_5000_digits", "mood", "1" * 5_000)),
]

SHAPES = [
    rejected("empty_object", b"{}", "call_id_present", "rep_id_present", "call_timestamp_valid"),
    rejected("call_is_null", b'{"source_system": "dialler", "call": null}', "call_id_present"),
    rejected("call_is_text", b'{"source_system": "dialler", "call": "call_1"}'),
    rejected("call_is_an_array", b'{"source_system": "dialler", "call": [1, 2]}'),
    rejected("nothing_but_nulls", nothing_but_nulls(), "call_id_present", "source_system_present"),
    rejected("participants_is_text", body_of("participants_is_text", participants="R, P")),
    rejected("transcript_is_a_number", body_of("transcript_is_a_number", transcript=3)),
    rejected(
        "evaluations_is_an_object", body_of("e").replace(b'"evaluations": []', b'"evaluations": {}')
    ),
    accepted("evaluations_is_null", evaluations("evaluations_is_null", "null")),
    accepted(
        "nulls_in_arrays",
        body_of(
            "nulls_in_arrays",
            None,
            evaluation("v@1", SCORED_AT, signal("good", 0.5)),
            participants=[None],
            transcript=[None, {"turn_index": None, "role": None, "text": None}],
        ),
        accepted_signals=1,
        # turns of which none has a text
        as_read={"text_sha256": None},
    ),
    accepted(
        "unknown_fields",
        body_of("unknown_fields", mood={"x": [1, None]}, Channel="sms"),
        rescued=("call.mood", "call.Channel"),
    ),
    accepted(
        "nested_500_deep",
        raw("nested_500_deep", "mood", nested(500)),
        rescued=("call.mood",),
    ),
    accepted(
        "nested_990_deep",
        raw("nested_990_deep", "mood", nested(990)),
        rescued=("call.mood",),
    ),
    # The last one counts, to Spark as to Python.
    accepted(
        "duplicate_keys",
        body_of("duplicate_keys", title="@").replace(
            b'"title": "@"', b'"title": "1", "title": "2"'
        ),
    ),
    rejected("missing_ids", body_of("", rep_id=" "), "call_id_present", "rep_id_present"),
]

TEXTS = [
    accepted("emoji", body_of("emoji", title="🙂👩‍👩‍👧 e\u0301 \U0010ffff")),
    accepted("emoji_escaped", json.dumps(document("emoji_escaped", title="🙂")).encode()),
    accepted("right_to_left", body_of("right_to_left", title="שלום \u202eevil\u202c مرحبا")),
    accepted("id_of_sql", body_of("'; drop table silver.conversations; --")),
    accepted("id_of_sql_marker", body_of("${x} :call_id `q` \\' %_")),
    accepted("id_of_a_path", body_of("../../../etc/passwd\\..\\C:/%2e%2e")),
    accepted("id_with_nul", json.dumps(document("id\u0000with_nul")).encode()),
    accepted("id_with_control_characters", json.dumps(document("id\n\t\u001b[31m")).encode()),
    accepted("id_with_zero_width", body_of("id\u200bwith\u2060zero\ufeffwidth")),
    accepted("id_of_100_kB", body_of("long" * 25_000)),
    # No such character is text in UTF-8: silver has a question mark, bronze what was sent.
    accepted(
        "lone_surrogate",
        rb'{"source_system": "s", "call": {"call_id": "lone_surrogate", "rep_id": "rep_1",'
        rb' "call_timestamp": "2025-03-04T10:00:00Z", "title": "cut \ud83d"}}',
        as_read={"title": "cut ?"},
        rescued=("call.title",),
    ),
]

NUMBERS = [
    out_of_range("negative_duration", body_of("n", duration_seconds=-5)),
    out_of_range("duration_of_nan", raw("n", "duration_seconds", "NaN")),
    out_of_range("duration_of_1e400", raw("n", "duration_seconds", "1e400")),
    out_of_range("duration_beyond_int", body_of("n", duration_seconds=2**31)),
    out_of_range("duration_of_text", body_of("n", duration_seconds="long")),
    accepted(
        "negative_zero",
        raw("negative_zero", "duration_seconds", "-0.0"),
        as_read={"duration_seconds": 0},
        rescued=("call.duration_seconds",),
    ),
    scored("confidence_of_nan", "confidence_in_range", _signal("1", confidence="NaN")),
    scored("confidence_of_infinity", "confidence_in_range", _signal("1", confidence="Infinity")),
    scored("confidence_of_1e400", "confidence_in_range", _signal("1", confidence="1e400")),
    scored("value_of_nan", "value_fits_type", _signal("NaN")),
    scored("value_of_infinity", "value_fits_type", _signal("-Infinity")),
    scored("value_of_1e400", "value_fits_type", _signal("1e400")),
    scored("value_of_text", "value_fits_type", _signal('"high"')),
    scored("value_of_an_object", "value_fits_type", _signal('{"a": [1, {"b": null}]}')),
    # read as any object, its last key counts; and an object is no score
    scored("value_with_a_key_twice", "value_fits_type", _signal('{"a": 1, "a": 2}')),
    scored("value_nested_deep", "value_fits_type", _signal(nested(400))),
    scored("signal_of_nothing", "signal_name_present", "{}"),
    scored("signal_of_null", "signal_name_present", "null"),
]

TIMES = [
    rejected("time_of_text", body_of("t", call_timestamp="yesterday"), "call_timestamp_valid"),
    rejected("time_of_no_day", body_of("t", call_timestamp="2025-02-30"), "call_timestamp_valid"),
    rejected("time_of_a_number", body_of("t", call_timestamp=1741082400), "call_timestamp_valid"),
    # No Python date, so that nothing may take it through Python.
    accepted(
        "time_before_christ",
        body_of(
            "time_before_christ",
            evaluation("v@1", SCORED_AT, signal("good", 0.5)),
            call_timestamp="-0044-03-15T10:00:00Z",
        ),
        accepted_signals=1,
        rescued=("call.call_timestamp",),
    ),
]

SIZES = [
    accepted("50_megabytes", body_of("50_megabytes", transcript=turns(50 * MEGABYTE))),
    accepted(
        "3000_signals",
        body_of(
            "3000_signals",
            evaluation("v@1", SCORED_AT, *(signal(f"s{n}", n) for n in range(3_000))),
        ),
        accepted_signals=3_000,
    ),
    # Spark's parser takes texts of up to 20 million characters.
    rejected("text_of_21_megabytes", body_of("t", title="x" * 21 * MEGABYTE)),
]

DOCUMENTS = [*ENCODINGS, *SYNTAX, *SHAPES, *TEXTS, *NUMBERS, *TIMES, *SIZES]
