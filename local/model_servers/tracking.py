"""`python -m model_servers.tracking`: MLflow's tracking server and model registry on SQLite."""

import argparse
import os
from pathlib import Path

from model_servers import unix_server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", required=True, help="the Unix socket to listen on")
    parser.add_argument("--folder", required=True, type=Path, help="keeps the store and artifacts")
    options = parser.parse_args()
    folder = options.folder.resolve()
    artifacts = folder / "artifacts"
    artifacts.mkdir(parents=True, exist_ok=True)
    # what `mlflow server` sets for the workers that it forks; one process needs no fork
    os.environ["_MLFLOW_SERVER_FILE_STORE"] = f"sqlite:///{folder / 'mlflow.db'}"
    os.environ["_MLFLOW_SERVER_ARTIFACT_ROOT"] = "mlflow-artifacts:/"
    os.environ["_MLFLOW_SERVER_ARTIFACT_DESTINATION"] = artifacts.as_uri()
    os.environ["_MLFLOW_SERVER_SERVE_ARTIFACTS"] = "true"
    os.environ["_MLFLOW_SGI_NAME"] = "uvicorn"

    from mlflow.server.handlers import initialize_backend_stores

    initialize_backend_stores(
        os.environ["_MLFLOW_SERVER_FILE_STORE"],
        default_artifact_root=os.environ["_MLFLOW_SERVER_ARTIFACT_ROOT"],
    )
    unix_server.serve("mlflow.server.fastapi_app:app", options.socket)


if __name__ == "__main__":
    main()
