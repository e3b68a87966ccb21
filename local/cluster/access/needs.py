"""Collects what a statement needs while it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cluster.access.keywords import is_query_keyword
from cluster.access.model import (
    CatalogCommand,
    Listing,
    Privilege,
    Requirement,
    Securable,
    SecurableType,
    StatementAccess,
    StatementKind,
)
from cluster.access.names import Name, NameResolver, Path
from cluster.access.refused import StatementRefused


@dataclass
class Needs:
    """The requirements of one statement so far, and what it does to objects."""

    names: NameResolver
    parameters: Mapping[str, str | None]
    is_builtin: Callable[[str], bool]
    requirements: dict[Requirement, None] = field(default_factory=dict)
    creates: list[Securable] = field(default_factory=list)
    drops: list[Securable] = field(default_factory=list)
    alters: list[Securable] = field(default_factory=list)
    renames: list[tuple[Securable, Securable]] = field(default_factory=list)
    command: CatalogCommand | None = None
    lists: Listing | None = None
    relations: list[Name] = field(default_factory=list)

    def require(
        self,
        privilege: Privilege,
        securable_type: SecurableType,
        full_name: str,
        *,
        only_if_exists: bool = False,
    ) -> None:
        """Ask for a privilege on an object, and for the way to it."""
        parts = full_name.split(".")
        if securable_type != "catalog":
            self._add(Requirement("USE_CATALOG", "catalog", parts[0]))
        if securable_type not in ("catalog", "schema"):
            self._add(Requirement("USE_SCHEMA", "schema", ".".join(parts[:2])))
        self._add(Requirement(privilege, securable_type, full_name, only_if_exists))

    def read(self, name: Name) -> None:
        """A relation is read: a table or view, or a path in a volume."""
        self.relations.append(name)
        relation = self.names.relation(name)
        if isinstance(relation, Path):
            self.require("READ_VOLUME", "volume", relation.volume)
        else:
            self.require("SELECT", "table", relation)

    def table(self, privilege: Privilege, name: Name, *, only_if_exists: bool = False) -> Securable:
        """Ask for a privilege on a table or view that the statement names."""
        self.relations.append(name)
        full_name = self.names.table(name)
        self.require(privilege, "table", full_name, only_if_exists=only_if_exists)
        return Securable("table", full_name)

    def write(self, name: Name) -> Securable:
        """Rows of a table are changed. MODIFY holds only together with SELECT."""
        table = self.table("SELECT", name)
        self.require("MODIFY", "table", table.full_name)
        return table

    def create(self, privilege: Privilege, created: Securable, *, replaces: bool) -> None:
        """An object is created in its schema or catalog; to replace one, one has to own it."""
        self.add_to_parent(privilege, created)
        if replaces:
            self.require("OWNER", created.securable_type, created.full_name, only_if_exists=True)
        self.creates.append(created)

    def add_to_parent(self, privilege: Privilege, added: Securable) -> None:
        """Ask for a privilege on the schema or catalog that gets an object."""
        parent, _, name = added.full_name.rpartition(".")
        if is_query_keyword(name):
            # no object of such a name, no text that reads one where the check reads a query
            raise StatementRefused("INVALID_IDENTIFIER", f"`{name}` is a keyword of queries")
        if "." in parent:
            self.require("USE_SCHEMA", "schema", parent)
            self.require(privilege, "schema", parent)
        else:
            self.require("USE_CATALOG", "catalog", parent)
            self.require(privilege, "catalog", parent)

    def access(self, kind: StatementKind) -> StatementAccess:
        """All that was collected."""
        return StatementAccess(
            kind=kind,
            requirements=tuple(self.requirements),
            creates=tuple(self.creates),
            drops=tuple(self.drops),
            alters=tuple(self.alters),
            renames=tuple(self.renames),
            command=self.command,
            lists=self.lists,
            relations=tuple(self.relations),
        )

    def _add(self, requirement: Requirement) -> None:
        self.requirements[requirement] = None
