"""`python -m model_servers.scoring`: one version of a model, scored by MLflow's own server."""

import argparse
from pathlib import Path

import mlflow.pyfunc
from mlflow.pyfunc import scoring_server

from model_servers import unix_server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", required=True, help="the Unix socket to listen on")
    parser.add_argument("--model", required=True, type=Path, help="the folder that has MLmodel")
    options = parser.parse_args()
    unix_server.serve(
        scoring_server.init(mlflow.pyfunc.load_model(str(options.model))), options.socket
    )


if __name__ == "__main__":
    main()
