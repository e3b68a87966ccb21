"""Needs of a statement, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Privilege = Literal[
    "USE_CATALOG",
    "USE_SCHEMA",
    "SELECT",
    "MODIFY",
    "EXECUTE",
    "CREATE_TABLE",
    "CREATE_SCHEMA",
    "CREATE_FUNCTION",
    "READ_VOLUME",
    "WRITE_VOLUME",
    "APPLY_TAG",
    "BROWSE",
    "OWNER",
    "OWNERSHIP",
]
"""Unity Catalog's privileges, and three that stand for several.

`OWNER`: ownership of the object, MANAGE on it, or ownership of an object that holds it.
`OWNERSHIP`: ownership of the object itself; MANAGE or the ownership of its schema is not enough.
`BROWSE`: any privilege on the object, or its ownership.
"""

SecurableType = Literal["catalog", "schema", "table", "function", "volume"]
"""A view is a securable of type table."""

StatementKind = Literal["query", "dml", "ddl", "metadata", "session"]


@dataclass(frozen=True, order=True)
class Securable:
    """An object by its full name, in lower case and without quotes."""

    securable_type: SecurableType
    full_name: str


@dataclass(frozen=True, order=True)
class Requirement:
    """One privilege that the caller must have."""

    privilege: Privilege
    securable_type: SecurableType
    full_name: str
    only_if_exists: bool = False
    """Required only where the object exists: `CREATE OR REPLACE`, `DROP ... IF EXISTS`."""


@dataclass(frozen=True)
class ListPatterns:
    """Patterns of a list over a whole catalog; none for all names."""

    schema: str | None = None
    table: str | None = None
    column: str | None = None


@dataclass(frozen=True)
class CatalogCommand:
    """A statement of the catalog service: the engine has no grants and owners."""

    action: Literal[
        "grant", "revoke", "show_grants", "set_owner", "show_schemas", "show_tables", "show_columns"
    ]
    securable: Securable
    """A catalog without a name stands for all."""
    principal: str | None = None
    """Whom it is about; none where SHOW GRANTS asks for everybody's."""
    privileges: tuple[str, ...] = ()
    patterns: ListPatterns | None = None
    """Set for lists over a whole catalog."""


@dataclass(frozen=True)
class Listing:
    """A list of objects; the caller is to see those that it has a privilege on."""

    securable_type: SecurableType
    parent: str
    """The full name of what holds them; empty for catalogs."""


@dataclass(frozen=True)
class StatementAccess:
    """Needs of one statement, and its changes of objects of the catalog."""

    kind: StatementKind
    requirements: tuple[Requirement, ...]
    creates: tuple[Securable, ...] = ()
    """Objects that the statement creates; the caller becomes owner of those that were not there."""
    drops: tuple[Securable, ...] = ()
    alters: tuple[Securable, ...] = ()
    """Objects whose description changes (not their rows)."""
    renames: tuple[tuple[Securable, Securable], ...] = ()
    """Pairs of old and new name; owner and grants move along."""
    command: CatalogCommand | None = None
    """Set where the catalog service answers the statement; the engine is not asked then."""
    lists: Listing | None = None
    relations: tuple[tuple[str, ...], ...] = ()
    """Every object as it is written, names of common table expressions too: what
    `plan_tables.agree` compares with the engine's own reading."""

    @property
    def reads_only(self) -> bool:
        """Returns true if the statement changes nothing that outlives it."""
        return self.kind in ("query", "metadata", "session")
