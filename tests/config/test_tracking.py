"""Where models are tracked: a URI that holds no credentials."""

from __future__ import annotations

import pytest

from edulake.config.tracking import Tracking
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "uri", ["https://robot:Canary@mlflow.example", "https://Canary@mlflow.example:5000/x", "postgresql://Canary:@db/m"]
)
def test_credentials_are_refused_and_not_repeated(uri: str) -> None:
    with pytest.raises(ConfigError, match="mlflow_uri holds credentials") as refused:
        Tracking(uri)
    assert "Canary" not in " ".join(refused.value.lines())
    assert "MLFLOW_TRACKING_PASSWORD" in refused.value.fix


@pytest.mark.parametrize(
    "uri",
    ["", "databricks", "databricks://profile", "https://mlflow.example:5000/a@b?c=d@e", "sqlite:////lake/m@home.db"],
)
def test_an_at_sign_elsewhere_is_none(uri: str) -> None:
    assert Tracking(uri).mlflow_uri == uri
