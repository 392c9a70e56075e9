"""Delimited text on the driver: names of columns, rows of any form, and what becomes of one that does not fit."""

from __future__ import annotations

import base64
import csv
import json
from pathlib import Path

import pytest

from edulake.config.limits import Limits
from edulake.contract.feed import Withheld
from edulake.landing.files import delimited
from edulake.landing.files.delimited import Cutter, Form, examined, form_of, rewritten, rows
from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once
COMMA = Form(",")
OF_A_MAC = Form(",", "")


def put(folder: Path, content: str | bytes) -> Path:
    path = folder / "a.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("start", "form"),
    [
        (b"id,name\r\n1,a\r", COMMA),
        (b"id,name\n", COMMA),
        (b"id,name", COMMA),
        (b"", COMMA),
        (b"id,name\r1,a\r", OF_A_MAC),
        (b'\xef\xbb\xbf\r\nid,"two\rwords"\n1,a', COMMA),
        (b'id,"two\nwords"\r1,a\r', OF_A_MAC),
        (b"sep=;\r\nid;name\r\n", Form(";", says_delimiter=True)),
        (b'\xef\xbb\xbf"SEP=\t"  \nid\tname\n', Form("\t", says_delimiter=True)),
        (b"sep=;\rid;name\r", Form(";", "", says_delimiter=True)),
        (b"sep=;;\nid,name\n", COMMA),
        (b"sep=\n", COMMA),
        (b"id,sep=;\n", COMMA),
        (b"x" * 100_000 + b"\rsep=;\n", OF_A_MAC),
    ],
)
def test_the_form_is_said_by_the_first_line(start: bytes, form: Form) -> None:
    assert form_of(start, ",") == form


def test_names_are_cleaned_and_numbered() -> None:
    header = delimited.names_in('\ufeff id ,"first\u00a0 name",,na\u200bme,name\r\n', ",")
    assert header == ("id", "first name", "", "name", "name")
    assert delimited.named(header) == 5
    assert delimited.named(("id", "", "")) == 1
    assert delimited.named(()) == 0
    assert delimited.places(header) == {"id": 0, "first name": 1, "name": 3}
    assert delimited.unique(header) == ["id", "first name", "column 3", "name (1)", "name (2)"]


def test_a_header_is_sought_by_its_longest_name_unless_a_quote_is_in_it() -> None:
    assert delimited.sought('"id","student"', delimited.cells_in('"id", student ', ",")) == "student"
    assert delimited.sought('"a ""b""",c', ['a "b"', "c"]) == ""
    assert delimited.at_end() == " \t\r"
    assert delimited.at_end("\t") == " \r"
    assert delimited.at_end(";") == " \t\r"


@pytest.mark.parametrize(
    ("form", "content", "found"),
    [
        (COMMA, 'id,c\n1,"two\nlines"\n \t \n2,x\n', [("1", "two\nlines"), ("2", "x")]),
        (COMMA, '\n\nid,c\n1,"a ""b"""\r\n', [("1", 'a "b"')]),
        (OF_A_MAC, "id,c\r1,a\r\r2,b", [("1", "a"), ("2", "b")]),
        (Form(";", says_delimiter=True), "\nsep=;\nid;c\n1;a,b\n", [("1", "a,b")]),
        (Form(",", by_line=True), 'id,c\n1,"a\n2,b\n', [("1", "a\n"), ("2", "b")]),
        (COMMA, "id,c\n1,Zo\udceb\n", [("1", "Zo\udceb")]),
    ],
)
def test_rows_of_every_form(form: Form, content: str, found: list[tuple[str, ...]], tmp_path: Path) -> None:
    path = put(tmp_path, content.encode("utf-8", "surrogateescape"))
    told = list(rows(path, form, 1000))
    assert [tuple(cell.rstrip("\n") for cell in cells) for _, cells in told] == [
        ("id", "c"),
        *(tuple(cell.rstrip("\n") for cell in cells) for cells in found),
    ]
    said = "".join(text for text, _ in told)
    assert all(line in content for line in said.splitlines())


def test_a_row_that_never_ends_is_told_and_a_long_line_refused(tmp_path: Path) -> None:
    path = put(tmp_path, 'id,c\n1,"open\n' + "2,b\n" * 100)
    with pytest.raises(csv.Error):
        list(rows(path, COMMA, 100))
    with pytest.raises(Refusal) as refused:
        list(rows(put(tmp_path, "id,c\n1," + "x" * 200 + "\n"), COMMA, 100))
    assert (refused.value.code, refused.value.advice) == ("FILE_LIMIT", "a record is longer than 100 bytes")


