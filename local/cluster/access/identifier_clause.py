"""`IDENTIFIER('a.' || :b)`: a name that is worked out before the statement runs."""

from __future__ import annotations

from collections.abc import Mapping

from cluster.access.cursor import Cursor
from cluster.access.lexer import Token, TokenKind, tokens_of
from cluster.access.refused import StatementRefused, not_constant


def with_identifiers(tokens: list[Token], parameters: Mapping[str, str | None]) -> list[Token]:
    """The tokens with every IDENTIFIER clause replaced by the name it stands for."""
    cursor = Cursor(tokens)
    replaced: list[Token] = []
    while not cursor.at_end:
        token = cursor.next()
        if token.upper == "IDENTIFIER" and cursor.is_symbol("("):
            replaced.extend(_name(_text(cursor.in_parentheses(), parameters)))
        else:
            replaced.append(token)
    return replaced


def _text(tokens: list[Token], parameters: Mapping[str, str | None]) -> str:
    """The value of literals and parameters joined by `||`."""
    cursor = Cursor(tokens)
    text = _operand(cursor, parameters)
    while cursor.skip_symbol("||"):
        text += _operand(cursor, parameters)
    if not cursor.at_end:
        raise _not_constant()
    return text


def _operand(cursor: Cursor, parameters: Mapping[str, str | None]) -> str:
    if cursor.is_symbol("("):
        return _text(cursor.in_parentheses(), parameters)
    if cursor.skip_symbol(":"):
        return parameter_value(cursor.name_part(), parameters)
    literal = cursor.peek()
    if literal is None or not literal.is_plain_string:
        raise _not_constant()
    return cursor.next().text


def parameter_value(name: str, parameters: Mapping[str, str | None]) -> str:
    """The value of a named parameter where a name or a path is made of it."""
    if name not in parameters:
        raise StatementRefused("UNBOUND_SQL_PARAMETER", f"the parameter :{name} has no value")
    value = parameters[name]
    if value is None:
        raise StatementRefused("UNBOUND_SQL_PARAMETER", f"the parameter :{name} is NULL")
    return value


def _name(text: str) -> list[Token]:
    """A name's tokens, as the engine reads the text of an IDENTIFIER clause."""
    cursor = Cursor(tokens_of(text))
    parts = cursor.name()
    cursor.expect_end()
    tokens: list[Token] = []
    for part in parts:
        tokens += [Token(TokenKind.SYMBOL, "."), Token(TokenKind.QUOTED, part)]
    return tokens[1:]


def _not_constant() -> StatementRefused:
    return not_constant(
        "IDENTIFIER takes string literals without escapes and :parameters, joined by ||"
    )
