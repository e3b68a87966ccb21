"""Values by the types of contracts, each field with its path."""

from __future__ import annotations

import re

from lineage.values import How, LineageError, Source, Value

_TOKEN = re.compile(r"\s*(DECIMAL\(\d+,\d+\)|[A-Za-z_]\w*|[<>:,])")


def value_of_type(text: str, table: str, column: str, path: str) -> Value:
    """The value of a column, or of a field at a path within it, of a type."""
    tokens = _TOKEN.findall(text)
    value = _read(tokens, table, column, path)
    if tokens:
        raise LineageError(f"type: unknown, got {text}")
    return value


def _read(tokens: list[str], table: str, column: str, path: str) -> Value:
    head = tokens.pop(0)
    if head == "ARRAY":
        tokens.pop(0)
        element = _read(tokens, table, column, f"{path}[]")
        tokens.pop(0)
        return Value(element=element)
    if head == "STRUCT":
        fields: dict[str, Value] = {}
        while tokens.pop(0) != ">":
            name = tokens.pop(0)
            tokens.pop(0)
            fields[name] = _read(tokens, table, column, f"{path}.{name}".lstrip("."))
        return Value(fields=fields)
    return Value({Source(table, column, path): How.COPIED})
