"""Readings of values by their kind. Each raises `Invalid` with the rule `<field>_<problem>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from .exact_json import Json, Number, is_text
from .paths import Found
from .problems import Invalid

LONGEST_ID = 256
LONGEST_INT = 2147483647

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_WHOLE = re.compile("-?[0-9]+")
_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,30})?")
_ISO_8601 = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_RFC_2822 = re.compile(
    rf"(?:({'|'.join(_DAYS)}), )?([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}}) "
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))? ([+-][0-9]{4}|GMT|UT)"
)
_LANGUAGE = re.compile("([A-Za-z]{2,3})([-_][A-Za-z0-9]{1,8})*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Seconds that are read as milliseconds are of January 1970, so that earlier times are errors."""


def text_of(found: Found, field: str) -> str | None:
    """A text as it is; None where it is absent."""
    value = found.value
    if value is None:
        return None
    if not is_text(value) or _HALF_CHARACTER.search(value):
        raise Invalid(f"{field}_valid", found.path, value)
    return value


def id_of(found: Found, field: str, white_space: str) -> str | None:
    """An id with exactly its digits, without white space around it; None where it is blank.

    A number with a fraction or an exponent may have lost digits, so that it is no id.
    """
    value = found.value
    if isinstance(value, Number):
        if not _WHOLE.fullmatch(value):
            raise Invalid(f"{field}_exact", found.path, value)
        text = str(value)
    else:
        text = (text_of(found, field) or "").strip(white_space)
    if len(text) > LONGEST_ID:
        raise Invalid(f"{field}_valid", found.path, text)
    return text or None


def time_of(found: Found, form: str, field: str) -> str | None:
    """A time in UTC, as ISO 8601 with microseconds where it has them; None where it is absent."""
    if found.value is None or found.value == "":
        return None
    try:
        instant = _TIMES[form](found.value)
    except (ValueError, OverflowError):
        instant = None
    if instant is None:
        raise Invalid(f"{field}_valid", found.path, found.value)
    return instant.replace(tzinfo=None).isoformat() + "Z"


def seconds_of(found: Found, unit: str, field: str) -> int | None:
    """A duration in whole seconds; None where it is absent."""
    amount = amount_of(found, f"{field}_valid")
    if amount is None:
        return None
    seconds = amount * 60 if unit == "minutes" else amount
    seconds = seconds / 1000 if unit == "milliseconds" else seconds
    if seconds > LONGEST_INT:
        raise Invalid(f"{field}_in_range", found.path, found.value)
    return int(seconds)


def amount_of(found: Found, rule: str) -> Decimal | None:
    """A number that is not negative, or a text of one; None where it is absent."""
    if found.value is None:
        return None
    if not isinstance(found.value, str) or not _DECIMAL.fullmatch(found.value):
        raise Invalid(rule, found.path, found.value)
    return Decimal(found.value)


def language_of(
    found: Found, form: str, codes: Mapping[str, str], none: tuple[str, ...], field: str
) -> str | None:
    """A language by ISO 639-1, or by its longer code where it has no other."""
    value = text_of(found, field)
    if not value:
        return None
    if form == "iso6392":
        if value in none:
            return None
        if value not in codes:
            raise Invalid(f"{field}_known", found.path, value)
        return codes[value]
    tag = _LANGUAGE.fullmatch(value)
    if tag is None:
        raise Invalid(f"{field}_known", found.path, value)
    code = tag[1].lower()
    return codes.get(code, code)


def known(found: Found, values: Mapping[str, str | None], rule: str) -> str | None:
    """The declared value for a vendor's value; None where it is absent."""
    value = found.value
    if value is None:
        return None
    if not is_text(value) or value not in values:
        raise Invalid(rule, found.path, value)
    return values[value]


def _iso_8601(value: Json) -> datetime | None:
    found = _ISO_8601.fullmatch(value) if is_text(value) else None
    if found is None:
        return None
    year, month, day, hour, minute = (int(found[group]) for group in range(1, 6))
    # a timestamp has microseconds: more digits are cut
    micros = int((found[7] or "").ljust(6, "0")[:6])
    zone = _zone(found[8])
    return datetime(
        year, month, day, hour, minute, int(found[6] or 0), micros, tzinfo=zone
    ).astimezone(UTC)


def _rfc_2822(value: Json) -> datetime | None:
    found = _RFC_2822.fullmatch(value) if is_text(value) else None
    if found is None:
        return None
    month = _MONTHS.index(found[3]) + 1
    clock = int(found[5]), int(found[6]), int(found[7] or 0)
    local = datetime(int(found[4]), month, int(found[2]), *clock, tzinfo=_zone(found[8]))
    if found[1] and _DAYS[local.weekday()] != found[1]:
        return None
    return local.astimezone(UTC)


def _epoch(value: Json, per_second: int) -> datetime | None:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        return None
    instant = _EPOCH + timedelta(microseconds=int(Decimal(value) * (1_000_000 // per_second)))
    return instant if instant >= _FIRST_EPOCH else None


def _zone(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 18 or minutes > 59:
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _epoch_seconds(value: Json) -> datetime | None:
    return _epoch(value, 1)


def _epoch_milliseconds(value: Json) -> datetime | None:
    return _epoch(value, 1000)


_TIMES = {
    "iso8601": _iso_8601,
    "rfc2822": _rfc_2822,
    "epochSeconds": _epoch_seconds,
    "epochMilliseconds": _epoch_milliseconds,
}
