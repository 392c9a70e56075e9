"""The key for erasures is named, and never written down."""

from __future__ import annotations

from pathlib import Path

import pytest
from from_toml import loaded

from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_a_key_is_a_reference(tmp_path: Path) -> None:
    assert loaded(tmp_path, "").erasure.key == ""
    assert loaded(tmp_path, '[erasure]\nkey = "env:ERASURE_KEY"').erasure.key == "env:ERASURE_KEY"
    assert loaded(tmp_path, '[erasure]\nkey = "secret:scope/key"').erasure.key == "secret:scope/key"


@pytest.mark.parametrize("written", ["5ecret of a school, long enough", "env:NO SUCH NAME", "file:/etc/key"])
def test_the_key_itself_is_refused_and_not_repeated(tmp_path: Path, written: str) -> None:
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, f'[erasure]\nkey = "{written}"')
    assert written not in " ".join(error.value.lines())
