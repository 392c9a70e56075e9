"""Change queries are asked for by safe addresses and names, and by no overlap below none."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.config.change_versions import ChangeVersions
from edulake.errors import ConfigError

pytestmark = pytest.mark.once
URL = "https://ods.example/changeQueries/v1/availableChangeVersions"


@pytest.mark.parametrize("more", [{}, {"resources": ["students", "studentSchoolAssociations"]}, {"overlap": 0}])
def test_what_fits_is_taken(more: dict[str, Any]) -> None:
    ChangeVersions(URL, **more)


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"url": "http://ods.example/Canary"}, "versions.url is not https"),
        ({"resources": ["students", "../etc"]}, "no such resource"),
        ({"resources": [""]}, "no such resource"),
        ({"resources": ["students/deletes"]}, "no such resource"),
        ({"overlap": -1}, "below none"),
    ],
)
def test_what_does_not_fit_is_refused(values: dict[str, Any], what: str) -> None:
    with pytest.raises(ConfigError, match=what) as caught:
        ChangeVersions(**{"url": URL, **values})
    assert "Canary" not in "".join(caught.value.lines())
