"""Days for which things are kept: which numbers are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.config.load import load
from edulake.config.retention import Retention
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_days_are_read_by_table(tmp_path: Path) -> None:
    conf = tmp_path / "conf.toml"
    conf.write_text('[retention]\nlanding_days = 90\n[retention.days]\n"bronze.messages_raw" = 180\n')
    assert load(str(conf)).retention == Retention(landing_days=90, days={"bronze.messages_raw": 180})
    assert load(str(conf)).retention.days == {"bronze.messages_raw": 180}


@pytest.mark.parametrize("wrong", [{"landing_days": -1}, {"staging_days": -1}, {"days": {"silver.messages": 0}}])
def test_what_is_no_number_of_days(wrong: dict) -> None:
    with pytest.raises(ConfigError, match="retention"):
        Retention(**wrong)
