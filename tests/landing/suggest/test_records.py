"""Records of JSON by the paths to their values."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.landing.suggest.records import form_of, records

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ('[{"a": 1}]', ("json", "")),
        ('{"a": 1}\n{"a": 2}\n', ("jsonl", "")),
        ('{"a": 1}\n', ("jsonl", "")),
        ('{"data": [{"a": 1}], "page": 1}', ("json", "data")),
        ('{"a": 1}\n{"a": ', ("jsonl", "")),
        ('{"a": [{"x": 1}], "b": [{"x": 1}]}', ("jsonl", "")),
        ("{a", None),
        ("3", None),
    ],
)
def test_form(text: str, right: tuple[str, str] | None) -> None:
    assert form_of(text) == right


def test_values_are_texts_by_their_paths(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"id": "007", "student": {"id": 7}, "score": 81.50, "ok": true, "x": null, "l": [1]}\nnone\n3\n')
    right = {"id": "007", "student.id": "7", "score": "81.50", "ok": "true", "x": ""}
    assert list(records(path, "jsonl", "")) == [right]


def test_the_list_within_an_object(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text('{"data": [{"a": "1"}, 2], "page": 1}')
    assert list(records(path, "json", "data")) == [{"a": "1"}]
