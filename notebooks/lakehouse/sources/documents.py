"""Recognition of documents, and the join of those that are parts of one call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .declarations import CONTEXT, Part, SourceMapping, Sources
from .exact_json import Json, parsed
from .paths import EACH, Call, Found, at, each, steps_of
from .problems import Invalid
from .readings import id_of
from .webvtt import cues_of, is_webvtt


def read(text: str) -> Json:
    """The value of a document: of JSON, or the text itself where it is WebVTT."""
    return text if is_webvtt(text) else parsed(text)


def mapping_for(sources: Sources, documents: Sequence[Json]) -> SourceMapping:
    """The mapping that recognizes all documents.

    Raises `Invalid`: `source_known` where no mapping does, or where more than one has all parts.
    """
    fitting = [
        mapping
        for mapping in sources.mappings
        if all(_parts_in(mapping, document) for document in documents)
    ]
    complete = [mapping for mapping in fitting if not missing_parts(mapping, documents)]
    if len(complete) > 1:
        raise Invalid("source_known", "", f"all of {_named(complete)}")
    if complete or fitting:
        return (complete or fitting)[0]
    raise Invalid("source_known", "", _summary(documents))


def missing_parts(mapping: SourceMapping, documents: Sequence[Json]) -> list[str]:
    """The names of the parts that no document has."""
    there = {name for document in documents for name in _parts_in(mapping, document)}
    return [part.name for part in mapping.parts if part.name not in there]


def part_of(
    mapping: SourceMapping, document: Json, white_space: str
) -> tuple[list[str], str] | None:
    """The parts in a document that lacks others, and the id of its call in the source system.

    None where it lacks none, has no part of the mapping, or has no id to join it by. Raises
    `Invalid` where its id is not valid, or where it has parts of several calls.
    """
    there = _parts_in(mapping, document)
    names = [part.name for part in mapping.parts if part.name in there]
    if not names or len(names) == len(mapping.parts):
        return None
    ids: list[str] = []
    for part in mapping.parts:
        if part.name not in there or part.id is None:
            continue
        items = _items(part, there[part.name])
        if len(items) != 1:
            raise Invalid("calls_single", part.name, len(items))
        call_id = id_of(at(items[0], part.id), "call_id", white_space)
        if call_id is not None:
            ids.append(call_id)
    return (names, ids[0]) if ids else None


def calls_of(
    mapping: SourceMapping, documents: Sequence[Json], white_space: str
) -> Iterator[Call | Invalid]:
    """The calls of documents that are sent together, each with its parts joined by id."""
    by_part: dict[str, list[Found]] = {}
    for document in documents:
        for name, found in _parts_in(mapping, document).items():
            by_part.setdefault(name, []).append(found)
    contexts = by_part.pop(CONTEXT, [])
    if len(contexts) > 1:
        yield Invalid("parts_joined", CONTEXT, "more than one")
        return
    for part in mapping.parts:
        if part.name not in by_part:
            yield Invalid("parts_present", part.name)
            return
    try:
        items = {
            part.name: [item for found in by_part[part.name] for item in _items(part, found)]
            for part in mapping.parts
        }
    except Invalid as invalid:
        yield invalid
        return
    yield from _joined(mapping, items, contexts, white_space)


def _joined(
    mapping: SourceMapping,
    items: dict[str, list[Found]],
    contexts: list[Found],
    white_space: str,
) -> Iterator[Call | Invalid]:
    first, *others = mapping.parts
    if not items[first.name]:
        yield Invalid("calls_present", first.name)
        return
    is_single = len(items[first.name]) == 1
    if contexts and not is_single:
        yield Invalid("parts_joined", CONTEXT, "more than one call")
        return
    indexed: dict[str, dict[str, list[Found]]] = {}
    joined: set[tuple[str, str]] = set()
    unnamed: dict[str, list[Found]] = {}
    for part in others:
        try:
            indexed[part.name], unnamed[part.name] = _by_id(part, items[part.name], white_space)
        except Invalid as invalid:
            yield invalid
            return
    seen: set[str] = set()
    for item in items[first.name]:
        call = Call({first.name: item, **({CONTEXT: contexts[0]} if contexts else {})})
        try:
            place = at(item, first.id or "")
            call_id = id_of(place, "call_id", white_space)
            if call_id is None:
                raise Invalid("call_id_present", place.path, place.value)
            if call_id in seen:
                raise Invalid("call_id_unique", place.path, call_id)
            seen.add(call_id)
            for part in others:
                alike = indexed[part.name].get(call_id, [])
                joined.add((part.name, call_id))
                if is_single and not indexed[part.name]:
                    alike = unnamed[part.name]
                if len(alike) != 1:
                    raise Invalid("parts_joined", part.name, f"{len(alike)} for id {call_id}")
                call[part.name] = alike[0]
        except Invalid as invalid:
            yield invalid
        else:
            yield call
    for part in others:
        for other, alike in indexed[part.name].items():
            if (part.name, other) not in joined:
                yield Invalid("parts_joined", at(alike[0], part.id or "").path, other)
        if unnamed[part.name] and (indexed[part.name] or not is_single):
            yield Invalid("parts_joined", unnamed[part.name][0].path, "no id")


def _by_id(
    part: Part, items: list[Found], white_space: str
) -> tuple[dict[str, list[Found]], list[Found]]:
    """The items of a part by the id of their call, and those without one."""
    found: dict[str, list[Found]] = {}
    unnamed: list[Found] = []
    for item in items:
        call_id = None
        if part.id is not None:
            place = at(item, part.id)
            call_id = id_of(place, "call_id", white_space)
            if call_id is None and not part.is_id_optional:
                raise Invalid("call_id_present", place.path, place.value)
        if call_id is None:
            unnamed.append(item)
        else:
            found.setdefault(call_id, []).append(item)
    return found, unnamed


def _items(part: Part, found: Found) -> list[Found]:
    """The calls in a part's document."""
    if part.format == "webvtt":
        return [Found(found.path, cues_of(str(found.value), found.path))]
    place = _place_of_calls(part, found)
    if place is None:
        return []
    # the positions within a call begin again
    return [Found(call.path, call.value) for call in each(found, place)]


