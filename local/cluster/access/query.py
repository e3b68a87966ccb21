"""Needs of a query: every table in it, at any place, and every function that it calls."""

from __future__ import annotations

from collections import Counter

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from cluster.access.dialect import CalledByName, parse
from cluster.access.lexer import Token, TokenKind
from cluster.access.needs import Needs
from cluster.access.parser_text import ParserText, parser_text
from cluster.access.query_walk import QueryWalk
from cluster.access.refused import not_supported, syntax_error

_KEPT = (TokenType.IDENTIFIER, TokenType.STRING)
_NAMED = (exp.Identifier, exp.JSONPathKey, exp.Literal, exp.Var)

# words that may name a relation, or make the statement more than a query
_REFUSED_WORDS = {
    "TABLE": "write SELECT * FROM t; a column of that name goes in backquotes",
    "STREAM": "streams are read by notebooks; a column of that name goes in backquotes",
    "INSERT": "an INSERT stands alone; a column of that name goes in backquotes",
    "OVERWRITE": "an INSERT stands alone; a column of that name goes in backquotes",
    "RECORDREADER": "scripts are not run here",
    "RECORDWRITER": "scripts are not run here",
}


def require_query(needs: Needs, query: list[Token]) -> None:
    """The tables and functions of a query are required."""
    _refuse_words(query, _REFUSED_WORDS)
    text = parser_text(query)
    root = _parsed(text)
    if not isinstance(root, exp.Query | exp.Values):
        raise not_supported("this is no query")
    QueryWalk(needs, text).visit(root)
    _check_complete(text, root)


def require_expressions(needs: Needs, expressions: list[Token]) -> None:
    """The same for a list of expressions: predicates, assignments, defaults."""
    if expressions:
        require_query(needs, [Token(TokenKind.WORD, "SELECT"), *expressions])


def require_merge(needs: Needs, merge: list[Token]) -> None:
    """The same for a MERGE statement, its target apart."""
    refused = {word: why for word, why in _REFUSED_WORDS.items() if word != "INSERT"}
    _refuse_words(merge, refused)
    text = parser_text(merge, merge=True)
    root = _parsed(text)
    if not isinstance(root, exp.Merge):
        raise not_supported("this is no MERGE")
    QueryWalk(needs, text).visit_merge(root)
    _check_complete(text, root)


def _parsed(text: ParserText) -> exp.Expression:
    try:
        return parse(text.text)
    except RecursionError:
        raise syntax_error("the statement is nested too deeply") from None
    except (SqlglotError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise syntax_error(
            f"the access check cannot read the statement: {reason} of: {text.text[:200]}"
        ) from None


def _refuse_words(query: list[Token], refused: dict[str, str]) -> None:
    for index, token in enumerate(query):
        if token.upper in refused and not _is_part_of_name(query, index):
            raise not_supported(f"{token.upper} within a query is refused: {refused[token.upper]}")
        following = query[index + 1] if index + 1 < len(query) else None
        if token.upper == "USING" and following and following.kind is TokenKind.STRING:
            raise not_supported("TRANSFORM ... USING is refused: scripts are not run here")


def _is_part_of_name(query: list[Token], index: int) -> bool:
    around = query[max(index - 1, 0) : index + 2]
    return any(token.is_symbol(".") for token in around)


def _check_complete(text: ParserText, root: exp.Expression) -> None:
    """Every name and literal of the text is somewhere in what was read, and every call a call.

    A parser may leave out what it does not keep. Nothing that it left out was read.
    """
    nodes = list(root.walk())
    kept = Counter(node.name.lower() for node in nodes if isinstance(node, _NAMED))
    kept.update(node.sql().lower() for node in nodes if isinstance(node, exp.DataType))
    calls = Counter(
        node.name.lower()
        for node in nodes
        if isinstance(node, exp.Anonymous) or (isinstance(node, exp.TableAlias) and node.columns)
    )
    read = CalledByName().tokenize(text.text)
    names = Counter(token.text.lower() for token in read if token.token_type in _KEPT)
    written_calls = Counter(
        token.text.lower()
        for token, following in zip(read, read[1:], strict=False)
        if token.token_type is TokenType.IDENTIFIER and following.token_type is TokenType.L_PAREN
    )
    if left_out := names - kept:
        raise syntax_error(f"`{next(iter(left_out))}` was left out when the statement was read")
    if missed := written_calls - calls:
        raise syntax_error(f"`{next(iter(missed))}(` is not understood as a call")
