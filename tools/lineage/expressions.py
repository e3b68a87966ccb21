"""The value of a SQL expression, by the values of the columns that it reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from lineage.values import How, LineageError, Value, made, merged

_REDUCING = frozenset(
    [
        "count",
        "countif",
        "arraysize",
        "sha2",
        "rownumber",
        "rank",
        "schema_of_variant",
        "cardinality",
    ]
)
"""Functions whose result shows none of the value: numbers of rows, ranks, digests and kinds."""

_COUNTING = frozenset(["count", "countif", "rownumber", "rank"])
"""Functions whose result is a number of rows."""

_COPYING = frozenset(
    [
        *("cast", "trycast", "coalesce", "nullif", "least", "greatest", "min", "max", "first"),
        *("arraysort", "arraydistinct", "arraymax", "arraymin"),
    ]
)
"""Functions whose result is one of the values or has all of them, perhaps of another type."""

_ELEMENTS = frozenset(["arraymax", "arraymin", "bracket"])
"""Functions whose result is an element of an array."""

_CLOCK = (exp.CurrentTimestamp, exp.CurrentDate)
_PARAMETERS = (exp.Placeholder, exp.Parameter)
_CONSTANTS = (exp.Literal, exp.Null, exp.Boolean)
_WRAPPERS = (exp.Paren, exp.Alias, exp.Order, exp.Ordered, exp.Distinct)
_MASK_PREFIX = "governance.mask_"


@dataclass(frozen=True)
class Scope:
    """The names that an expression may use."""

    column: Callable[[Sequence[str]], Value]
    """The value of a column by the parts of its name."""

    locals: dict[str, Value] = field(default_factory=dict)
    """The parameters of the lambda functions around the expression."""

    def within(self, names: Sequence[str], values: Sequence[Value]) -> Scope:
        return Scope(self.column, {**self.locals, **dict(zip(names, values, strict=False))})

    def named(self, parts: Sequence[str]) -> Value:
        first, *rest = parts
        if first.lower() not in self.locals:
            return self.column(parts)
        value = self.locals[first.lower()]
        for part in rest:
            value = value.part(part)
        return value


def value_of(node: exp.Expression, scope: Scope) -> Value:
    """The value of an expression."""
    match node:
        case exp.Column():
            return scope.named([part.name for part in node.parts])
        case exp.Identifier():
            return scope.named([node.name])
        case exp.Dot():
            return _dot(node, scope)
        case exp.Lambda():
            raise LineageError(f"lambda function: outside of a known function, got {node.sql()}")
        case exp.Subquery() | exp.Select():
            # a subquery as a value or in a predicate: rows alone depend on it
            return made("rows")
        case exp.Case():
            return _case(node, scope)
        case exp.If():
            branches = [node.args["true"], node.args.get("false")]
            return _chosen([node.this], [one for one in branches if one is not None], scope)
        case exp.Struct():
            return _struct(node, scope)
        case exp.Array():
            return Value(element=merged(value_of(one, scope) for one in node.expressions))
        case exp.Transform():
            return _transform(node.this, node.expression, scope)
        case exp.Window():
            return _window(node, scope)
    if isinstance(node, _CONSTANTS):
        return made("constant")
    if isinstance(node, _PARAMETERS):
        return made("parameter")
    if isinstance(node, _CLOCK):
        return made("clock")
    if isinstance(node, _WRAPPERS):
        return value_of(node.this, scope) if node.this is not None else _all(node, scope)
    return _function(node, scope)


def _function(node: exp.Expression, scope: Scope) -> Value:
    name = node.name.lower() if isinstance(node, exp.Anonymous) else node.key
    arguments = _arguments(node)
    if name == "named_struct":
        pairs = zip(arguments[::2], arguments[1::2], strict=True)
        return Value(fields={key.name: value_of(one, scope) for key, one in pairs})
    if name == "transform":
        return _transform(arguments[0], arguments[1], scope)
    lists = [one for one in arguments if not isinstance(one, exp.Lambda)]
    values = [value_of(one, scope) for one in lists]
    if isinstance(node, exp.ArrayFilter):
        # which elements remain is no part of their value, as which rows do
        return values[0]
    inner = [
        _lambda(one, values[0].element or values[0], scope)
        for one in arguments
        if isinstance(one, exp.Lambda)
    ]
    if isinstance(node, (exp.ArrayAgg, exp.ArrayUniqueAgg)):
        return Value(element=values[0])
    if name in _ELEMENTS:
        return merged(
            [values[0].element or values[0], *(one.by(How.DERIVED) for one in values[1:])]
        )
    if name in _COPYING:
        return merged(values)
    whole = merged(one.every() for one in [*values, *inner])
    is_null_test = isinstance(node, exp.Is) and isinstance(node.expression, exp.Null)
    if name not in _REDUCING and not is_null_test:
        return whole.by(How.DERIVED)
    return merged([whole.by(How.REDUCED), *([made("rows")] if name in _COUNTING else [])])


def _arguments(node: exp.Expression) -> list[exp.Expression]:
    found: list[exp.Expression] = []
    for value in node.args.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, exp.Expression) and not isinstance(one, exp.DataType | exp.Var):
                found.append(one)
    return found


def _all(node: exp.Expression, scope: Scope) -> Value:
    return merged(value_of(one, scope) for one in _arguments(node))


def _dot(node: exp.Dot, scope: Scope) -> Value:
    function = node.expression
    if isinstance(function, exp.Anonymous):
        name = f"{node.this.name}.{function.name}".lower()
        how = How.MASKED if name.startswith(_MASK_PREFIX) else How.DERIVED
        return merged(value_of(one, scope) for one in function.expressions).by(how)
    return value_of(node.this, scope).part(function.name)


def _case(node: exp.Case, scope: Scope) -> Value:
    whens = node.args["ifs"]
    tests = [when.this for when in whens] + ([node.this] if node.this else [])
    default = [node.args["default"]] if node.args.get("default") else []
    return _chosen(tests, [when.args["true"] for when in whens] + default, scope)


def _chosen(
    tests: Sequence[exp.Expression], branches: Sequence[exp.Expression], scope: Scope
) -> Value:
    """One of the branches: which one tells of the tests."""
    conditions = [value_of(test, scope).by(How.DERIVED) for test in tests]
    return merged([*(value_of(branch, scope) for branch in branches), *conditions])


def _struct(node: exp.Struct, scope: Scope) -> Value:
    fields: dict[str, Value] = {}
    for place, one in enumerate(node.expressions):
        if isinstance(one, exp.PropertyEQ):
            fields[one.this.name] = value_of(one.expression, scope)
        else:
            fields[one.alias_or_name or f"col{place + 1}"] = value_of(one, scope)
    return Value(fields=fields)


def _transform(array: exp.Expression, function: exp.Expression, scope: Scope) -> Value:
    if not isinstance(function, exp.Lambda):
        raise LineageError(f"transform: without a lambda function, got {function.sql()}")
    elements = value_of(array, scope)
    return Value(element=_lambda(function, elements.element or elements, scope))


def _lambda(function: exp.Lambda, element: Value, scope: Scope) -> Value:
    names = [one.name.lower() for one in function.expressions]
    # a second parameter is the place of the element
    values = [element, made("rows")][: len(names)]
    return value_of(function.this, scope.within(names, values))


def _window(node: exp.Window, scope: Scope) -> Value:
    """A function over rows: which rows, and in which order, shows little of their values."""
    order = node.args.get("order")
    around = [
        *(node.args.get("partition_by") or []),
        *((one.this for one in order.expressions) if order else []),
    ]
    reduced = [value_of(one, scope).by(How.REDUCED) for one in around]
    return merged([value_of(node.this, scope), *reduced])
