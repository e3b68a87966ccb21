"""Splitting a SQL file into its statements."""

from sqlglot.dialects import Databricks
from sqlglot.tokens import Token, TokenType

# `END IF` closes no BEGIN.
_BLOCKS = frozenset({"IF", "WHILE", "LOOP", "FOR", "REPEAT"})


def split(text: str) -> list[str]:
    """The statements of `text`, in order; comments before one belong to none.

    A semicolon within a string, a comment, a quoted name or BEGIN ... END separates nothing.
    """
    statements: list[str] = []
    current: list[Token] = []
    depth = 0
    tokens = Databricks().tokenize(text)
    for index, token in enumerate(tokens):
        if token.token_type == TokenType.SEMICOLON and depth == 0:
            _close(text, current, statements)
            current = []
            continue
        depth = max(0, depth + _opens(token, tokens, index, depth))
        current.append(token)
    _close(text, current, statements)
    return statements


def _opens(token: Token, tokens: list[Token], index: int, depth: int) -> int:
    word = token.text.upper()
    if token.token_type in (TokenType.STRING, TokenType.IDENTIFIER):
        return 0
    first = index == 0 or tokens[index - 1].token_type == TokenType.SEMICOLON
    if word == "BEGIN" and (first or depth > 0):
        return 1
    if depth > 0 and word == "CASE" and not _follows_end(tokens, index):
        return 1
    if depth > 0 and word == "END":
        after = tokens[index + 1].text.upper() if index + 1 < len(tokens) else ""
        return 0 if after in _BLOCKS else -1
    return 0


def _follows_end(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].text.upper() == "END"


def _close(text: str, tokens: list[Token], statements: list[str]) -> None:
    if tokens:
        statements.append(text[tokens[0].start : tokens[-1].end + 1])
