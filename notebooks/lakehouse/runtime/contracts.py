"""The contracts as notebooks read them: tables, rules and feeds of `contracts.json`.

The stack writes that file beside the notebooks; docs/explanation/architecture.md describes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")

DEPLOYED = Path(__file__).resolve().parents[3] / "contracts" / "contracts.json"
"""Where the stack puts the contracts, seen from this file."""

VERSION = 1
SEVERITIES = ("drop", "warn", "fail")
SCHEMA_EVOLUTIONS = ("addNewColumns", "rescue", "explicit", "none")


class ContractError(ValueError):
    """The contracts cannot be read, or do not hold what was asked for."""


@dataclass(frozen=True)
class Rule:
    """A predicate that holds for a good record."""

    name: str
    severity: str
    message: str
    expression: str
    columns: tuple[str, ...]
    version: int


@dataclass(frozen=True)
class SetRule:
    """A rule about more than one row, which is counted only; contracts/table.ts has its kinds."""

    name: str
    kind: str
    severity: str
    message: str
    columns: tuple[str, ...]
    version: int
    references: tuple[str, str] | None
    """Table and column that a `reference` leads to."""


@dataclass(frozen=True)
class Column:
    """A column of a table, with its type in Spark's DDL."""

    name: str
    type: str
    nullable: bool = True
    comment: str = ""
    pii: str | Mapping[str, str] | None = None
    """The kind of mask (text, email or name), or the kind by the name of the masked field."""
    is_read_by_row_predicate: bool = False
    """The row predicate of the secured views compares the value."""


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, and the rules of the records that enter it.

    A pipeline creates its own tables, and no other principal may alter them. The key of a feature
    table is also its primary key in Unity Catalog.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    set_rules: tuple[SetRule, ...] = ()
    deletion_rules: tuple[Rule, ...] = ()
    """The rules for a record that says its row is deleted, in place of `rules`; none: it cannot."""
    run_columns: tuple[str, ...] = ()
    """Those that tell of the run that wrote the row: two builds of one table may differ in them."""
    properties: Mapping[str, str] = field(default_factory=dict[str, str])
    comment: str = ""
    layout_columns: tuple[str, ...] = ()
    is_pipelines: bool = False
    is_feature_table: bool = False

    @property
    def ddl(self) -> str:
        """Its columns as Spark's DDL has them."""
        return ", ".join(
            f"{c.name} {c.type}{'' if c.nullable else ' NOT NULL'}" for c in self.columns
        )


@dataclass(frozen=True)
class NativeReader:
    """The options of Auto Loader's reader of a format."""

    format: str
    schema_hints: str
    json_columns: tuple[str, ...]
    """Columns of CSV files with JSON text."""


@dataclass(frozen=True)
class Feed:
    """A kind of landed document: where it lands, and its shape."""

    name: str
    path: str
    file_name_pattern: str
    whole_file: bool
    bronze_table: str
    document: str
    declared: str
    exact: str
    """Decimal fields, as DDL, whose digits are parsed a second time; empty: there are none."""
    reading: str
    """SQL over `document` and `exact`: the document, each text as its type reads it."""
    schema_evolution: str
    native_reader: NativeReader | None = None
    """None: the files are read as text."""
    sources: Mapping[str, Any] | None = None
    """The accepted mappings of vendors' documents, as `lakehouse.sources.declarations` reads them;
    None: all documents are of the feed's shape."""
    export_document: str = ""
    """SQL over `payload`: the document of a record of a CRM export, as JSON; empty: no export."""

    @property
    def has_record_files(self) -> bool:
        """True if bronze does not have the text of a record as its file has it.

        That is so for CSV, Parquet and JSON lines by a native reader. A file that is one document
        is known by its path.
        """
        reader = self.native_reader
        return reader is not None and (reader.format != "json" or not self.whole_file)


@dataclass(frozen=True)
class Contracts:
    """Every table by its two-part name, every feed by its name."""

    tables: Mapping[str, Table]
    feeds: Mapping[str, Feed]
    clock_skew_minutes: int
    """Allowed lead of the clock of a source."""
    white_space: str
    """Characters around an id that are no part of it."""
    sources: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Mappings of vendors' documents, as `lakehouse.sources.declarations` reads them."""

    def table(self, name: str) -> Table:
        """The table of that two-part name."""
        return _named(self.tables, name, "table")

    def feed(self, name: str) -> Feed:
        """The feed of that name."""
        return _named(self.feeds, name, "feed")


