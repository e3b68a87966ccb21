"""Mappings as `contracts.json` has them; contracts/sources/source.ts documents each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lakehouse.runtime.contracts import ContractError

CONTEXT = "context"


@dataclass(frozen=True)
class ValueRule:
    """The place of a value: the first of `paths` with one, or that of the objects like `where`."""

    paths: tuple[str, ...]
    where: Mapping[str, str] | None = None
    take: str = ""


@dataclass(frozen=True)
class RoleRule:
    """The role of each value at a path; None: no role."""

    path: str
    roles: Mapping[str, str | None]


@dataclass(frozen=True)
class FormedRule:
    """A value with the form of a time or language, or with the unit of a duration."""

    value: ValueRule
    form: str


@dataclass(frozen=True)
class ChannelRule:
    """The channel of every call, or by a value of the document."""

    constant: str | None
    value: ValueRule
    channels: Mapping[str, str | None]


@dataclass(frozen=True)
class ParticipantRule:
    """Participants from a list. All paths but `list` are relative to an element."""

    list: str
    id: tuple[str, ...]
    speaker: tuple[str, ...]
    name: str | None
    email: str | None
    role: RoleRule | None


@dataclass(frozen=True)
class TurnRule:
    """Turns from pieces of text."""

    pieces: str
    text: tuple[str, ...]
    speaker: tuple[str | int, ...]
    """Paths, and positions in the lists of `pieces`."""
    speaker_name: str | None
    speakers_are_names: bool
    role: RoleRule | None
    start: str | None
    end: str | None
    merges_pieces: bool


@dataclass(frozen=True)
class Part:
    """A document of the vendor that is part of a call."""

    name: str
    format: str
    calls: tuple[str, ...]
    recognized_by: tuple[str, ...]
    id: str | None
    is_id_optional: bool


@dataclass(frozen=True)
class SourceMapping:
    """The mapping of a vendor's documents to a call."""

    name: str
    source_system: str
    version: int
    parts: tuple[Part, ...]
    id: ValueRule
    time: FormedRule
    updated_at: FormedRule | None
    duration: FormedRule | None
    language: FormedRule | None
    channel: ChannelRule
    title: ValueRule | None
    rep: ValueRule
    account: ValueRule | None
    deal: ValueRule | None
    participants: ParticipantRule | None
    turns: TurnRule

    def call_id(self, vendor_id: str | None) -> str:
        """The id of a call in silver, of the id that the vendor has."""
        return f"{self.source_system}:{vendor_id}"

    @property
    def is_joined(self) -> bool:
        """True if parts of a call may be documents that are sent apart."""
        return sum(part.id is not None for part in self.parts) > 1


@dataclass(frozen=True)
class Sources:
    """All mappings, and the values that reading a document needs."""

    white_space: str
    context_fields: tuple[str, ...]
    languages: Mapping[str, str]
    no_language: tuple[str, ...]
    mappings: tuple[SourceMapping, ...]

    def named(self, name: str) -> SourceMapping:
        """The mapping of that name."""
        for mapping in self.mappings:
            if mapping.name == name:
                return mapping
        names = ", ".join(mapping.name for mapping in self.mappings)
        raise ContractError(f"source: unknown, got {name}. Use one of {names}")


def sources_of(rendered: Mapping[str, Any]) -> Sources:
    """The `sources` of `contracts.json`."""
    return Sources(
        white_space=rendered["whiteSpace"],
        context_fields=tuple(rendered["contextFields"]),
        languages=rendered["languages"],
        no_language=tuple(rendered["noLanguage"]),
        mappings=tuple(_mapping(value) for value in rendered["mappings"]),
    )


def _mapping(value: Mapping[str, Any]) -> SourceMapping:
    return SourceMapping(
        name=value["name"],
        source_system=value["sourceSystem"],
        version=value["version"],
        parts=tuple(_part(part) for part in value["parts"]),
        id=_value(value["id"]),
        time=FormedRule(_value(value["time"]["value"]), value["time"]["as"]),
        updated_at=_formed(value.get("updatedAt"), "as"),
        duration=_formed(value.get("duration"), "unit"),
        language=_formed(value.get("language"), "as"),
        channel=_channel(value["channel"]),
        title=_optional(value.get("title")),
        rep=_value(value["rep"]),
        account=_optional(value.get("account")),
        deal=_optional(value.get("deal")),
        participants=_participants(value.get("participants")),
        turns=_turns(value["turns"]),
    )


def _value(rule: Any) -> ValueRule:
    if isinstance(rule, str):
        return ValueRule((rule,))
    if "firstOf" in rule:
        return ValueRule(tuple(rule["firstOf"]))
    return ValueRule((rule["list"],), rule["where"], rule["take"])


def _optional(rule: Any) -> ValueRule | None:
    return None if rule is None else _value(rule)


def _formed(rule: Any, form: str) -> FormedRule | None:
    return None if rule is None else FormedRule(_value(rule["value"]), rule[form])


def _role(rule: Any) -> RoleRule | None:
    return None if rule is None else RoleRule(rule["value"], rule["values"])


def _channel(rule: Any) -> ChannelRule:
    if "constant" in rule:
        return ChannelRule(rule["constant"], ValueRule(()), {})
    return ChannelRule(None, _value(rule["value"]), rule["values"])


def _part(value: Any) -> Part:
    return Part(
        name=value["name"],
        format=value.get("format", "json"),
        calls=tuple(value.get("calls", ("",))),
        recognized_by=tuple(value["recognizedBy"]),
        id=value.get("id"),
        is_id_optional=value.get("isIdOptional", False),
    )


def _participants(value: Any) -> ParticipantRule | None:
    if value is None:
        return None
    return ParticipantRule(
        list=value["list"],
        id=tuple(value["id"]),
        speaker=tuple(value["speaker"]),
        name=value.get("name"),
        email=value.get("email"),
        role=_role(value.get("role")),
    )


def _turns(value: Any) -> TurnRule:
    return TurnRule(
        pieces=value["pieces"],
        text=tuple(value["text"]),
        speaker=tuple(
            part if isinstance(part, str) else part["position"] for part in value["speaker"]
        ),
        speaker_name=value.get("speakerName"),
        speakers_are_names=value.get("speakersAreNames", False),
        role=_role(value.get("role")),
        start=value.get("start"),
        end=value.get("end"),
        merges_pieces=value["mergesPieces"],
    )
