"""Evolution of bronze by the fields that a feed's contract does not declare.

The evolved schema of a feed is a struct of such fields only. Each has its path in the document, and
is a STRING for any value, as Auto Loader infers JSON. Fields are added and never changed. Plain
Python over Spark's types: no session is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyspark.sql.types import ArrayType, DataType, StringType, StructField, StructType

from lakehouse.ingest.drift import ANY, Shape

MOST_FIELDS = 500
"""More do not become columns: documents whose keys are data would have no end of them."""

_COLUMN_NAME = re.compile(r"[^ ,;{}()\n\t=]{1,255}")
"""Names that a Delta column may have without column mapping."""

_ELEMENT = "[]"

Names = tuple[str, ...]


def new_field(path: str, shape: Shape) -> Names | None:
    """The names down to a field that the shape does not know; None where it does.

    `path` is a path of rescued data with `[]` for every index. Where the shape knows the field, its
    value has another type or its name another letter case; of a VARIANT, which takes any scalar,
    an object or a list is news.
    """
    if isinstance(shape, list):
        if not path.startswith(_ELEMENT):
            return None
        return new_field(path.removeprefix(_ELEMENT).removeprefix("."), shape[0])
    if not isinstance(shape, dict) or not path:
        return None
    if path in shape:
        return (path,) if shape[path] == "variant" else None
    for name, inner in shape.items():
        rest = path.removeprefix(name)
        if rest != path and rest.startswith((".", _ELEMENT)) and not isinstance(inner, str):
            below = new_field(rest.removeprefix("."), inner)
            return None if below is None else (name, *below)
    known = {name.lower() for name in shape}
    return None if path.lower() in known else (path,)


def evolved(
    schema: StructType, paths: Iterable[str], declared: Shape, reserved: Iterable[str]
) -> tuple[StructType, list[str]]:
    """The evolved schema with the new fields among `paths`, and those that it gained.

    What cannot be a column is not gained: a name that Delta refuses, that is `reserved` (bronze's
    own) or that the table has in another letter case, or a field inside one that is a STRING.
    """
    taken = {name.lower() for name in reserved}
    gained: list[str] = []
    for path in sorted(paths):
        names = new_field(path, known_shape(declared, schema))
        if names is None or names[0].lower() in taken or _leaves(schema) >= MOST_FIELDS:
            continue
        if not all(_COLUMN_NAME.fullmatch(name) for name in names):
            continue
        grown = _grown(schema, declared, names)
        if isinstance(grown, StructType) and grown != schema:
            schema = grown
            gained.append(path)
    return schema, gained


def known_shape(declared: Shape, schema: DataType | None) -> Shape:
    """The declared shape with the evolved fields, which have any type, where it allows fields."""
    if isinstance(schema, StructType) and isinstance(declared, dict | None):
        inner = declared or {}
        fields = {f.name: known_shape(inner.get(f.name), f.dataType) for f in schema.fields}
        return inner | fields
    if isinstance(schema, ArrayType) and isinstance(declared, list | None):
        return [known_shape(declared[0] if declared else None, schema.elementType)]
    return ANY if declared in (None, "variant") else declared


def _grown(known: DataType | None, declared: Shape, names: Names) -> DataType:
    """The type with one more field, or unchanged if it cannot have fields: types never change."""
    if isinstance(declared, list) and isinstance(known, ArrayType | None):
        element = known.elementType if known else None
        return ArrayType(_grown(element, declared[0], names))
    if not names:
        return known or StringType()
    if known is not None and (isinstance(declared, list) or not isinstance(known, StructType)):
        return known
    struct = StructType([]) if known is None else known
    name, *rest = names
    inner = declared.get(name) if isinstance(declared, dict) else None
    fields = struct.fields
    for index, field in enumerate(fields):
        if field.name == name:
            grown = _grown(field.dataType, inner, tuple(rest))
            return StructType([*fields[:index], StructField(name, grown), *fields[index + 1 :]])
        if field.name.lower() == name.lower():
            return struct
    return StructType([*fields, StructField(name, _grown(None, inner, tuple(rest)))])


def _leaves(schema: DataType) -> int:
    if isinstance(schema, StructType):
        return sum(_leaves(field.dataType) for field in schema.fields)
    return _leaves(schema.elementType) if isinstance(schema, ArrayType) else 1