def _parts_in(mapping: SourceMapping, document: Json) -> dict[str, Found]:
    """The parts in a document: one, or several in an object that has the names of the parts."""
    for part in mapping.parts:
        if _is_part(part, document):
            return {part.name: Found(part.name, document)}
    names = {part.name: part for part in mapping.parts}
    if not isinstance(document, dict) or not document or not document.keys() <= {*names, CONTEXT}:
        return {}
    for name, value in document.items():
        if name != CONTEXT and not _is_part(names[name], value):
            return {}
    return {name: Found(name, value) for name, value in document.items()}


def _is_part(part: Part, value: Json) -> bool:
    if part.format == "webvtt":
        return isinstance(value, str) and is_webvtt(value)
    return _place_of_calls(part, Found("", value)) is not None


def _place_of_calls(part: Part, document: Found) -> str | None:
    """The path of the calls in a document of this kind; None where it is of another kind."""
    for place in part.calls:
        try:
            if EACH in steps_of(place):
                calls = list(each(document, place))
                container = at(document, place.removesuffix("[*]")).value
                if isinstance(container, list) and not container:
                    return place
            else:
                calls = [at(document, place)]
        except Invalid:
            continue
        if calls and all(_has(call, part.recognized_by) for call in calls):
            return place
    return None


def _has(call: Found, paths: tuple[str, ...]) -> bool:
    if not isinstance(call.value, dict):
        return False
    return all(_exists(call.value, steps_of(path)) for path in paths)


def _exists(value: Json, steps: tuple[str | int, ...]) -> bool:
    for step in steps:
        if not isinstance(value, dict) or step not in value:
            return False
        value = value[str(step)]
    return True


def _summary(documents: Sequence[Json]) -> str:
    """The names at the top of the documents, which show what they are."""
    shown = [
        ", ".join(document) if isinstance(document, dict) else type(document).__name__
        for document in documents
    ]
    return "; ".join(shown)


def _named(mappings: Sequence[SourceMapping]) -> str:
    return ", ".join(mapping.name for mapping in mappings)
