"""Mapping of vendors' documents to canonical calls: pure functions of their text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from .declarations import CONTEXT, FormedRule, SourceMapping, Sources, ValueRule
from .documents import calls_of, mapping_for, read
from .exact_json import Json, is_text
from .paths import Call, Found, at
from .problems import MOST_PROBLEMS, Invalid, Problem, Problems, shown
from .readings import id_of, known, language_of, seconds_of, text_of, time_of
from .turns import Participant, Turn, participants_of, turns_of


@dataclass(frozen=True)
class Mapped:
    """A canonical call."""

    document: dict[str, Json]
    source: str
    source_system: str
    version: int

    @property
    def text(self) -> str:
        """The canonical document as JSON."""
        return json.dumps(self.document, ensure_ascii=False)


@dataclass(frozen=True)
class Rejected:
    """Documents that are no call, by the violated rules."""

    problems: tuple[Problem, ...]
    source: str | None = None


Outcome: TypeAlias = Mapped | Rejected


def map_document(sources: Sources, text: str, source: str | None = None) -> Outcome:
    """The call of one document, which has all parts of exactly one call."""
    return map_call(sources, [text], source)


def map_call(sources: Sources, texts: Sequence[str], source: str | None = None) -> Outcome:
    """The call of documents that are the parts of exactly one call."""
    outcomes = map_documents(sources, texts, source)
    if len(outcomes) == 1:
        return outcomes[0]
    problems = [
        problem
        for outcome in outcomes
        if isinstance(outcome, Rejected)
        for problem in outcome.problems
    ]
    single = Problem("calls_single", "", str(len(outcomes)))
    return Rejected(tuple(problems[:MOST_PROBLEMS]) or (single,), outcomes[0].source)


def map_documents(
    sources: Sources, texts: Sequence[str], source: str | None = None
) -> list[Outcome]:
    """The calls of documents that are sent together, one outcome for each call.

    `source` names the mapping; without it, the documents have to identify it.
    """
    known_source = None if source is None else sources.named(source)
    try:
        documents = [read(text) for text in texts]
        mapping = known_source or mapping_for(sources, documents)
        found = list(calls_of(mapping, documents, sources.white_space))
    except Invalid as invalid:
        return [Rejected((invalid.problem,), source)]
    except RecursionError:
        problem = Problem("well_formed", "", "nested too deeply")
        return [Rejected((problem,), source)]
    return [
        Rejected((call.problem,), mapping.name)
        if isinstance(call, Invalid)
        else _Reader(sources, mapping, call).outcome()
        for call in found
    ]


class _Reader:
    """Reads the fields of one call, and notes every problem."""

    def __init__(self, sources: Sources, mapping: SourceMapping, call: Call) -> None:
        self.sources = sources
        self.mapping = mapping
        self.call = call
        self.problems = Problems()

    def outcome(self) -> Outcome:
        """The canonical call, or all problems."""
        mapping = self.mapping
        self.problems.caught(self._check_context)
        vendor_id = self._required("call_id", mapping.id)
        call: dict[str, Json] = {
            "call_id": mapping.call_id(vendor_id),
            "source_call_id": vendor_id,
            "call_timestamp": self._time("call_timestamp", mapping.time),
            "updated_at": mapping.updated_at and self._time("updated_at", mapping.updated_at),
            "channel": self.problems.caught(self._channel),
            "language": self.problems.caught(self._language),
            "title": self.problems.caught(self._title),
            "duration_seconds": self.problems.caught(self._duration),
            "rep_id": self._required("rep_id", mapping.rep),
            "account_id": self._context_or("account_id", mapping.account),
            "deal_id": self._context_or("deal_id", mapping.deal),
        }
        if call["call_timestamp"] is None:
            self._missing("call_timestamp", mapping.time.value)
        participants, turns = self._people()
        if self.problems:
            return Rejected(tuple(self.problems), mapping.name)
        call = {name: value for name, value in call.items() if value is not None}
        call["participants"] = [participant.document() for participant in participants]
        call["transcript"] = [_turn(at_, turn) for at_, turn in enumerate(turns)]
        document: dict[str, Json] = {
            "source_system": mapping.source_system,
            "schema_version": f"{mapping.name}@{mapping.version}",
            "call": call,
            "evaluations": [],
        }
        return Mapped(document, mapping.name, mapping.source_system, mapping.version)

    def _found(self, rule: ValueRule) -> Found:
        """The value of a rule; that of its last path where none has one."""
        if rule.where is not None:
            return self._taken(rule)
        places = [self.call.at(path) for path in rule.paths]
        return next((place for place in places if place.value not in (None, "")), places[-1])

    def _taken(self, rule: ValueRule) -> Found:
        """The one value of the objects that have the values of `where`."""
        taken: dict[str, Found] = {}
        for element in self.call.each(rule.paths[0]):
            if all(_is(at(element, path), value) for path, value in (rule.where or {}).items()):
                found = at(element, rule.take)
                if found.value is not None:
                    taken.setdefault(str(found.value), found)
        if len(taken) > 1:
            raise Invalid("value_single", f"{rule.paths[0]}.{rule.take}", ", ".join(taken))
        return next(iter(taken.values()), Found(f"{rule.paths[0]}.{rule.take}", None))

    def _id(self, field: str, rule: ValueRule) -> str | None:
        return id_of(self._found(rule), field, self.sources.white_space)

    def _required(self, field: str, rule: ValueRule) -> str | None:
        count = len(self.problems)
        value = self.problems.caught(lambda: self._id(field, rule))
        if value is None and len(self.problems) == count:
            self._missing(field, rule)
        return value

    def _missing(self, field: str, rule: ValueRule) -> None:
        if any(problem.rule.startswith(f"{field}_") for problem in self.problems):
            return

        def report() -> None:
            found = self._found(rule)
            raise Invalid(f"{field}_present", found.path, found.value)

        self.problems.caught(report)

    def _context_or(self, field: str, rule: ValueRule | None) -> str | None:
        given = ValueRule((f"{CONTEXT}.{field}",))
        value = self.problems.caught(lambda: self._id(field, given))
        if value is not None or rule is None:
            return value
        return self.problems.caught(lambda: self._id(field, rule))

    def _check_context(self) -> None:
        context = self.call.get(CONTEXT)
        if context is None or context.value is None:
            return
        if not isinstance(context.value, dict):
            raise Invalid("object_valid", CONTEXT, context.value)
        for name in context.value:
            if name not in self.sources.context_fields:
                raise Invalid("context_known", f"{CONTEXT}.{name}", name)

    def _time(self, field: str, rule: FormedRule) -> str | None:
        return self.problems.caught(lambda: time_of(self._found(rule.value), rule.form, field))

    def _duration(self) -> int | None:
        rule = self.mapping.duration
        return rule and seconds_of(self._found(rule.value), rule.form, "duration_seconds")

    def _language(self) -> str | None:
        rule, sources = self.mapping.language, self.sources
        return rule and language_of(
            self._found(rule.value), rule.form, sources.languages, sources.no_language, "language"
        )

    def _channel(self) -> str | None:
        rule = self.mapping.channel
        if rule.constant is not None:
            return rule.constant
        return known(self._found(rule.value), rule.channels, "channel_known")

    def _title(self) -> str | None:
        rule = self.mapping.title
        return rule and text_of(self._found(rule), "title")

    def _people(self) -> tuple[list[Participant], list[Turn]]:
        """The participants of the call, and its turns."""
        rule, space = self.mapping.participants, self.sources.white_space
        everyone: list[Participant] = []
        speakers: dict[str, Participant] | None = None
        if rule is not None:
            everyone, speakers = participants_of(rule, self.call, space, self.problems)
        turns, heard = turns_of(self.mapping.turns, self.call, speakers, space, self.problems)
        return self._with_roles(everyone if rule is not None else heard, turns)

    def _with_roles(
        self, everyone: list[Participant], turns: list[Turn]
    ) -> tuple[list[Participant], list[Turn]]:
        """The roles that `context.rep_speaker` gives; without it, those of the document."""
        path = f"{CONTEXT}.rep_speaker"
        rep = self.problems.caught(lambda: self._id("rep_speaker", ValueRule((path,))))
        if rep is None:
            return everyone, turns
        if rep not in {participant.speaker for participant in everyone}:
            self.problems.append(Problem("rep_speaker_known", path, shown(rep)))
        given = {
            participant.id: replace(
                participant, role="rep" if participant.speaker == rep else "prospect"
            )
            for participant in everyone
        }
        return list(given.values()), [
            replace(turn, speaker=given.get(turn.speaker.id, turn.speaker)) for turn in turns
        ]


def _turn(index: int, turn: Turn) -> Json:
    fields: dict[str, Json] = {"turn_index": index, "speaker_id": turn.speaker.id}
    if turn.speaker.role is not None:
        fields["role"] = turn.speaker.role
    return fields | {"text": turn.text}


def _is(found: Found, value: str) -> bool:
    return is_text(found.value) and found.value == value
