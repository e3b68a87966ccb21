"""The walk over a parsed query: tables by scope, functions by name, nothing unknown."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from sqlglot import exp

from cluster.access.functions import require_function
from cluster.access.names import Name
from cluster.access.needs import Needs
from cluster.access.parser_text import ParserText
from cluster.access.refused import not_supported, syntax_error
from cluster.access.table_functions import require_relation_call
from cluster.access.words import words

_MODIFIERS = words(
    """
    cluster distinct distribute group having joins laterals limit offset order pivots
    qualify sample sort where windows with_
    """
)
# the parts that a relation or a query may have; any other is a reading that Spark does not share
_PARTS: dict[type[exp.Expression], frozenset[str]] = {
    exp.Select: _MODIFIERS | {"expressions", "from_"},
    exp.SetOperation: _MODIFIERS | {"this", "expression", "by_name"},
    exp.Subquery: _MODIFIERS | {"this", "alias"},
    exp.Values: frozenset(("expressions", "alias", "order", "limit", "offset", "pivots")),
    exp.Table: words("this alias db catalog joins laterals pivots version sample"),
    exp.Join: words("this on side kind using method pivots"),
    exp.Lateral: frozenset(("this", "alias", "view", "outer")),
    exp.With: frozenset(("expressions", "recursive")),
    exp.CTE: frozenset(("this", "alias")),
    exp.Merge: frozenset(("this", "using", "on", "whens")),
}
_REFUSED = (
    exp.Command,
    exp.Create,
    exp.Into,
    exp.Lock,
    exp.MatchRecognize,
    exp.Parameter,
    exp.Placeholder,
    exp.QueryTransform,
    exp.SessionParameter,
    exp.Unnest,
)
# `from a, select b`: to the engine a table named `select`
_RELATIONS = (exp.Lateral, exp.Subquery, exp.Table, exp.Values)
_LATERAL = (exp.Anonymous, exp.Subquery)
_ROW_CHANGES = (exp.Delete, exp.Insert, exp.Update)


Ctes = frozenset[str]
"""The common table expressions that a node can see, in lower case."""
_Seen = tuple[exp.Expression, Ctes]


class QueryWalk:
    """Visits every node of a query and requires what it names."""

    def __init__(self, needs: Needs, text: ParserText) -> None:
        self.needs = needs
        self.text = text

    def visit(self, root: exp.Expression) -> None:
        """Visit a query or an expression with all that it holds."""
        # not by recursion: a chain of a thousand ORs is a tree as deep
        waiting: list[_Seen] = [(root, frozenset())]
        while waiting:
            node, ctes = waiting.pop()
            waiting.extend(reversed(list(self._visit_node(node, ctes))))

    def _visit_node(self, node: exp.Expression, ctes: Ctes) -> Iterator[_Seen]:
        """Require what a node names; yield its children, with what they can see."""
        self._check(node)
        if isinstance(with_ := node.args.get("with_"), exp.With):
            ctes = yield from self._visit_with(with_, ctes)
        call: exp.Expression | None = None
        if isinstance(node, exp.Table | exp.Lateral) and isinstance(node.this, exp.Anonymous):
            call = node.this
            name = (*_namespace(node), call.name)
            require_relation_call(self.needs, self.text, name, call.expressions)
            yield from ((argument, ctes) for argument in call.expressions)
        elif isinstance(node, exp.Table):
            self._require_table(node, ctes)
        elif isinstance(node, exp.Anonymous):
            require_function(self.needs, _call_name(node))
        for child in node.iter_expressions():
            if child is not call and not isinstance(child, exp.With):
                yield child, ctes

    def visit_merge(self, merge: exp.Merge) -> None:
        """Visit a MERGE statement: its target is written, all else is read."""
        self._check(merge)
        target = merge.this
        if not isinstance(target, exp.Table) or _unknown_parts(
            target, {"this", "db", "catalog", "alias"}
        ):
            raise syntax_error("the target of a MERGE is a table")
        self.needs.write(_table_name(target))
        for child in merge.iter_expressions():
            if child is not target:
                self._visit_clause(child)

    def _visit_clause(self, node: exp.Expression) -> None:
        if isinstance(node, (exp.Whens, exp.When, *_ROW_CHANGES)):
            for child in node.iter_expressions():
                self._visit_clause(child)
        else:
            self.visit(node)

    def _visit_with(self, with_: exp.With, ctes: Ctes) -> Generator[_Seen, None, Ctes]:
        self._check(with_)
        for cte in with_.expressions:
            self._check(cte)
            name = frozenset((_cte_name(cte),))
            # only a recursive one sees itself; else its own name means a table there
            yield cte.this, ctes | name if with_.recursive else ctes
            ctes |= name
        return ctes

    def _require_table(self, table: exp.Table, ctes: Ctes) -> None:
        name = _table_name(table)
        if len(name) == 1 and name[0].lower() in ctes and not table.args.get("version"):
            self.needs.relations.append(name)
        else:
            self.needs.read(name)

    def _check(self, node: exp.Expression) -> None:
        if isinstance(node, (*_REFUSED, *_ROW_CHANGES)):
            raise not_supported(f"{type(node).__name__.upper()} within a query is refused")
        if isinstance(node, exp.Select):
            # `from a, select` and `from (select a join b)`: tables named `select` to the engine
            is_joined = node.args.get("joins") and not node.args.get("from_")
            if is_joined or not node.expressions:
                raise syntax_error("SELECT of nothing; a table of that name goes in backquotes")
        if isinstance(node, exp.From | exp.Join) and not isinstance(node.this, _RELATIONS):
            raise syntax_error("a relation that is neither named nor in parentheses")
        if isinstance(node, exp.Lateral) and not isinstance(node.this, _LATERAL):
            raise syntax_error("LATERAL of neither a query in parentheses nor a function")
        for kind, parts in _PARTS.items():
            if isinstance(node, kind) and (unknown := _unknown_parts(node, parts)):
                raise not_supported(
                    f"{', '.join(sorted(unknown)).upper().replace('_', '')} of a "
                    f"{type(node).__name__.lower()} is refused"
                )


def _unknown_parts(node: exp.Expression, known: frozenset[str] | set[str]) -> set[str]:
    return {part for part, value in node.args.items() if value and part not in known}


def _namespace(table: exp.Expression) -> Name:
    parts = (table.args.get("catalog"), table.args.get("db"))
    return tuple(_identifier(part) for part in parts if part is not None)


def _table_name(table: exp.Table) -> Name:
    return (*_namespace(table), _identifier(table.this))


def _identifier(node: object) -> str:
    """A part of a name. Names reach the parser in quotes; what it made a name itself is none."""
    if isinstance(node, exp.Identifier) and node.quoted:
        return node.name
    raise syntax_error(f"`{node}` cannot be read as a name; put it in backquotes")


def _cte_name(cte: exp.Expression) -> str:
    name = _identifier(cte.args["alias"].this)
    if not name.isascii():
        raise syntax_error(f"`{name}`: the name of a common table expression is ASCII")
    return name.lower()


def _call_name(call: exp.Anonymous) -> Name:
    """The name of a function of one row, with what stands before it."""
    name: list[str] = [call.name]
    dot = call.parent
    if isinstance(dot, exp.Dot) and dot.expression is call:
        before = dot.this
        while isinstance(before, exp.Dot):
            name.insert(0, _identifier(before.expression))
            before = before.this
        name.insert(0, _identifier(before))
    return tuple(name)
