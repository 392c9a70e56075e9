"""The first records as their source delivers them: of the same form and encoding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from suggested import table

from edulake.landing.suggest.firsts import deliver

pytestmark = pytest.mark.once


def delivered(content: str | bytes, name: str, tmp_path: Path, most: int = 2) -> bytes:
    return deliver(table(content, tmp_path, name), tmp_path / "landing" / "x", most).read_bytes()


def test_csv_keeps_its_encoding_and_what_parts_it(tmp_path: Path) -> None:
    text = "sep=;\nSchüler;Punkte\nÄ;1\n" + 'B;"2\n2"\nC;3\n'
    assert delivered(text.encode("cp1252"), "f.csv", tmp_path) == text[: text.index("C;")].encode("cp1252")


def test_what_is_tidied_is_tried_as_that(tmp_path: Path) -> None:
    assert delivered("Title\n\na;b\n1;2\n3;4\n5;6\n", "f.txt", tmp_path) == b"a;b\n1;2\n3;4\n"


def test_json(tmp_path: Path) -> None:
    assert delivered('{"a": 1}\n\n{"a": 2}\n{"a": 3}\n', "f.jsonl", tmp_path) == b'{"a": 1}\n{"a": 2}\n'
    assert json.loads(delivered('[{"a": 1}, {"a": 2}, {"a": 3}]', "f.json", tmp_path)) == [{"a": 1}, {"a": 2}]
    within = delivered('{"n": 3, "d": [{"a": 1}, {"a": 2}, {"a": 3}]}', "g.json", tmp_path)
    assert json.loads(within) == {"n": 3, "d": [{"a": 1}, {"a": 2}]}
