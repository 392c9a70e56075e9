"""What is known of APIs is settings that fit, and whatever a block says counts before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.config.apis import APIS, named
from edulake.config.load import load
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


@pytest.mark.parametrize("api", list(APIS))
def test_what_is_known_of_an_api_fits(tmp_path: Path, api: str) -> None:
    conf = tmp_path / "conf.toml"
    rest = f'rest = {{ api = "{api}", url = "https://sis.example/v1/users", page_size = 7 }}'
    conf.write_text(f'[sources.users]\nformat = "rest"\nsubject = "students"\n{rest}')
    read = load(str(conf)).sources["users"].rest
    assert read is not None
    assert read.page_size == 7
    assert (read.paging, read.accept) == (APIS[api]["paging"], APIS[api].get("accept", "application/json"))


@pytest.mark.parametrize("api", ["", None, ["edfi"], 3])
def test_of_no_api_nothing_is_known(api: object) -> None:
    assert named(api) == {}


def test_an_api_that_nobody_knows_is_told() -> None:
    with pytest.raises(ConfigError, match="no api is called blackboard"):
        named("blackboard")
