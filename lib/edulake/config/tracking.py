"""Where trained models are tracked besides gold.ml_models. Data only: standard library, never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from edulake.errors import ConfigError


@dataclass(frozen=True)
class Tracking:
    """`mlflow_uri` is a server, `databricks`, or a local database (`sqlite:////folder/mlflow.db`); empty means none.

    MLflow reads the credentials of a server from its own environment variables. On Databricks the name of an
    `experiment` is a path of the workspace.
    """

    mlflow_uri: str = ""
    experiment: str = "edulake"

    def __post_init__(self) -> None:
        if "@" in urlsplit(self.mlflow_uri).netloc:
            fix = "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD"
            raise ConfigError("tracking.mlflow_uri holds credentials", "secrets are never written", fix)