def load(path: Path = DEPLOYED) -> Contracts:
    """The contracts of the file at `path`."""
    try:
        rendered = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContractError(f"contracts: no such file, got {path}. Deploy again") from None
    if rendered["version"] != VERSION:
        raise ContractError(
            f"{path}: unknown `version`, got {rendered['version']}. This code reads {VERSION}"
        )
    return Contracts(
        tables={name: _table(name, value) for name, value in rendered["tables"].items()},
        feeds={
            name: _feed(name, value, rendered["sources"])
            for name, value in rendered["feeds"].items()
        },
        clock_skew_minutes=rendered["clockSkewMinutes"],
        white_space=rendered["whiteSpace"],
        sources=rendered["sources"],
    )


def _table(name: str, value: Mapping[str, Any]) -> Table:
    return Table(
        name=name,
        key=tuple(value["key"]),
        columns=tuple(
            Column(
                **{name: c[name] for name in ("name", "type", "nullable", "comment")},
                pii=c.get("pii"),
                is_read_by_row_predicate=c.get("isReadByRowPredicate", False),
            )
            for c in value["columns"]
        ),
        rules=tuple(_rule(name, rule) for rule in value["rules"]),
        set_rules=tuple(_set_rule(rule) for rule in value["setRules"]),
        deletion_rules=tuple(_rule(name, rule) for rule in value["deletionRules"]),
        run_columns=tuple(value["runColumns"]),
        properties=value["properties"],
        comment=value["comment"],
        layout_columns=tuple(value["layoutColumns"]),
        is_pipelines=value["isPipelines"],
        is_feature_table=value["isFeatureTable"],
    )


def _rule(table: str, value: Mapping[str, Any]) -> Rule:
    if value["severity"] not in SEVERITIES:
        raise ContractError(
            f"rule {value['name']} of {table}: unknown `severity`, got {value['severity']}. "
            f"Use one of {', '.join(SEVERITIES)}"
        )
    return Rule(
        name=value["name"],
        severity=value["severity"],
        message=value["message"],
        expression=value["expression"],
        columns=tuple(value["columns"]),
        version=value["version"],
    )


def _set_rule(value: Mapping[str, Any]) -> SetRule:
    leads_to = value.get("references")
    return SetRule(
        name=value["name"],
        kind=value["kind"],
        severity=value["severity"],
        message=value["message"],
        columns=tuple(value["columns"]),
        version=value["version"],
        references=(leads_to["table"], leads_to["column"]) if leads_to else None,
    )


def _feed(name: str, value: Mapping[str, Any], sources: Mapping[str, Any]) -> Feed:
    if value["schemaEvolution"] not in SCHEMA_EVOLUTIONS:
        raise ContractError(
            f"feed {name}: unknown `schemaEvolution`, got {value['schemaEvolution']}. "
            f"Use one of {', '.join(SCHEMA_EVOLUTIONS)}"
        )
    return Feed(
        name=name,
        path=value["path"],
        file_name_pattern=value["fileNamePattern"],
        whole_file=value["wholeFile"],
        bronze_table=value["bronzeTable"],
        document=value["document"],
        declared=value["declared"],
        exact=value["exact"],
        reading=value["reading"],
        schema_evolution=value["schemaEvolution"],
        native_reader=_native_reader(value.get("nativeReader")),
        export_document=value.get("exportDocument", ""),
        sources=accepted_sources(sources, value.get("sources", ())),
    )


def accepted_sources(sources: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any] | None:
    """The mappings of these names, as the contracts have them; None where there is no name."""
    by_name = {mapping["name"]: mapping for mapping in sources["mappings"]}
    accepted = [_named(by_name, name, "source") for name in names]
    return {**sources, "mappings": accepted} if accepted else None


def _native_reader(value: Mapping[str, Any] | None) -> NativeReader | None:
    if value is None:
        return None
    return NativeReader(value["format"], value["schemaHints"], tuple(value["jsonColumns"]))


def _named(things: Mapping[str, _T], name: str, kind: str) -> _T:
    if name not in things:
        raise ContractError(f"{kind}: unknown, got {name}. Use one of {', '.join(sorted(things))}")
    return things[name]
