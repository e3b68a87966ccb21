"""Needs of a SQL statement, computed from its text before it runs.

    from cluster.access import requirements

    access = requirements("select * from deals", catalog="spark_catalog", schema="silver")
    access.requirements
    # (Requirement('USE_CATALOG', 'catalog', 'spark_catalog'),
    #  Requirement('USE_SCHEMA', 'schema', 'spark_catalog.silver'),
    #  Requirement('SELECT', 'table', 'spark_catalog.silver.deals'))

A text that has no single reading is refused (`StatementRefused`). README.md documents the
statements that are understood, and the decision of the API.
"""

from cluster.access.model import Requirement, Securable, StatementAccess
from cluster.access.refused import StatementRefused
from cluster.access.rpc import statement_access
from cluster.access.statement import requirements

__all__ = [
    "Requirement",
    "Securable",
    "StatementAccess",
    "StatementRefused",
    "requirements",
    "statement_access",
]
