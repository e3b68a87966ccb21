"""What a SQL statement asks of its caller, worked out from its text before it runs.

    from cluster.access import requirements

    access = requirements("select * from deals", catalog="spark_catalog", schema="silver")
    access.requirements
    # (Requirement('USE_CATALOG', 'catalog', 'spark_catalog'),
    #  Requirement('USE_SCHEMA', 'schema', 'spark_catalog.silver'),
    #  Requirement('SELECT', 'table', 'spark_catalog.silver.deals'))

Whatever is not understood in exactly one way is refused (`StatementRefused`). README.md says what
is understood, and how the API decides on it.
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
