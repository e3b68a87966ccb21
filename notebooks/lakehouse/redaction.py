"""What redaction makes of a value: its free text gone, and a person in it known by no name.

Which fields are text, names and addresses, the contracts say (`pii`); ids are any other text that
equals one. The same is done to the rows of a table and to landed documents, so that a table built
again from redacted documents has the redacted rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, StringType, StructType

TEXT, NAME, EMAIL = "text", "name", "email"

Mark = str | Mapping[str, str] | None
"""How a field is marked in the contracts: itself, or by name the fields that it has."""

_OWN_EMAIL = "email"
"""The field that has the address of whom a record is about: others, as the manager's, do not."""


@dataclass(frozen=True)
class Person:
    """Somebody to be forgotten, by all that they are known by."""

    ids: tuple[str, ...]
    emails: tuple[str, ...]
    """In lower case."""
    token: str
    """What stands where an id stood, so that what belongs together still does."""

    def is_id(self, value: Column) -> Column:
        """Whether a text is an id of theirs."""
        return F.coalesce(value.isin(*self.ids), F.lit(False)) if self.ids else F.lit(False)

    def is_email(self, value: Column) -> Column:
        """Whether a text is an address of theirs."""
        known = F.lower(value).isin(*self.emails) if self.emails else F.lit(False)
        return F.coalesce(known, F.lit(False))

    def is_named_in(self, payload: Column) -> Column:
        """Whether a JSON text has an address of theirs, or a value that is an id."""
        found = [
            F.contains(payload, F.lit(json.dumps(one, ensure_ascii=False))) for one in self.ids
        ]
        found += [F.contains(F.lower(payload), F.lit(one)) for one in self.emails]
        return F.coalesce(reduce(Column.__or__, found, F.lit(False)), F.lit(False))


@dataclass(frozen=True)
class Redaction:
    """What is taken out: free text, a person, or both."""

    texts: bool = False
    person: Person | None = None

    def of_fields(
        self, fields: StructType, of: Callable[[str], Column], marks: Mapping[str, Mark]
    ) -> dict[str, Column]:
        """The fields of a record that change, by name, as they are afterwards.

        `of` answers a field's value. `marks` are those of the record, and of what it holds
        where a field of it has no mark.
        """
        is_theirs = self._is_about_person(fields, of, marks)
        found: dict[str, Column] = {}
        for field in fields.fields:
            value, mark = of(field.name), marks.get(field.name)
            if mark == NAME:
                after = F.when(~is_theirs, value) if self.person else value
            else:
                after = self.of_value(value, field.dataType, mark, marks)
            if after is not value:
                found[field.name] = after.cast(field.dataType)
        return found

    def of_value(
        self, value: Column, data_type: DataType, mark: Mark, marks: Mapping[str, Mark]
    ) -> Column:
        """A value as it is afterwards: the same object, where nothing of its type can change."""
        if mark == TEXT:
            return F.lit(None) if self.texts else value
        if mark == EMAIL:
            return F.when(~self.person.is_email(value), value) if self.person else value
        inner = mark if isinstance(mark, Mapping) else marks
        if isinstance(data_type, StructType):
            return self._of_struct(value, data_type, inner)
        if isinstance(data_type, ArrayType):
            element = data_type.elementType
            probe = F.lit(None)
            if self.of_value(probe, element, None, inner) is probe:
                return value
            return F.transform(value, lambda item: self.of_value(item, element, None, inner))
        if isinstance(data_type, StringType) and self.person:
            return F.when(self.person.is_id(value), F.lit(self.person.token)).otherwise(value)
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
    ) -> Column:
        if self.person is None:
            return F.lit(False)
        texts = [f.name for f in fields.fields if isinstance(f.dataType, StringType)]
        found = [self.person.is_id(of(name)) for name in texts if marks.get(name) is None]
        if marks.get(_OWN_EMAIL) == EMAIL and _OWN_EMAIL in texts:
            found.append(self.person.is_email(of(_OWN_EMAIL)))
        return reduce(Column.__or__, found, F.lit(False))
