"""Whose machines are asked for: a cloud that nobody has is a mistake before anything is deployed."""

from __future__ import annotations

import pytest

from edulake.config.databricks import CLOUDS, Databricks
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_clouds_are_those_of_the_platform() -> None:
    assert [Databricks(cloud).cloud for cloud in CLOUDS] == ["aws", "azure", "gcp"]
    assert not Databricks().spot
    with pytest.raises(ConfigError, match="oci") as error:
        Databricks("oci")
    assert error.value.exit_code == 2