def test_what_a_file_holds_is_counted_without_its_headers(tmp_path: Path) -> None:
    found = examined(put(tmp_path, 'id,c\n1,"a\nb"\n "id" ,c\nid,c\n2,b\n'), COMMA, Limits())
    assert (found.header, found.header_text, found.records, found.spans) == (("id", "c"), "id,c", 3, True)
    assert not found.form.by_line
    torn = examined(put(tmp_path, 'id,c\n1,"a\n2,b\n'), COMMA, Limits())
    assert (torn.records, torn.spans, torn.form.by_line) == (2, False, True)
    assert examined(put(tmp_path, "\n"), COMMA, Limits()).header == ()


def cutter(*, withheld: Withheld | None = None, spans: bool = True, form: Form = COMMA, like: bool = True) -> Cutter:
    return Cutter(("id", "name", ""), form, spans, withheld or Withheld(), like)


@pytest.mark.parametrize(
    ("row", "cells", "record"),
    [
        ("1,a", ["1", "a"], {"form": "verbatim", "payload": "1,a", "cells": ["1", "a", ""]}),
        ("1,a,,\r\n", ["1", "a", "", ""], {"form": "verbatim", "payload": "1,a,,", "cells": ["1", "a", ""]}),
        ("1\n", ["1"], {"form": "verbatim", "payload": "1", "issue": "RAGGED_SHORT"}),
        ("1,a,b,c\n", list("1abc"), {"form": "verbatim", "payload": "1,a,b,c", "issue": "RAGGED_LONG"}),
        ("1,a\0\n", ["1", "a\0"], {"form": "base64", "payload": "MSxhAA==", "issue": "NUL_BYTE"}),
    ],
)
def test_a_row_becomes_a_record(row: str, cells: list[str], record: dict[str, object]) -> None:
    assert cutter().record(row, cells) == record


def test_a_row_of_several_lines_or_of_another_delimiter_is_kept_as_json() -> None:
    spanning = cutter().record('1,"a\nb"\n', ["1", "a\nb"])
    assert (spanning["form"], json.loads(str(spanning["payload"]))) == (
        "json",
        {"id": "1", "name": "a\nb", "column 3": ""},
    )
    assert cutter(like=False).record("1,a", ["1", "a"])["form"] == "json"


def test_bytes_that_are_no_text_are_kept_as_bytes() -> None:
    found = cutter().record("1,Zo\udceb\n", ["1", "Zo\udceb"])
    assert (found["issue"], base64.b64decode(str(found["payload"]))) == ("ENCODING", b"1,Zo\xeb")
    assert "cells" not in found


def test_a_cell_too_much_leaves_the_first_sure_where_no_row_spans_lines() -> None:
    assert cutter(spans=False).record("1,a,b,c", list("1abc"))["cells"] == ["1"]


def test_a_quote_that_never_closes_is_told_by_line() -> None:
    by_line = cutter(form=Form(",", by_line=True))
    assert by_line.record('1,"a', ["1", "a"])["issue"] == "BROKEN_QUOTES"
    assert "issue" not in by_line.record('1,"a"', ["1", "a"])


def test_what_is_withheld_is_in_no_cell_and_no_payload() -> None:
    without = cutter(withheld=Withheld(omit=("NAME",)), spans=False)
    assert without.record("1,secret", ["1", "secret"]) == {
        "form": "json",
        "payload": '{"id": "1", "column 3": ""}',
        "cells": ["1", None, ""],
    }
    assert without.record("1", ["1"]) == {"form": "withheld", "issue": "RAGGED_SHORT"}
    first = cutter(withheld=Withheld(omit=("id",)), spans=False)
    assert first.record("secret,a,b,c", ["secret", *"abc"])["cells"] == [None]


def test_a_copy_has_a_line_for_each_record(tmp_path: Path) -> None:
    path = put(tmp_path, 'id,name,\n1,"a\u2028\nb"\n"id","name",\n2\n')
    copy = rewritten(path, cutter(), 1000, tmp_path / "rows.json")
    found = [json.loads(line) for line in copy.read_bytes().split(b"\n")[:-1]]
    assert [row.get("cells") for row in found] == [["1", "a\u2028\nb", ""], None]
    assert found[1]["issue"] == "RAGGED_SHORT"
