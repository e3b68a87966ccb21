"""Relations that look like function calls: generators, change data, files."""

from __future__ import annotations

from sqlglot import exp

from cluster.access.cursor import Cursor
from cluster.access.functions import require_table_function
from cluster.access.identifier_clause import parameter_value
from cluster.access.lexer import tokens_of
from cluster.access.names import Name, dotted
from cluster.access.needs import Needs
from cluster.access.parser_text import ParserText
from cluster.access.refused import not_constant

_ON_TABLE = "table_changes"
_ON_PATH = ("read_files", "table_changes_by_path")


def require_relation_call(
    needs: Needs, text: ParserText, name: Name, arguments: list[exp.Expression]
) -> None:
    """A relation is made by a function call."""
    function = name[0].lower() if len(name) == 1 else ""
    if function == _ON_TABLE:
        needs.require("SELECT", "table", needs.names.table(_table(needs, text, name, arguments)))
    elif function in _ON_PATH:
        path = _first_string(needs, text, name, arguments)
        needs.require("READ_VOLUME", "volume", needs.names.volume_of(path))
    else:
        require_table_function(needs, name)


def _table(needs: Needs, text: ParserText, name: Name, arguments: list[exp.Expression]) -> Name:
    cursor = Cursor(tokens_of(_first_string(needs, text, name, arguments)))
    table = cursor.name()
    cursor.expect_end()
    return table


def _first_string(
    needs: Needs, text: ParserText, name: Name, arguments: list[exp.Expression]
) -> str:
    first = arguments[0] if arguments else None
    if isinstance(first, exp.Literal) and first.is_string:
        literal = text.literal(first.name)
        if literal.is_parameter:
            return parameter_value(literal.token.text, needs.parameters)
        if literal.token.is_plain_string:
            return literal.token.text
    raise not_constant(
        f"{dotted(name)} takes a string literal without escapes, or a :parameter, as its first "
        "argument"
    )
