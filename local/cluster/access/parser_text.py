"""A query written for the SQL parser, so that its lexical rules cannot differ from Spark's.

The parser never sees what the caller wrote: it sees the tokens that Spark's rules find, one space
between each, without comments and hints, names in backquotes, and every literal and parameter
replaced by the number of its token.
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.access.cursor import Cursor
from cluster.access.keywords import is_keyword, is_misplaced
from cluster.access.lexer import Token, TokenKind
from cluster.access.refused import not_supported, syntax_error

# stands before a literal's number; no name may have it, so that none can be taken for a name
LITERAL = "?"

# the same to the structure of a query as the sign that the parser knows
_SAME_AS = {
    "==": "=",
    "!=": "<>",
    "!<": ">=",
    "!>": "<=",
    "^": "+",
    "&": "+",
    "|": "+",
    "%": "+",
    "!": "NOT",
}
_TIME_TRAVEL = ("VERSION", "TIMESTAMP", "SYSTEM_VERSION", "SYSTEM_TIME")
_SAME_WORD = {"SYSTEM_VERSION": "VERSION", "SYSTEM_TIME": "TIMESTAMP"}


@dataclass(frozen=True)
class Literal:
    """A literal or a parameter of a query."""

    token: Token
    is_parameter: bool = False


@dataclass(frozen=True)
class ParserText:
    """Text for the parser, and the literals that its string literals stand for."""

    text: str
    literals: list[Literal]

    def literal(self, written: str) -> Literal:
        """The literal that a string of the parser's stands for."""
        return self.literals[int(written.removeprefix(LITERAL))]


def parser_text(tokens: list[Token], *, merge: bool = False) -> ParserText:
    """Write tokens for the parser."""
    cursor = Cursor(_without_hints(tokens))
    words: list[str] = []
    literals: list[Literal] = []
    before: Token | None = None

    def literal(token: Token, is_parameter: bool = False) -> str:
        literals.append(Literal(token, is_parameter))
        return f"'{LITERAL}{len(literals) - 1}'"

    while (token := cursor.peek()) is not None:
        if token.kind is TokenKind.STRING:
            token = cursor.string()
            if words and before is not None and before.upper == "X":
                words.pop()  # x'1F'
            words.append(literal(token))
        elif token.is_symbol(":") and not _is_operand(before) and _is_name(cursor.peek(1)):
            cursor.next()
            token = Token(TokenKind.STRING, cursor.next().text)
            words.append(literal(token, is_parameter=True))
        elif token.is_symbol("@") and before is not None and before.is_name:
            cursor.next()
            _expect_version(cursor.next())
            continue
        else:
            cursor.next()
            words.append(_written(before, token, cursor.peek(), merge))
        before = token
    return ParserText(" ".join(word for word in words if word), literals)


def _written(before: Token | None, token: Token, after: Token | None, merge: bool) -> str:
    if is_misplaced(before, token, after):
        raise syntax_error(f"`{token}` is a keyword; as a name it goes in backquotes")
    match token.kind:
        case TokenKind.WORD if is_keyword(before, token, after, merge=merge):
            if token.upper == "FOR" and after is not None and after.upper in _TIME_TRAVEL:
                return ""
            return _SAME_WORD.get(token.upper, token.upper)
        case TokenKind.WORD | TokenKind.QUOTED:
            return str(Token(TokenKind.QUOTED, token.text))
        case TokenKind.NUMBER:
            return token.text if token.text.isdecimal() else "1.5"
    if token.is_symbol("?", "@", ";", "*/", "|>"):
        raise not_supported(f"`{token}` in a query is refused")
    return _SAME_AS.get(token.text, token.text)


def _without_hints(tokens: list[Token]) -> list[Token]:
    """Hints choose how a query runs, not what it reads; they may stand after SELECT only."""
    cursor = Cursor(tokens)
    kept: list[Token] = []
    while not cursor.at_end:
        token = cursor.next()
        if not token.is_symbol("/*+"):
            kept.append(token)
            continue
        if not kept or kept[-1].upper != "SELECT":
            raise syntax_error("a hint stands after SELECT")
        while not cursor.skip_symbol("*/"):
            inner = cursor.next()
            is_list_sign = inner.is_symbol("(", ")", ",", ".")
            if not (inner.is_name or inner.kind is TokenKind.NUMBER or is_list_sign):
                raise syntax_error(f"`{inner}` in a hint")
    return kept


def _is_operand(token: Token | None) -> bool:
    """Returns true if `:` after this token selects a field, and does not start a parameter."""
    if token is None:
        return False
    if token.kind is TokenKind.WORD:
        return not is_keyword(None, token, None, merge=False)
    return token.kind is not TokenKind.SYMBOL or token.is_symbol(")", "]")


def _is_name(token: Token | None) -> bool:
    return token is not None and token.is_name


def _expect_version(token: Token) -> None:
    """`t@v1` and `t@20240101000000000` read an earlier version of `t`."""
    is_version = token.upper.startswith("V") and token.text[1:].isdecimal()
    if not is_version and not token.text.isdecimal():
        raise syntax_error(f"`@{token}`: a version is `@v` and a number")
