"""The engine's reading of a statement, compared with that of the access check.

The check reads with a parser that is not the engine's. Wherever the two read a text differently,
the engine's plan names a relation that the check has not seen, and the statement is refused. Needs
a Spark session; costs one parse by the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pyspark.errors import PySparkException

from cluster.access.model import StatementAccess
from cluster.access.names import Name
from cluster.access.refused import StatementRefused
from cluster.sql.catalog_names import CatalogNames, names_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# nodes of an unresolved plan that name no relation
_OTHERS = (
    "Attribute|Extractor|Function|FunctionName|Having|InlineTable|Namespace|OrdinalReference"
    "|Ordinal|Procedure|Star|SubqueryColumnAliases|TVFAliases|TableValuedFunction|With"
)
_RELATION = re.compile(rf"'?\bUnresolved(?!(?:{_OTHERS})\b)\w+ \[([^\]\n]*)\]")


def plan_relations(spark: SparkSession, statement: str) -> frozenset[str] | None:
    """The relations in the engine's unresolved plan; nothing where it cannot parse the text.

    Names of common table expressions are among them. What the engine cannot parse it cannot run
    either: such statements are the workspace's own to answer.
    """
    parser = spark._jsparkSession.sessionState().sqlParser()
    try:
        plan = parser.parsePlan(statement)
    except PySparkException:
        return None
    return frozenset(name.lower() for name in _RELATION.findall(plan.toString()))


def agree(seen: Iterable[Name], in_plan: frozenset[str]) -> bool:
    """Returns true if the check has seen every relation of the engine's plan."""
    return in_plan <= {", ".join(name).lower() for name in seen}


def engine_check(spark: SparkSession) -> Callable[[str, StatementAccess], None]:
    """A check for `rpc.statement_access`: refuses what the engine reads differently."""

    def forms(name: Name, names: CatalogNames) -> list[Name]:
        """The name as the parser of the session has it: of a table, and of a function."""
        if len(name) != 3:
            return [name]
        catalog, schema, one = (names.canonical(name[0]), *name[1:])
        kept_as = names.session_schema(catalog, schema) or schema
        return [(catalog, schema, one), (names.own, kept_as, one)]

    def check(statement: str, access: StatementAccess) -> None:
        in_plan = plan_relations(spark, statement)
        names = names_of(spark)
        relations = [form for name in access.relations for form in forms(name, names)]
        if in_plan is not None and not agree(relations, in_plan):
            seen = {", ".join(name).lower() for name in relations}
            raise StatementRefused(
                "PARSE_SYNTAX_ERROR",
                f"the access check and the engine read this statement differently: the engine "
                f"sees {sorted(in_plan - seen)}",
            )

    return check
