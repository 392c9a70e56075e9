"""JSON on the driver: how many records a text holds, where its lists are, and what is beyond what Spark reads."""

from __future__ import annotations

import codecs
import gzip
import json
from pathlib import Path

import pytest

from edulake.config.limits import Limits
from edulake.landing.files.json_text import Whole, elements, is_json, objects_in, records_in, whole
from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once
PAGE = {"data": {"items": [{"id": 1}, {"id": 2}]}, "next": None, "Zoë 9": [{"id": 1}], "none": [], "ids": [1]}


def put(folder: Path, content: str | bytes, name: str = "a.json") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path: Path, records: str = "", limits: Limits | None = None) -> Refusal:
    with pytest.raises(Refusal) as error:
        whole(path, limits or Limits(), records)
    return error.value


def test_one_value_over_the_whole_file(tmp_path: Path) -> None:
    assert whole(put(tmp_path, '[\n{"id": 1},\n5]'), Limits(), "") == Whole(2)
    assert whole(put(tmp_path, codecs.BOM_UTF8 + b"[]"), Limits(), "") == Whole(0)
    packed = put(tmp_path, gzip.compress(b'[{"id": 1}]'), "a.json.gz")
    assert whole(packed, Limits(), "") == Whole(1)
    one = whole(put(tmp_path, json.dumps(PAGE, indent=1)), Limits(), "")
    assert one == Whole(1, tuple(PAGE), ("data.items",)), "no name that may be somebody's, and no list of numbers"
    inside = whole(put(tmp_path, json.dumps(PAGE)), Limits(), "data.items")
    assert inside
    assert inside.records == 2


@pytest.mark.parametrize("path", ["next", "nothing.there", "data.items.id"])
def test_a_page_without_its_list_has_no_results(path: str, tmp_path: Path) -> None:
    found = whole(put(tmp_path, json.dumps(PAGE)), Limits(), path)
    assert found
    assert found.records == 0


def test_what_stands_where_a_list_is_looked_for_is_one_record_that_is_refused(tmp_path: Path) -> None:
    assert (whole(put(tmp_path, json.dumps(PAGE)), Limits(), "data") or Whole(0)).records == 1


@pytest.mark.parametrize(
    ("content", "code", "advice"),
    [
        (b'[{"id": 1}', "FILE_CORRUPT", "half-written"),
        (b'[{"id": 1}] and more', "FILE_CORRUPT", "half-written"),
        (b'["\xe4"]', "FILE_ENCODING", "export as UTF-8"),
        (b"[" * 40 + b"]" * 40, "FILE_LIMIT", "32 levels"),
        (b"[" * 100_000, "FILE_LIMIT", "32 levels"),
        (b"[" + b"1" * 1500 + b"]", "FILE_LIMIT", "1,000 digits"),
    ],
)
def test_a_list_is_read_as_a_whole_or_not_at_all(content: bytes, code: str, advice: str, tmp_path: Path) -> None:
    error = refused(put(tmp_path, content))
    assert error.code == code
    assert advice in error.advice


def test_a_list_is_no_object_around_one_and_may_be_too_long(tmp_path: Path) -> None:
    assert refused(put(tmp_path, "[{}]"), "items").code == "FILE_RECORDS_INSIDE"
    error = refused(put(tmp_path, "[" + "1," * 20 + "1]"), limits=Limits(json_array_bytes=20))
    assert (error.code, error.advice) == ("FILE_LIMIT", "a JSON array beyond 20 bytes: export as JSON lines")


def test_what_only_begins_like_an_object_is_read_by_its_lines(tmp_path: Path) -> None:
    assert whole(put(tmp_path, '\n{"id": 1}\n{"id": 2}\n'), Limits(), "") is None
    assert whole(put(tmp_path, '{"id":'), Limits(), "") is None


@pytest.mark.parametrize(
    ("line", "many"),
    [
        (b'[{"id": 1}, 5, null]', 3),
        (b"[]", 1),
        (b'[{"id": 1}', 1),
        (b"[" * 1100 + b"]" * 1100, 1),
        (b"[1, " + b"1" * 1500 + b"]", 1),
    ],
)
def test_elements_of_a_line(line: bytes, many: int) -> None:
    assert elements(line) == many


@pytest.mark.parametrize(
    ("line", "many"),
    [(b'{"a": {"b": [1, 2]}}', 2), (b'{"a": 1}', 1), (b"{}", 0), (b"[1, 2]", 1), (b'{"a"', 1), (b"5", 1)],
)
def test_records_inside_a_line(line: bytes, many: int) -> None:
    assert records_in(line, "a.b" if b"b" in line else "a") == many


def test_a_line_by_itself() -> None:
    assert objects_in(json.dumps(PAGE).encode()) == Whole(1, tuple(PAGE), ("data.items",))
    assert objects_in(b'["a"]') == objects_in(b'{"a"') == Whole(1)
    assert (is_json("[1]"), is_json("[1,"), is_json("[" * 100_000)) == (True, False, False)
