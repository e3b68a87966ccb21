"""Rules of the language guide (docs/contributing/language.md): from a text to findings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from prose.texts import Text

WORDS = Path(__file__).with_name("words.toml")
LONGEST_SENTENCE = 40
"""Words of a sentence. The guide asks for 25; only what is far beyond it is a finding."""

_OPENING = re.compile(r"^(What|Whether|How|Who|Whose|Lets|That)\b(?! (?:is|are) )")
_FORCED_ERROR = re.compile(r"\bmust [^\n]*, got:")
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+|\n\s*\n|\n\s*[-*|]\s|\|")


@dataclass(frozen=True)
class Finding:
    """A place in a text that the guide asks to reword."""

    line: int
    rule: str
    message: str


Rule = Callable[[Text], Iterator[Finding]]


def opening(text: Text) -> Iterator[Finding]:
    """A doc comment starts with a noun phrase or a verb in the third person."""
    if text.kind == "doc" and (found := _OPENING.match(text.content)):
        yield Finding(
            text.line, "doc-opening", f'opens with "{found[1]}": start with a noun or a verb'
        )


def forced_error(text: Text) -> Iterator[Finding]:
    """Errors read `<subject>: <what is wrong>, got <value>. <what to do>`."""
    if text.kind == "string" and _FORCED_ERROR.search(text.content):
        yield Finding(
            text.line, "error-form", "reword as `<subject>: <problem>, got <value>. <what to do>`"
        )


def sentence_length(text: Text) -> Iterator[Finding]:
    """No sentence of prose has more than LONGEST_SENTENCE words."""
    if text.kind not in ("markdown", "doc"):
        return
    for sentence in _SENTENCE_END.split(text.content):
        count = len(re.findall(r"[A-Za-z][\w'-]*", sentence))
        if count > LONGEST_SENTENCE:
            start = " ".join(sentence.split()[:5])
            yield Finding(
                text.line, "sentence-length", f'{count} words in the sentence "{start} ..."'
            )


def word_list(words: Path = WORDS) -> Rule:
    """Returns the rule of the word list; raises `re.error` for a pattern that does not compile."""
    entries = [
        (re.compile(rf"\b(?:{entry['pattern']})\b", re.IGNORECASE), entry)
        for entry in tomllib.loads(words.read_text(encoding="utf-8"))["word"]
    ]

    def rule(text: Text) -> Iterator[Finding]:
        for pattern, entry in entries:
            if entry.get("only", text.kind) != text.kind:
                continue
            for found in pattern.finditer(text.content):
                line = text.line + text.content.count("\n", 0, found.start())
                yield Finding(line, "word", f'"{found[0]}": write {entry["instead"]}')

    return rule


def all_rules() -> list[Rule]:
    """Returns every rule, the word list included."""
    return [opening, forced_error, sentence_length, word_list()]
