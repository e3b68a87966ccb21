"""The columns that a query returns, by the relations that it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from lineage.expressions import Scope, value_of
from lineage.values import LineageError, Value, made, merged

Relation = Mapping[str, Value]
"""Values of columns by their names, in the order of the columns."""

Catalog = Callable[[str], Relation]
"""The columns of a table or view by its name."""

_SEMI = {"SEMI", "ANTI"}


def columns_of(query: exp.Expression, catalog: Catalog) -> Relation:
    """The columns of a query."""
    if isinstance(query, exp.Subquery):
        return columns_of(query.this, catalog)
    known = dict[str, Relation]()

    def lookup(name: str) -> Relation:
        return known[name.lower()] if name.lower() in known else catalog(name)

    for one in _ctes(query):
        known[one.alias.lower()] = columns_of(one.this, lookup)
    if isinstance(query, exp.Union):
        return _union(columns_of(query.left, lookup), columns_of(query.right, lookup))
    if isinstance(query, exp.Select):
        return _select(query, lookup)
    raise LineageError(f"query: not a select, got {type(query).__name__}")


def _ctes(query: exp.Expression) -> Sequence[exp.CTE]:
    clause = query.args.get("with_")
    return clause.expressions if clause else []


def _union(first: Relation, second: Relation) -> Relation:
    if len(first) != len(second):
        raise LineageError(f"union: another number of columns, got {len(first)} and {len(second)}")
    pairs = zip(first.items(), second.values(), strict=True)
    return {name: merged([one, other]) for (name, one), other in pairs}


class _Sources:
    """The relations of a FROM clause by their aliases."""

    def __init__(self) -> None:
        self.relations: dict[str, Relation] = {}

    def add(self, alias: str, relation: Relation) -> None:
        self.relations[alias.lower()] = relation

    def column(self, parts: Sequence[str]) -> Value:
        first, *rest = [part.lower() for part in parts]
        if first in self.relations and rest:
            relation, rest = self.relations[first], rest
            return _part(_named(relation, rest[0], first), rest[1:])
        found = [one for one in self.relations.values() if first in _lower(one)]
        if len(found) != 1:
            problem = "not one column" if found else "unknown"
            raise LineageError(f"column: {problem}, got {'.'.join(parts)}")
        return _part(_lower(found[0])[first], rest)

    def star(self, parts: Sequence[str]) -> Relation:
        """The columns of `*`, of `alias.*` or of `column.field.*`."""
        if not parts:
            return {name: value for one in self.relations.values() for name, value in one.items()}
        if len(parts) == 1 and parts[0].lower() in self.relations:
            return self.relations[parts[0].lower()]
        value = self.column(parts)
        if value.fields is None:
            raise LineageError(f"star: not of a struct, got {'.'.join(parts)}")
        return value.fields


def _lower(relation: Relation) -> dict[str, Value]:
    return {name.lower(): value for name, value in relation.items()}


def _named(relation: Relation, name: str, alias: str) -> Value:
    columns = _lower(relation)
    if name not in columns:
        raise LineageError(f"column: unknown, got {alias}.{name}. Known: {', '.join(columns)}")
    return columns[name]


def _part(value: Value, names: Sequence[str]) -> Value:
    for name in names:
        value = value.part(name)
    return value


def _select(query: exp.Select, catalog: Catalog) -> Relation:
    sources = _Sources()
    clause = query.args.get("from_")
    if clause is not None:
        _add(sources, clause.this, catalog)
    for join in query.args.get("joins") or []:
        if join.kind.upper() in _SEMI or join.side.upper() in _SEMI:
            continue
        _add(sources, join.this, catalog)
    for lateral in query.args.get("laterals") or []:
        _add_lateral(sources, lateral)
    # a name of an aggregate's result may be used beside it only in places that are no value
    scope = Scope(sources.column)
    columns: dict[str, Value] = {}
    for one in query.expressions:
        columns.update(_selected(one, sources, scope, len(columns)))
    return columns


def _add(sources: _Sources, item: exp.Expression, catalog: Catalog) -> None:
    if isinstance(item, exp.Subquery):
        sources.add(item.alias, columns_of(item.this, catalog))
    elif isinstance(item, exp.Table) and isinstance(item.this, exp.Identifier):
        name = ".".join(part.name for part in item.parts)
        sources.add(item.alias or item.name, catalog(name))
    else:
        raise LineageError(f"relation: not a table or a query, got {type(item).__name__}")
    for lateral in item.args.get("laterals") or []:
        _add_lateral(sources, lateral)
    for join in item.args.get("joins") or []:
        _add(sources, join.this, catalog)


def _add_lateral(sources: _Sources, lateral: exp.Lateral) -> None:
    """`lateral view posexplode(array) alias as position, element`"""
    function = lateral.this
    if not isinstance(function, exp.Explode):
        raise LineageError(f"lateral view: unknown function, got {function.sql()}")
    array = value_of(function.this, Scope(sources.column))
    names = [one.name for one in lateral.args["alias"].columns]
    values = [made("rows"), array.element or array][-len(names) :]
    sources.add(lateral.alias, dict(zip(names, values, strict=True)))


def _selected(one: exp.Expression, sources: _Sources, scope: Scope, place: int) -> Relation:
    if isinstance(one, exp.Star):
        return _without(sources.star([]), one)
    if isinstance(one, exp.Column) and isinstance(one.this, exp.Star):
        parts = [part.name for part in one.parts if isinstance(part, exp.Identifier)]
        return _without(sources.star(parts), one.this)
    inner = one.this if isinstance(one, exp.Alias) else one
    is_named = isinstance(one, exp.Alias | exp.Column | exp.Dot)
    name = one.alias_or_name if is_named else f"_c{place}"
    if isinstance(inner, exp.Explode):
        array = value_of(inner.this, scope)
        return {name: array.element or array}
    return {name: value_of(one, scope)}


def _without(relation: Relation, star: exp.Star) -> Relation:
    left = {one.name.lower() for one in star.args.get("except_") or []}
    unknown = left - set(_lower(relation))
    if unknown:
        raise LineageError(f"except: unknown column, got {', '.join(sorted(unknown))}")
    return {name: value for name, value in relation.items() if name.lower() not in left}
