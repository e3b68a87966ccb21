"""Spark's lexical rules, for the part of them that has one reading.

Words, strings and comments end where Spark's own lexer ends them (test_lexer_against_spark.py
compares the two). Where a setting of Spark's or a rare character could move an end, the text is
refused: `${...}` (replaced before Spark reads the text), `$$...$$`, characters outside ASCII that
are not within quotes or comments, backslashes, braces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from cluster.access.refused import StatementRefused, not_supported, syntax_error

LONGEST_STATEMENT = 1_000_000


class TokenKind(Enum):
    """Kind of a token in Spark's lexer."""

    WORD = auto()
    QUOTED = auto()
    STRING = auto()
    NUMBER = auto()
    SYMBOL = auto()


@dataclass(frozen=True)
class Token:
    """One token: a word as it is written, a name without its backquotes, a string's inside."""

    kind: TokenKind
    text: str
    start: int = 0
    end: int = 0

    @property
    def upper(self) -> str:
        """The keyword that a word may be; empty for what can be none."""
        return self.text.upper() if self.kind is TokenKind.WORD else ""

    @property
    def is_name(self) -> bool:
        """Returns true for a possible part of a name."""
        return self.kind in (TokenKind.WORD, TokenKind.QUOTED)

    @property
    def is_plain_string(self) -> bool:
        """Returns true if the value of a string is its inside under every setting of the engine."""
        return self.kind is TokenKind.STRING and not re.search(r"[\\'\"]", self.text)

    def is_symbol(self, *symbols: str) -> bool:
        """Returns true for one of the signs."""
        return self.kind is TokenKind.SYMBOL and self.text in symbols

    def __str__(self) -> str:
        match self.kind:
            case TokenKind.QUOTED:
                return "`" + self.text.replace("`", "``") + "`"
            case TokenKind.STRING:
                return f"'{self.text}'"
        return self.text


_PATTERNS = (
    (TokenKind.STRING, re.compile(r"[rR](?:'[^']*'|\"[^\"]*\")", re.DOTALL)),
    (
        TokenKind.STRING,
        re.compile(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"", re.DOTALL),
    ),
    (TokenKind.QUOTED, re.compile(r"`(?:[^`]|``)*`", re.DOTALL)),
    (
        TokenKind.NUMBER,
        re.compile(
            r"(?:\d+[LSY]|(?:\d+\.\d*|\.\d+|\d+)(?:e[+-]?\d+)?(?:BD|[FD])?)(?![A-Za-z0-9_])",
            re.IGNORECASE | re.ASCII,
        ),
    ),
    (TokenKind.WORD, re.compile(r"[A-Za-z_][A-Za-z0-9_]*")),
    (
        TokenKind.SYMBOL,
        re.compile(
            r"<<|>>>?|<=>|::|\|\||->|=>|<>|!=|==|<=|>=|!<|!>|/\*\+|\*/|\|>|[()\[\],.;:=<>+\-*/%&|^~!?@]"
        ),
    ),
)
_SPACE = re.compile(r"[ \t\r\n]+")
_LINE_COMMENT = re.compile(r"--(?:\\\n|[^\r\n])*\r?\n?")


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, comments left out. What has more than one reading is refused."""
    if len(text) > LONGEST_STATEMENT:
        raise syntax_error(
            f"a statement may have {LONGEST_STATEMENT} characters, this one has {len(text)}"
        )
    if "${" in text:
        raise not_supported(
            "`${` in a statement is refused: the engine replaces it before it reads the "
            "statement; use a named parameter"
        )
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        if space := _SPACE.match(text, position) or _LINE_COMMENT.match(text, position):
            position = space.end()
        elif text.startswith("/*", position) and not text.startswith("/*+", position):
            position = _after_comment(text, position)
        else:
            token = _token_at(text, position)
            _check_neighbours(tokens, token)
            tokens.extend(_signs(token))
            position = token.end
    return tokens


def _token_at(text: str, position: int) -> Token:
    for kind, pattern in _PATTERNS:
        if match := pattern.match(text, position):
            return Token(kind, _inside(kind, match.group()), position, match.end())
    if text[position] in "'\"`":
        raise _error(text, position, f"the {text[position]} is not closed")
    if text[position] in "0123456789.":
        raise _error(text, position, "a name that begins with a digit goes in backquotes")
    raise _error(text, position, f"{text[position]!r} outside of quotes")


def _signs(token: Token) -> list[Token]:
    """A shift sign by sign, as two types may end with the same; the next token starts after it."""
    if not token.is_symbol("<<", ">>", ">>>"):
        return [token]
    sign = token.text[0]
    return [Token(token.kind, sign, at, at + 1) for at in range(token.start, token.end)]


def _inside(kind: TokenKind, found: str) -> str:
    if kind is TokenKind.STRING:
        return found[2:-1] if found[0] in "rR" else found[1:-1]
    return found[1:-1].replace("``", "`") if kind is TokenKind.QUOTED else found


def _after_comment(text: str, start: int) -> int:
    """Where a comment ends. Comments nest; what Spark takes for no nested one is refused."""
    depth, position = 1, start + 2
    while depth:
        opened, closed = text.find("/*", position), text.find("*/", position)
        if closed < 0:
            raise _error(text, start, "the comment is not closed")
        if not 0 <= opened < closed:
            depth, position = depth - 1, closed + 2
        elif text[opened + 2 : opened + 3] in ("+", "/"):
            raise _error(text, opened, f"{text[opened : opened + 3]!r} in a comment")
        else:
            depth, position = depth + 1, opened + 2
    return position


def _check_neighbours(tokens: list[Token], token: Token) -> None:
    """Names that begin with a digit: Spark and other parsers cut them differently."""
    if not tokens or tokens[-1].end != token.start:
        return
    before = tokens[-1]
    follows_name = before.is_name or before.is_symbol(".", ")", "]")
    if (token.kind is TokenKind.NUMBER and follows_name) or (
        token.is_symbol(".") and before.kind is TokenKind.NUMBER
    ):
        raise syntax_error(
            f"{before}{token}: a number next to a name or a dot; put names in backquotes"
        )


def _error(text: str, position: int, what: str) -> StatementRefused:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return syntax_error(f"line {line}, position {column}: {what}")
