"""replay: refused records are tried again, then every product is brought up to date."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.jobs import replay

pytestmark = pytest.mark.once


def test_refused_records_come_before_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, Any, dict[str, Any]]] = []

    def noting(name: str) -> Any:
        return lambda context, **how: told.append((name, context, how)) or [f"run of {name}"]

    monkeypatch.setattr(replay.silver_cleanse, "run", noting("silver"))
    monkeypatch.setattr(replay.gold_aggregate, "run", noting("gold"))
    assert replay.run("context") == ["run of silver", "run of gold"]
    assert told == [("silver", "context", {"replay": True}), ("gold", "context", {})]
    assert replay.JOB.selectors == ("source", "subject"), "products are not chosen: all of them may change"
