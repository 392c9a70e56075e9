"""What arrives in the database is what was sent: a value lost on the way is noticed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from serving_rows import World

from edulake.gold import PRODUCTS
from edulake.serving.publish import loading
from edulake.serving.publish.served import Field

pytestmark = pytest.mark.once

TABLE = PRODUCTS["course_completion"].table


def lost(batch: object, fields: list[Field]) -> bytes:
    return b""


def altered(batch: object, fields: list[Field]) -> bytes:
    return sent(batch, fields).replace(b"0.5000", b"0.5001")


def forgotten(batch: object, fields: list[Field]) -> bytes:
    return sent(batch, fields).replace(b"0.5000", b"")


sent = loading.as_csv


@pytest.mark.parametrize(
    ("how", "named"), [(lost, "rows"), (altered, "sum of completion_rate"), (forgotten, "completion_rate")]
)
def test_what_is_lost_on_the_way_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, how: Callable[..., bytes], named: str
) -> None:
    world.write(TABLE, {"course_id": "C1", "completion_rate": Decimal("0.5000")})
    monkeypatch.setattr(loading, "as_csv", how)
    [failure] = world.publish(tables=[TABLE.name]).failures
    assert failure.code == "UNBALANCED"
    assert named in failure.why
    assert world.asks("SELECT to_regclass('gold.course_completion')") == [(None,)]
