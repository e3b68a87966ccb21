"""Principal of the work of a thread."""

import json
from typing import Any

from pyspark.sql import SparkSession

from cluster.errors import ClusterError

Principal = dict[str, Any]
"""`{"user_name", "groups", "policies"?, "host"?, "token"?}`"""


def assume(spark: SparkSession, principal: Principal) -> None:
    """Make `principal` the user of this thread's queries, and of the threads that they start."""
    user = principal.get("user_name")
    if not user:
        raise ClusterError("BAD_REQUEST", f"principal: must have a user_name, got {principal}")
    java = spark._jvm.lakehouse.functions.Principal
    groups = list(principal.get("groups", []))
    if policies := principal.get("policies"):
        java.set(user, groups, json.dumps(policies))
    else:
        java.set(user, groups)
    if principal.get("host") and principal.get("token"):
        java.reach(principal["host"], principal["token"])
