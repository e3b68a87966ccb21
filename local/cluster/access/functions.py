"""Which functions a query calls, and what calling them takes."""

from __future__ import annotations

from cluster.access.names import Name, dotted
from cluster.access.needs import Needs
from cluster.access.refused import not_supported
from cluster.access.words import words

# what a built-in function reaches beyond its arguments
_REFUSED = {
    "java_method": "it runs code of the engine's host",
    "reflect": "it runs code of the engine's host",
    "try_reflect": "it runs code of the engine's host",
    "from_avro": "it may read a schema from any address",
    "to_avro": "it may read a schema from any address",
    "schema_of_avro": "it may read a schema from any address",
    "from_protobuf": "it may read a descriptor from any path",
    "to_protobuf": "it may read a descriptor from any path",
    "from_xml": "it may read a schema from any path",
    "schema_of_xml": "it may read a schema from any path",
}

# they make rows of their arguments, and read nothing
ROW_GENERATORS = words(
    """
    collations explode explode_outer inline inline_outer json_tuple posexplode
    posexplode_outer range sql_keywords stack variant_explode variant_explode_outer
    """
)


def require_function(needs: Needs, name: Name) -> None:
    """A function of one row is called."""
    builtin = builtin_name(needs, name)
    if builtin is None:
        needs.require("EXECUTE", "function", needs.names.function(name))
    elif builtin in _REFUSED:
        raise not_supported(f"the function {dotted(name)} is refused: {_REFUSED[builtin]}")


def require_table_function(needs: Needs, name: Name) -> None:
    """A function is called that makes a table of its arguments alone."""
    builtin = builtin_name(needs, name)
    if builtin is None:
        needs.require("EXECUTE", "function", needs.names.function(name))
    elif builtin not in ROW_GENERATORS:
        raise not_supported(f"the table function {dotted(name)} is refused: it may read anything")


def builtin_name(needs: Needs, name: Name) -> str | None:
    """The built-in function that a name means: the engine looks among them first."""
    *namespace, function = (part.lower() for part in name)
    if namespace in (["builtin"], ["system", "builtin"]):
        if not needs.is_builtin(function) and function not in ROW_GENERATORS:
            raise not_supported(f"{dotted(name)} is no built-in function")
        return function
    if namespace:
        return None
    is_known = function in _REFUSED or function in ROW_GENERATORS or needs.is_builtin(function)
    return function if is_known else None
