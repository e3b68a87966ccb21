"""Environment of a notebook's process: the address and token of the workspace that runs it."""

from typing import Any


def environment(principal: dict[str, Any]) -> dict[str, str]:
    """For the official SDK and MLflow, both as the principal that the notebook runs as."""
    host, token = principal.get("host"), principal.get("token")
    if not host or not token:
        return {}
    return {
        "DATABRICKS_HOST": host,
        "DATABRICKS_TOKEN": token,
        "MLFLOW_TRACKING_URI": host,
        "MLFLOW_REGISTRY_URI": host,
        "MLFLOW_TRACKING_TOKEN": token,
    }
