"""Findings of an erasure that is not complete: a repeated run continues with them.

The file has personal data, and exists from the first change to the last. It is in the volume of
the checkpoints, which only jobs can read, beside the key of the hashes in ops.erasures.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lakehouse.erasure.identity.person import Person
from lakehouse.runtime.volume_files import Files

_KEY_BYTES = 32


@dataclass(frozen=True)
class ErasurePlan:
    """An erasure with whom it is about."""

    erasure_id: str
    person: Person
    files: tuple[str, ...] = ()
    """Landed files that have the person's data, by path."""
    tables: Mapping[str, int] = field(default_factory=dict[str, int])
    """Rows that have the person's data, by table: the most that a run has found."""

    def joined(
        self, person: Person, files: Iterable[str] = (), tables: Mapping[str, int] | None = None
    ) -> ErasurePlan:
        """The plan with what a later run has found beside it."""
        merged = replace(
            self.person,
            ids={**person.ids, **self.person.ids},
            addresses=self.person.addresses | person.addresses,
            names=self.person.names | person.names,
            shared_names=self.person.shared_names | person.shared_names,
        )
        return replace(
            self,
            person=merged,
            files=tuple(sorted({*self.files, *files})),
            tables=most_rows(self.tables, tables or {}),
        )

    def is_about(self, person: Person) -> bool:
        """True if the plan and a person have an id or an address in common."""
        own = self.person
        return bool(own.addresses & person.addresses or own.ids.keys() & person.ids.keys())


class ErasureFiles:
    """The folder of the plans and of the key."""

    def __init__(self, files: Files, checkpoints: str) -> None:
        self._files = files
        self._folder = f"{checkpoints}/erasure"

    def key(self, *, create: bool) -> str:
        """The key of the hashes, made once; empty where it is not made and not to be created.

        Without it earlier erasures cannot be verified.
        """
        path = f"{self._folder}/key"
        found = self._files.read(path)
        if found or not create:
            return (found or b"").decode()
        key = secrets.token_hex(_KEY_BYTES)
        self._files.write(path, key.encode())
        return key

    def plans(self) -> Iterator[ErasurePlan]:
        """The erasures that are not complete."""
        for path in self._files.list(self._folder):
            if path.endswith(".json"):
                yield _plan(self._files.read(path) or b"")

    def write(self, plan: ErasurePlan) -> None:
        """Writes what is to be erased, before anything is."""
        self._files.write(self._path(plan), _text(plan).encode())

    def remove(self, plan: ErasurePlan) -> None:
        """Removes the plan of an erasure that is complete."""
        self._files.remove(self._path(plan))

    def _path(self, plan: ErasurePlan) -> str:
        return f"{self._folder}/{plan.erasure_id}.json"


def most_rows(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """The greater number of rows of each table that has rows in one of two counts."""
    names = sorted(name for name in {*one, *other} if one.get(name) or other.get(name))
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in names}


def keyed_hash(key: str, value: str) -> str:
    """The keyed hash of a value: without the key, addresses cannot be tried on it."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()


def _text(plan: ErasurePlan) -> str:
    person = plan.person
    return json.dumps(
        {
            "erasure_id": plan.erasure_id,
            "token": person.token,
            "ids": dict(person.ids),
            "addresses": sorted(person.addresses),
            "names": sorted(person.names),
            "shared_names": sorted(person.shared_names),
            "address_fields": sorted(person.address_fields),
            "files": list(plan.files),
            "tables": dict(plan.tables),
        }
    )


def _plan(body: bytes) -> ErasurePlan:
    told = json.loads(body)
    person = Person(
        told["token"],
        told["ids"],
        frozenset(told["addresses"]),
        frozenset(tuple(name) for name in told["names"]),
        frozenset(tuple(name) for name in told["shared_names"]),
        frozenset(told["address_fields"]),
    )
    return ErasurePlan(told["erasure_id"], person, tuple(told["files"]), told.get("tables", {}))
