"""What is told of all offices stands beside the truth about people, and can be written down."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_each_office_has_its_part(truth: dict[str, Any]) -> None:
    assert truth.keys() == {
        *("fees", "fees_open", "books", "plans"),
        *("responded", "answered", "flagged"),
        *("standards", "skills"),
    }
    assert json.loads(json.dumps(truth)) == truth
