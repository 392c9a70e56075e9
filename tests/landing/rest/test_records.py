"""The records of a page come to the letter, and what is no list of them is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edulake.errors import UnreadableError
from edulake.landing.rest.pages import elements

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ("[]", "", []),
        ('[{"a": 1}]', "", ['{"a": 1}']),
        ('\ufeff[{"a": 1.10}, {"a": 1e2 ,"b":"\\u00e4\\n"}]'.removeprefix("\ufeff"), "", ['{"a": 1.10}', '{"a": 1e2 ,"b":"\\u00e4\\n"}']),
        ('{"users": [{"a": 12345678901234567890.50}], "n": 1}', "users", ['{"a": 12345678901234567890.50}']),
        ('{"n": {"users": [1]}, "data": {"x": [], "users": [{"a": [1, {"b": 2}]}]}}', "data.users", ['{"a": [1, {"b": 2}]}']),
        ('[\n {\n  "a":\r\n 1\n }\n]\n', "", ['{   "a":  1  }']),
        ('{"users": []}', "users", []),
        ('{"users": null}', "users", []),
        ('{"data": null}', "data.users", []),
        ('{"users": [{"a": 1}], "users": [{"a": 2}]}', "users", ['{"a": 2}']),
    ],
)  # fmt: skip
def test_records_come_to_the_letter(text: str, path: str, found: list[str]) -> None:
    assert elements(text, path) == found


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ""),
        ("<html>", ""),
        ('[{"a": 1}', ""),
        ('[{"a": 1}] x', ""),
        ('{"users": [{"a": 1}]', "users"),
        ('{"users": {"a": 1}}', "users"),
        ('{"users": "a"}', "users"),
        ('{"users": [1]}', "users"),
        ('{"users": [null]}', "users"),
        ('{"users": [[]]}', "users"),
        ("[]", "users"),
        ('{"data": []}', "data.users"),
        ('{"other": [{}]}', "users"),
        ('{"error": "html"}', "users"),
        ('{"data": {}}', "data.users"),
        ("{}", ""),
        ('[{"a": "\n"}]', ""),
        ("[" * 100_000, ""),
    ],
)
def test_what_is_no_list_is_refused_and_not_repeated(text: str, path: str) -> None:
    with pytest.raises(UnreadableError, match="no JSON, or no list") as caught:
        elements(text, path)
    assert "html" not in "".join(caught.value.lines())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), max_size=4),
    st.sampled_from([None, 1]),
    st.booleans(),
)
def test_any_records_are_those_of_the_list(records: list[Any], indent: int | None, is_ascii: bool) -> None:
    text = json.dumps({"before": {"users": [1]}, "users": records, "after": "]"}, indent=indent, ensure_ascii=is_ascii)
    found = elements(text, "users")
    assert [json.loads(one) for one in found] == records
    assert not any("\n" in one for one in found)
