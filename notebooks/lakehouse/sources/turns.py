"""Turns and participants of a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .declarations import ParticipantRule, RoleRule, TurnRule
from .exact_json import Json
from .paths import Call, Found, at
from .problems import MOST_PROBLEMS, Invalid, Problems
from .readings import amount_of, id_of, known, text_of


@dataclass(frozen=True)
class Participant:
    """A participant of the call, or a speaker without an entry among the participants."""

    id: str
    name: str | None = None
    email: str | None = None
    role: str | None = None
    speaker: str = field(default="", compare=False)
    """The value that turns have for the participant."""

    def document(self) -> dict[str, Json]:
        """The participant as the canonical call has it."""
        fields = {"participant_id": self.id, "name": self.name, "email": self.email}
        return {name: value for name, value in (fields | {"role": self.role}).items() if value}


@dataclass(frozen=True)
class Turn:
    """A piece of text of one speaker, or several that follow each other."""

    speaker: Participant
    start: Decimal | None
    text: str


def participants_of(
    rule: ParticipantRule, call: Call, white_space: str, problems: Problems
) -> tuple[list[Participant], dict[str, Participant]]:
    """The participants of the list, and each by the value that turns have for the speaker."""
    everyone: dict[str, Participant] = {}
    speakers: dict[str, Participant] = {}

    def add(element: Found) -> None:
        found = next(filter(None, (_id(element, path, white_space) for path in rule.id)), None)
        if found is None:
            raise Invalid("participant_id_present", f"{element.path}.{rule.id[0]}")
        participant = Participant(
            found,
            _text(element, rule.name, "participant_name"),
            _text(element, rule.email, "participant_email"),
            _role(rule.role, lambda path: at(element, path)),
            next(filter(None, (_id(element, path, white_space) for path in rule.speaker)), ""),
        )
        if everyone.setdefault(found, participant) != participant:
            raise Invalid("participant_id_unique", f"{element.path}.{rule.id[0]}", found)
        for path in rule.speaker:
            speaker = _id(element, path, white_space)
            if speaker is not None and speakers.setdefault(speaker, participant) != participant:
                raise Invalid("participant_id_unique", f"{element.path}.{path}", speaker)

    elements = problems.caught(lambda: list(call.each(rule.list, is_required=True))) or []
    for element in elements:
        problems.caught(lambda element=element: add(element))
        if len(problems) >= MOST_PROBLEMS:
            break
    return list(everyone.values()), speakers


def turns_of(
    rule: TurnRule,
    call: Call,
    speakers: Mapping[str, Participant] | None,
    white_space: str,
    problems: Problems,
) -> tuple[list[Turn], list[Participant]]:
    """The turns of a call, and their speakers. Without `speakers`, each speaker is one."""
    found: list[Turn] = []
    heard: dict[str, Participant] = {}
    places = _Places(call, rule.pieces)
    pieces = problems.caught(lambda: list(call.each(rule.pieces, is_required=True))) or []
    for piece in pieces:
        one = problems.caught(
            lambda piece=piece: _piece(rule, places, piece, speakers, heard, white_space)
        )
        if one is not None:
            found.append(one)
        if len(problems) >= MOST_PROBLEMS:
            break
    if rule.start is not None:
        # stable: pieces that begin together stay in their order
        found.sort(key=lambda piece: piece.start or Decimal(0))
    turns = _merged(found) if rule.merges_pieces else found
    return turns, list(heard.values())


class _Places:
    """Values of a call beside a piece. Most are within the piece, or the same for many pieces."""

    def __init__(self, call: Call, pieces: str) -> None:
        self._call = call
        self._within = f"{pieces}."
        self._paths: dict[str, tuple[str, int]] = {}
        self._shared: dict[tuple[str, tuple[int, ...]], Found] = {}

    def at(self, path: str, piece: Found) -> Found:
        """The value at a path of the call for a piece."""
        known = self._paths.get(path)
        if known is None:
            rest = path.removeprefix(self._within)
            is_within = rest != path and "[*]" not in rest
            known = self._paths[path] = (rest if is_within else "", path.count("[*]"))
        rest, stars = known
        if rest:
            return at(piece, rest)
        key = (path, piece.positions[:stars])
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = self._call.at(path, piece.positions)
        return found


def _piece(
    rule: TurnRule,
    places: _Places,
    piece: Found,
    speakers: Mapping[str, Participant] | None,
    heard: dict[str, Participant],
    white_space: str,
) -> Turn:
    texts = [places.at(path, piece) for path in rule.text]
    first = next((text for text in texts if text.value is not None), texts[-1])
    text = text_of(first, "turn_text")
    if text is None:
        raise Invalid("turn_text_present", first.path)
    speaker, place = _speaker(rule, places, piece, white_space)
    start = None if rule.start is None else _offset(places.at(rule.start, piece))
    if start is not None and rule.end is not None:
        end = _offset(places.at(rule.end, piece))
        if end < start:
            raise Invalid("turn_times_valid", places.at(rule.end, piece).path, end)
    if speakers is not None:
        if speaker not in speakers:
            raise Invalid("speaker_known", place, speaker)
        return Turn(speakers[speaker], start, text)
    if speaker in heard:
        return Turn(heard[speaker], start, text)
    if rule.speakers_are_names:
        name, speaker_id = speaker, f"speaker_{len(heard) + 1}"
    else:
        name, speaker_id = _text_at(rule.speaker_name, places, piece), speaker
    role = _role(rule.role, lambda path: places.at(path, piece))
    heard[speaker] = Participant(speaker_id, name, None, role, speaker)
    return Turn(heard[speaker], start, text)


def _speaker(rule: TurnRule, places: _Places, piece: Found, white_space: str) -> tuple[str, str]:
    """The speaker of a piece, and the path of it."""
    values: list[str] = []
    place = ""
    for part in rule.speaker:
        if isinstance(part, int):
            values.append(str(piece.positions[part]))
            continue
        found = places.at(part, piece)
        place = place or found.path
        value = id_of(found, "speaker", white_space)
        if value is not None:
            values.append(value)
    if not values:
        raise Invalid("speaker_present", place)
    return ":".join(values), place


def _id(element: Found, path: str, white_space: str) -> str | None:
    return id_of(at(element, path), "participant_id", white_space)


def _offset(found: Found) -> Decimal:
    amount = amount_of(found, "turn_times_valid")
    if amount is None:
        raise Invalid("turn_times_valid", found.path)
    return amount


def _role(rule: RoleRule | None, found: Callable[[str], Found]) -> str | None:
    return None if rule is None else known(found(rule.path), rule.roles, "role_known")


def _text(root: Found, path: str | None, field: str) -> str | None:
    return None if path is None else text_of(at(root, path), field)


def _text_at(path: str | None, places: _Places, piece: Found) -> str | None:
    return None if path is None else text_of(places.at(path, piece), "participant_name")


def _merged(pieces: list[Turn]) -> list[Turn]:
    """Adjacent pieces of one speaker as one, joined by blanks."""
    turns: list[tuple[Turn, list[str]]] = []
    for piece in pieces:
        if turns and turns[-1][0].speaker.id == piece.speaker.id:
            turns[-1][1].append(piece.text)
        else:
            turns.append((piece, [piece.text]))
    return [
        Turn(first.speaker, first.start, " ".join(text for text in texts if text.strip()))
        for first, texts in turns
    ]
