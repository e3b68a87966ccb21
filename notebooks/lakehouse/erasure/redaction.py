"""Redaction of values: free text is removed, and a person is known by tokens alone.

Which fields are text, names and addresses, the contracts say (`pii`). Which other values are, or
have, the person's, has been decided on decoded values before (`identity`): here each is replaced
where it is equal. The same is done to the rows of a table and to landed documents, so that a table
built again from redacted documents has the redacted rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, StringType, StructType, VariantType

from lakehouse.erasure.identity.person import ID, Person
from lakehouse.erasure.person_search import Replacements

TEXT, NAME, EMAIL = "text", "name", "email"

Mark = str | Mapping[str, str] | None
"""The mark of a field in the contracts: itself, or by name the fields that it has."""

_OWN_EMAIL = "email"
"""The field that has the address of whom a record is about: others, as the manager's, do not."""


@dataclass(frozen=True)
class Redaction:
    """What is taken out: free text, a person, or both."""

    texts: bool = False
    person: Person | None = None
    replacements: Replacements = field(default_factory=dict[str, dict[str, str | None]])
    """Replacements of the person's values, by field."""

    def of_fields(
        self, fields: StructType, of: Callable[[str], Column], marks: Mapping[str, Mark]
    ) -> dict[str, Column]:
        """The fields of a record that change, by name, as they are afterwards.

        `of` answers a field's value. `marks` are those of the record, and of what it holds
        where a field of it has no mark.
        """
        is_theirs = self._is_about_person(fields, of, marks)
        found: dict[str, Column] = {}
        for each in fields.fields:
            value, mark = of(each.name), marks.get(each.name)
            after = self.of_value(value, each.dataType, mark, marks, each.name)
            if mark == NAME and is_theirs is not None:
                after = F.when(~is_theirs, after)
            if after is not value:
                found[each.name] = after.cast(each.dataType)
        return found

    def of_value(
        self,
        value: Column,
        data_type: DataType,
        mark: Mark,
        marks: Mapping[str, Mark],
        name: str = "",
    ) -> Column:
        """A value as it is afterwards: the same object, where nothing of its type can change."""
        if mark == TEXT:
            return F.lit(None) if self.texts else value
        inner = mark if isinstance(mark, Mapping) else marks
        if isinstance(data_type, StructType):
            return self._of_struct(value, data_type, inner)
        if isinstance(data_type, ArrayType):
            element = data_type.elementType
            probe = F.lit(None)
            if self.of_value(probe, element, None, inner, name) is probe:
                return value
            return F.transform(value, lambda item: self.of_value(item, element, None, inner, name))
        replaced = self.replacements.get(name)
        if not replaced:
            return value
        if isinstance(data_type, StringType):
            return _replaced(value, value, {k: F.lit(v) for k, v in replaced.items()})
        if isinstance(data_type, VariantType):
            as_json = {json.dumps(k, ensure_ascii=False): v for k, v in replaced.items()}
            texts = {k: F.lit(json.dumps(v, ensure_ascii=False)) for k, v in as_json.items()}
            return F.coalesce(
                F.try_parse_json(_replaced(F.to_json(value), F.lit(None), texts)), value
            )
        return value

    def _of_struct(self, value: Column, fields: StructType, marks: Mapping[str, Mark]) -> Column:
        changed = self.of_fields(fields, value.getField, marks)
        if not changed:
            return value
        after = F.struct(
            *(changed.get(name, value.getField(name)).alias(name) for name in fields.names)
        )
        return F.when(value.isNotNull(), after)

    def _is_about_person(
        self, fields: StructType, of: Callable[[str], Column], marks: Mapping[str, Mark]
    ) -> Column | None:
        """True if a record is about the person: by its id, or by its only address."""
        if self.person is None:
            return None
        found: list[Column] = []
        for each in fields.fields:
            if not isinstance(each.dataType, StringType):
                continue
            replaced = self.replacements.get(each.name, {})
            if marks.get(each.name) is None:
                own = [v for v in replaced if self.person.reason(v, each.name) == ID]
            elif each.name == _OWN_EMAIL and marks[each.name] == EMAIL:
                own = [v for v, after in replaced.items() if after is None]
            else:
                continue
            if own:
                found.append(F.coalesce(of(each.name).isin(*own), F.lit(False)))
        return reduce(Column.__or__, found) if found else None


def _replaced(value: Column, otherwise: Column, replaced: Mapping[str, Column]) -> Column:
    known = F.create_map(*chain.from_iterable((F.lit(k), v) for k, v in replaced.items()))
    return F.when(value.isin(*replaced), F.try_element_at(known, value)).otherwise(otherwise)
