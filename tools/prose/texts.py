"""Texts that people read: doc comments, comments, string literals and Markdown prose of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pygments.lexer import Lexer
from pygments.lexers import (
    BashLexer,
    JavaLexer,
    PythonLexer,
    SqlLexer,
    TypeScriptLexer,
    YamlLexer,
)
from pygments.token import Comment, String, Token, _TokenType

LEXERS = {
    ".ts": TypeScriptLexer,
    ".mjs": TypeScriptLexer,
    ".js": TypeScriptLexer,
    ".py": PythonLexer,
    ".sql": SqlLexer,
    ".java": JavaLexer,
    ".sh": BashLexer,
    ".yml": YamlLexer,
    ".yaml": YamlLexer,
}
SUFFIXES = frozenset([*LEXERS, ".md"])

_MARKER = re.compile(r"^\s*(?:/\*\*?|\*/|\*|//+|--|#+!?)\s?|\*/\s*$", re.MULTILINE)
_QUOTES = re.compile(r"^[rbfuRBFU]*(?:\"\"\"|'''|[\"'`])|(?:\"\"\"|'''|[\"'`])$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_CODE_OR_LINK = re.compile(r"`[^`]*`|\]\([^)]*\)|<[^>]+>|https?://\S+")
# A string of one word is an identifier, a key or a path, and not a text.
_WORDS = re.compile(r"[A-Za-z][a-z]+(?:\s+[A-Za-z]+){2,}")
# Pygments reads every string in triple quotes as a docstring, also a SQL statement.
_SQL = re.compile(r"[rbfuRBFU]*\"\"\"\s*(?:select|with|insert|create|merge|delete|update)\b")


@dataclass(frozen=True)
class Text:
    """A piece of prose and the line that it starts on."""

    line: int
    kind: str
    """`doc`, `comment`, `string` or `markdown`."""

    content: str


def texts(path: Path) -> Iterator[Text]:
    """Returns the texts of a file; none for a file type without prose."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        yield from _markdown(source)
    elif path.suffix in LEXERS:
        yield from _code(source, LEXERS[path.suffix]())


def _markdown(source: str) -> Iterator[Text]:
    fence = None
    paragraph: list[str] = []
    start = 1
    for number, line in enumerate([*source.splitlines(), ""], 1):
        marker = _FENCE.match(line)
        if marker:
            fence = None if fence == marker[1] else fence or marker[1]
        if line.strip() and fence is None and not marker:
            start = start if paragraph else number
            paragraph.append(_CODE_OR_LINK.sub(" ", line))
        elif paragraph:
            yield Text(start, "markdown", "\n".join(paragraph))
            paragraph = []


def _code(source: str, lexer: Lexer) -> Iterator[Text]:
    line = 1
    pending: Text | None = None
    is_first = True
    for token, value in lexer.get_tokens(source):
        text = _text(token, value, line, is_first)
        if pending and text and text.kind in ("comment", "doc") and pending.kind != "string":
            # Lines of one block of line comments.
            pending = Text(pending.line, pending.kind, f"{pending.content}\n{text.content}")
        elif text or value.strip() or value.count("\n") > 1:
            if pending:
                yield pending
            pending = text
        is_first = is_first and (token in Comment or not value.strip())
        line += value.count("\n")
    if pending:
        yield pending


def _text(token: _TokenType, value: str, line: int, is_first: bool) -> Text | None:
    if token in Comment:
        is_doc = value.startswith("/**") or (is_first and value.startswith("--"))
        content = _CODE_OR_LINK.sub(" ", _MARKER.sub("", value)).strip()
        return Text(line, "doc" if is_doc else "comment", content) if content else None
    if token in String.Doc and not _SQL.match(value.strip()):
        return Text(line, "doc", _CODE_OR_LINK.sub(" ", _QUOTES.sub("", value.strip())).strip())
    if token in Token.Literal.String and _WORDS.search(value):
        return Text(line, "string", _QUOTES.sub("", value))
    return None
