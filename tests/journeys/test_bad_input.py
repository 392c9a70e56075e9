"""The battery of bad files: what becomes of each, and that every record of it is accounted for."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.landing.files import copies
from edulake.ops.runs import Run
from edulake.ops.tables import JOB_RUNS
from edulake.silver.learning.assessments import ASSESSMENTS

CONF = """
[limits]
record_bytes = 20000
columns = 40
compression_ratio = 2
json_array_bytes = 20000

[sources.plain]
files = "**/*"
format = "csv"
columns = { assessment_id = "id", student_id = "student", assessment_date = "date", score = "score", subject = "subject" }

[sources.latin]
files = "**/*.csv"
format = "csv"
delimiter = ";"
encoding = "latin-1"
columns = { assessment_id = "id", student_id = "student", assessment_date = "date", score = "score", subject = "subject" }

[sources.wide]
files = "**/*.csv"
format = "csv"
encoding = "utf-16"
columns = { assessment_id = "id", student_id = "student", assessment_date = "date", score = "score", subject = "subject" }

[sources.tabs]
files = "**/*.tsv"
format = "csv"
delimiter = "\\t"
columns = { assessment_id = "id", student_id = "student", assessment_date = "date", score = "score", subject = "subject" }

[sources.inside]
files = "**/*.json"
format = "json"
records = "data.items"
columns = { assessment_id = "id", student_id = "student.id", assessment_date = "date", score = "score", subject = "subject" }

[sources.feed]
files = "**/*"
format = "jsonl"
columns = { assessment_id = "id", student_id = "student.id", assessment_date = "date", score = "score", subject = "subject" }
"""
HEADER = "id,student,date,score,subject\n"


def line(number: object, subject: str = "Math") -> str:
    return f"{number},STU1,2024-03-05,80,{subject}\n"


GOOD = HEADER + line(1)
UMLAUT = HEADER + "{0}-ä,STU1,2024-03-05,80,Französisch\n"


# file name -> (content, bronze records by parse issue)
ACCEPTED: dict[str, tuple[bytes | str, dict[str | None, int]]] = {
    "plain/bom.csv": ("\ufeff" + HEADER + line("bom"), {None: 1}),
    "plain/crlf.csv": ((HEADER + line("crlf")).replace("\n", "\r\n"), {None: 1}),
    "plain/no_last_newline.csv": (HEADER + line("nonl-1") + line("nonl-2").rstrip(), {None: 2}),
    "plain/blank_lines.csv": (HEADER + "\n" + line("blank-1") + " \t\n\n" + line("blank-2") + "\n", {None: 2}),
    "plain/reordered.csv": ("subject,score,date,student,id\nArt,70,2024-03-05,STU9,reordered\n", {None: 1}),
    "plain/extra_column.csv": ("id,note,student,date,score,subject\nextra,hello,STU1,2024-03-05,80,Math\n", {None: 1}),
    "plain/missing_column.csv": ("id,student,date,score\nmissing,STU1,2024-03-05,80\n", {None: 1}),
    "plain/ragged.csv": (
        HEADER + "short,STU1,2024-03-05\nlong,STU1,2024-03-05,80,Math,too,many\n" + line("ragged"),
        {"RAGGED_SHORT": 1, "RAGGED_LONG": 1, None: 1},
    ),
    "plain/repeated_header.csv": (HEADER + line("twice-1") + HEADER + line("twice-2"), {None: 2}),
    "plain/quotes.csv": (HEADER + 'quoted,"STU1",2024-03-05,80,"Arts, ""fine"""\n', {None: 1}),
    "plain/stray_quote.csv": (HEADER + 'inch,STU1,2024-03-05,80,Pipe 5" wide\n' + line("inch-2"), {None: 2}),
    "plain/line_break.csv": (HEADER + 'broken,STU1,2024-03-05,80,"Home\neconomics"\n' + line("broken-2"), {None: 2}),
    "plain/open_quote.csv": (
        HEADER + line("open-1") + 'open-2,STU1,2024-03-05,80,"never closed\n' + line("open-3"),
        {"BROKEN_QUOTES": 1, None: 2},
    ),
    "plain/latin1.csv": (
        UMLAUT.format("latin1").encode("latin-1") + line("latin1-2").encode(),
        {"ENCODING": 1, None: 1},
    ),
    "plain/packed.csv.gz": (gzip.compress((HEADER + line("gz")).encode()), {None: 1}),
    "plain/packed.csv.bz2": (bz2.compress((HEADER + line("bz2")).encode()), {None: 1}),
    "plain/a space & ümlaut+[1]{2}*%20.csv": (HEADER + line("odd name"), {None: 1}),
    "plain/unicode.csv": (UMLAUT.format("unicode"), {None: 1}),
    # What is not cut into records by line feeds and the source's delimiter.
    "plain/mac.csv": ((HEADER + line("mac-1") + line("mac-2")).replace("\n", "\r"), {None: 2}),
    "plain/mac_breaks.csv": (
        (HEADER + line("mac-3")).replace("\n", "\r") + 'mac-4,STU1,2024-03-05,80,"Home\neconomics"\r',
        {None: 2},
    ),
    "plain/mac_ragged.csv": (
        HEADER.replace("\n", "\r") + "mac-5,STU1\rmac-6,STU1,2024-03-05,80,Math,more\r",
        {"RAGGED_SHORT": 1, "RAGGED_LONG": 1},
    ),
    "plain/says_delimiter.csv": ("sep=;\n" + (HEADER + line("sep")).replace(",", ";"), {None: 1}),
    # Headers that are the same in other words, and the checks of records with line breaks.
    "plain/header_quoted.csv": (HEADER.replace("student", '"student"') + line("same-1"), {None: 1}),
    "plain/header_spaced.csv": (HEADER.replace("student", " student") + line("same-2"), {None: 1}),
    "plain/header_repeated_quoted.csv": (
        HEADER + line("same-3") + HEADER.replace("id", '"id"', 1) + line("same-4"),
        {None: 2},
    ),
    "plain/header_invisible_2.csv": (HEADER.replace("student", "\u200bstudent\u00a0") + line("same-5"), {None: 1}),
    "plain/header_latin1.csv": (
        "Pr\u00fcfer,".encode("latin-1") + HEADER.encode() + b"x," + line("latin1-h").encode(),
        {None: 1},
    ),
    "plain/header_break.csv": (
        'id,student,"date","my\nnote",score,subject\nbreak-1,STU1,2024-03-05,,80,Math\n',
        {None: 1},
    ),
    "plain/break_latin1.csv": (
        HEADER.encode() + b'enc-1,STU1,2024-03-05,80,"a\nb"\n' + b"enc-2,Zo\xeb,2024-03-05,80,x\n",
        {None: 1, "ENCODING": 1},
    ),
    "plain/break_blanks.csv": (HEADER + 'torn,STU1,2024-03-05,80,"two\nlines"\n   \n', {None: 1}),
    "plain/break_nul.csv": (
        HEADER + 'nul-1,STU1,2024-03-05,80,"two\nlines"\nnul-2,STU1,2024-03-05,80,\0\n',
        {None: 1, "NUL_BYTE": 1},
    ),
    "plain/nul.csv": (HEADER + "nul-3,STU1,2024-03-05,80,M\0th\n" + line("nul-4"), {None: 1, "NUL_BYTE": 1}),
    # Cells that are empty are no fault, wherever they are too many, nor columns that nobody maps.
    "plain/surplus.csv": (
        HEADER + line("surplus-1").rstrip() + ",,\n" + line("surplus-2").rstrip() + ',"" , \n',
        {None: 2},
    ),
    "plain/surplus_header.csv": (
        HEADER.rstrip() + ",,\n" + line("surplus-3").rstrip() + ",x,\n" + line("surplus-4"),
        {None: 2},
    ),
    "plain/surplus_and_more.csv": (HEADER + line("surplus-5").rstrip() + ",,,x,\n", {"RAGGED_LONG": 1}),
    "plain/empty_last.csv": (
        HEADER + "last-1,STU1,2024-03-05,80,\nlast-2,STU1,2024-03-05,80\n",
        {None: 1, "RAGGED_SHORT": 1},
    ),
    "plain/long_empty_last.csv": (HEADER + "last-3,STU1,2024-03-05,,,80\n", {"RAGGED_LONG": 1}),
    "plain/repeated_unmapped.csv": (HEADER.rstrip() + ",1.0,1.0\n" + line("twice").rstrip() + ",5,6\n", {None: 1}),
    "tabs/empty_last.tsv": ((HEADER + line("tab-1")).replace(",", "\t").replace("Math", ""), {None: 1}),
    "plain/surplus_thousands.csv": (HEADER + line("surplus-6").rstrip() + "," * 9000 + "\n", {None: 1}),
    "plain/doubled_quotes.csv": (
        HEADER.rstrip() + ',"the ""best"" of all of them"\n' + line("x").rstrip() + ",1\n",
        {None: 1},
    ),
    "plain/header_blank.csv": (" " + HEADER.replace("student", '"student"') + line("blank-3"), {None: 1}),
    "tabs/index.tsv": (("," + HEADER + "0," + line("tab-6")).replace(",", "\t"), {None: 1}),
    "tabs/short.tsv": ((HEADER + line("tab-2")).replace(",", "\t").replace("\tMath", ""), {"RAGGED_SHORT": 1}),
    "plain/utf16.csv": (UMLAUT.format("wide").encode("utf-16"), {None: 1}),
    "plain/SHOUTED.CSV.GZ": (gzip.compress((HEADER + line("GZ")).encode()), {None: 1}),
    "latin/marked.csv": (UMLAUT.format("marked").replace(",", ";").encode("utf-8-sig"), {None: 1}),
    "latin/SHOUTED.CSV": (UMLAUT.format("shouted").replace(",", ";").encode("latin-1"), {None: 1}),
    "latin/umlaut.csv": (UMLAUT.format("latin").replace(",", ";").encode("latin-1"), {None: 1}),
    "wide/utf16.csv": (UMLAUT.format("utf16").encode("utf-16"), {None: 1}),
    "feed/lines.jsonl": (
        '{"id": "f1", "student": {"id": "STU1"}, "date": "2024-03-05", "score": 80}\n\n{"id": "f2"\n',
        {None: 1, "BAD_JSON": 1},
    ),
    "feed/scalars.jsonl": ('5\n"text"\nnull\n{}\n', {"BAD_JSON": 3, None: 1}),
    "feed/array_line.jsonl": ('[{"id": "g1", "student": {"id": "STU1"}}, {"id": "g2"}]\n{"id": "g3"}\n', {None: 3}),
    "feed/empty_array_line.jsonl": ('[]\n{"id": "h1"}\n', {"BAD_JSON": 1, None: 1}),
    "feed/pretty.json": (json.dumps([{"id": "p1", "student": {"id": "STU1"}}, {"id": "p2"}], indent=2), {None: 2}),
    "feed/types.jsonl": ('{"id": "t1", "student": ["not", "a", "struct"], "score": {"a": 1}}\n', {"BAD_JSON": 1}),
    "feed/deep.jsonl": ('{"id": "d1", "x": ' + "[" * 3000 + "]" * 3000 + "}\n", {"BAD_JSON": 1}),
    "feed/deep_array.jsonl": ('{"id": "d2"}\n' + "[" * 3000 + "]" * 3000 + "\n", {"BAD_JSON": 1, None: 1}),
    "feed/mixed.json": ('[\n{"id": "m1"},\n5,\n"text",\nnull,\n[{"id": "m2"}],\n{}\n]', {None: 2, "BAD_JSON": 4}),
    "feed/bom_crlf.json": ('\ufeff[\r\n  {"id": "b1", "student": {"id": "STU1"}}\r\n]\r\n', {None: 1}),
    "feed/packed.json.gz": (gzip.compress(b'[\n{"id": "z1"},\n{"id": "z2"}\n]'), {None: 2}),
    "feed/odd_keys.json": ('[\n{"id": "o1", "id": "o2", "surprise": {"a": [1]}, "score": NaN}\n]', {None: 1}),
    "feed/odd_types.json": ('[\n{"id": "e1", "student": ["no", "struct"]},\n{"id": "e2"}\n]', {"BAD_JSON": 1, None: 1}),
    "feed/escapes.json": ('[\n{"id": "\\ud83d\\ude00 \\u00e4 \\"[{", "student": {"id": "S]}"}}\n]', {None: 1}),
    "feed/first_latin1.jsonl": (b'{"id": "Zo\xeb"}\n{"id": "tab-7"}\n', {"ENCODING": 1, None: 1}),
    "feed/mac.jsonl": ('{"id": "mac-7"}\r{"id": "mac-8"}\r', {None: 2}),
    "feed/tabs.jsonl": ('\t{"id": "tab-3"}\n\t[{"id": "tab-4"}, {"id": "tab-5"}]\n', {None: 3}),
    "feed/comma.jsonl": ('[{"id": "comma-1"}, {"id": "comma-2"}],\n{"id": "comma-3"}\n', {None: 1, "BAD_JSON": 1}),
    "feed/pretty_object.json": (json.dumps({"id": "pretty", "student": {"id": "STU1"}}, indent=2), {None: 1}),
    "feed/dotted.jsonl": ('{"id": "dot", "student.id": "STU7", "student": {"id": "STU1"}}\n', {None: 1}),
    "feed/nul.jsonl": ('{"id": "nul-5"}\n{"id": "nul\0"}\n', {None: 1, "NUL_BYTE": 1}),
    "feed/numbers.jsonl": (
        (
            '{"id": 10012345.0, "student": {"id": 501.0}, "score": 0.00005}\n'
            '{"id": "n3", "student": {"id": "501.0"}, "score": 12345678.50, "subject": 1e3}\n'
            '{"id": "n2", "student": {"id": "1, 2.0"}, "score": 95.50, "x": [1.0, -2e3, "a \\" 3.0"]}\n'
        ),
        {None: 3},
    ),
    "inside/pretty.json": (
        json.dumps(
            {"data": {"items": [{"id": "in-1", "student": {"id": "STU1"}}, {"id": "in-2"}]}, "next": 1}, indent=1
        ),
        {None: 2},
    ),
    "inside/pages.json": (
        '{"data": {"items": [{"id": "in-3", "score": 90.0}]}}\n{"data": {"items": []}}\n{}\n{"da\n',
        {None: 1, "BAD_JSON": 1},
    ),
    "feed/keys.jsonl": ('{"id": "k1", "id": "k2", "surprise": 1, "student": {"id": "STU1"}}\n', {None: 1}),
}
# file name -> (content, reason)
REFUSED: dict[str, tuple[bytes | str, str]] = {
    "plain/no_header.csv": (line("headless-1") + line("headless-2"), "FILE_NO_HEADER"),
    "plain/required_missing.csv": ("id,date,score,subject\n1,2024-03-05,80,Math\n", "FILE_SCHEMA"),
    "plain/duplicate_column.csv": ("id,student,date,score,score\n1,STU1,2024-03-05,80,81\n", "FILE_DUP_COLUMN"),
    "plain/utf16_no_bom.csv": (UMLAUT.format("bare").encode("utf-16-le"), "FILE_ENCODING"),
    "plain/nul_header.csv": (HEADER.replace("date", "d\0te") + line("nul"), "FILE_ENCODING"),
    "plain/workbook.csv": (b"PK\x03\x04 and the rest of a workbook", "FILE_FORMAT"),
    "feed/inside.json": (
        json.dumps({"studentSubmissions": [{"id": "x"}], "nextPageToken": "y"}, indent=1),
        "FILE_RECORDS_INSIDE",
    ),
    "feed/pages.json": ('{"value": [{"id": "x"}]}\n' * 2, "FILE_RECORDS_INSIDE"),
    "inside/elsewhere.json": (json.dumps({"value": [{"id": "x"}]}), "FILE_RECORDS_INSIDE"),
    "inside/list.json": (json.dumps([{"id": "x"}, {"id": "y"}], indent=1), "FILE_RECORDS_INSIDE"),
    "feed/inside_line.json": (json.dumps({"data": {"value": [{"id": "x"}]}}), "FILE_RECORDS_INSIDE"),
    "plain/truncated.csv.gz": (
        gzip.compress((HEADER + "".join(line(f"{n}-{n * 7919 % 1000}") for n in range(3000))).encode())[:-200],
        "FILE_CORRUPT",
    ),
    "plain/not_gzip.csv.gz": (HEADER + line("liar"), "FILE_CORRUPT"),
    "plain/hidden_gzip.csv": (gzip.compress((HEADER + line("liar-2")).encode()), "FILE_CORRUPT"),
    "plain/archive.zip": (b"PK\x03\x04rest", "FILE_CORRUPT"),
    "plain/archive.7z": (b"7z rest", "FILE_FORMAT"),
    "plain/long_line.csv": (HEADER + line("long", "x" * 30_000), "FILE_LIMIT"),
    "plain/many_columns.csv": (HEADER.strip() + "".join(f",c{n}" for n in range(50)) + "\n", "FILE_LIMIT"),
    "plain/bomb.csv.gz": (gzip.compress(HEADER.encode() + b"1,STU1,2024-03-05,80,Math\n" * 400_000), "FILE_LIMIT"),
    "latin/not_wide.csv": (b"id;student;date;score;subject\n", ""),
    "wide/odd.csv": (b"\xff\xfei\x00d\x00,", "FILE_ENCODING"),
    "feed/tail.json": ('[\n{"id": "q1"}\n] and more', "FILE_CORRUPT"),
    "feed/two_arrays.json": ('[\n{"id": "q2"}\n]\n[\n{"id": "q3"}\n]', "FILE_CORRUPT"),
    "feed/raw_control.json": ('[\n{"id": "q4\n"}\n]', "FILE_CORRUPT"),
    "feed/deep.json": ('[\n{"x":' + "[" * 3000 + "]" * 3000 + "}\n]", "FILE_LIMIT"),
    "feed/not_so_deep.json": ('[\n{"x":' + "[" * 40 + "]" * 40 + "}\n]", "FILE_LIMIT"),
    "feed/endless_number.json": ('[\n{"id": "q5", "score": ' + "1" * 1500 + "}\n]", "FILE_LIMIT"),
    "feed/latin1.json": ('[\n{"id": "\xe4"}\n]'.encode("latin-1"), "FILE_ENCODING"),
    "feed/large.json": (
        "[\n" + '{"id": "q6", "note": "xxxxxxxxxxxxxxxxxxxxxxxx"},\n' * 500 + '{"id": "q7"}\n]',
        "FILE_LIMIT",
    ),
    "feed/truncated.json": ('[\n{"id": "q1"},\n{"id":', "FILE_CORRUPT"),
}
EMPTY = {
    "plain/zero.csv": b"",
    "plain/mac_header_only.csv": HEADER.replace("\n", "\r"),
    "plain/header_only.csv": HEADER + "\n",
    "feed/zero.jsonl": "",
}
HIDDEN = {"plain/_half.csv": GOOD, "plain/.tmp.csv": GOOD, "plain/_temporary/part.csv": GOOD}
HIDDEN |= {"plain/scores.csv.filepart": GOOD, "plain/scores.csv.sha256": "9e1f  scores.csv"}
del REFUSED["latin/not_wide.csv"]


@pytest.fixture(scope="module", params=["files", pytest.param("zips", marks=pytest.mark.slow)])
def battery(
    request: pytest.FixtureRequest, spark: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Lake, Run]:
    """All of it ingested: as files, or as one zip for each source, which must come to the same."""
    lake = Lake(spark, tmp_path_factory.mktemp("battery")).configured(CONF)
    contents = {name: content for name, (content, _) in {**ACCEPTED, **REFUSED}.items()} | EMPTY | HIDDEN
    zips = {name.split("/")[0]: io.BytesIO() for name in contents}
    # An archive within an archive would be the end of both.
    loose = [name for name in contents if request.param == "files" or name.endswith((".zip", ".7z"))]
    for name, content in contents.items() if request.param == "zips" else ():
        if name in loose:
            continue
        source, _, entry = name.partition("/")
        with zipfile.ZipFile(zips[source], "a") as archive:
            archive.writestr(entry, content)
    for source, archive in zips.items() if request.param == "zips" else ():
        lake.deliver(f"{source}/all.zip", archive.getvalue())
    for name in loose:
        lake.deliver(name, contents[name])
    with pytest.MonkeyPatch.context() as patch:
        # Of the packed files all but this one are unpacked first, as large ones are.
        patch.setattr(copies, "WORTH_A_COPY_BYTES", len(ACCEPTED["feed/packed.json.gz"][0]))
        run = lake.ingest()
    return lake, run


def unzipped(name: str) -> str:
    """What a file would be called outside its zip."""
    return name.replace("all.zip!/", "")


@pytest.fixture(scope="module")
def loaded(battery: tuple[Lake, Run]) -> dict[str, dict[str | None, int]]:
    counted = battery[0].frame(ASSESSMENTS.form.table).groupBy("source_file", "parse_issue").count().collect()
    files: dict[str, dict[str | None, int]] = {}
    for row in counted:
        files.setdefault(unzipped(row["source_file"]), {})[row["parse_issue"]] = row["count"]
    return files


@pytest.fixture(scope="module")
def refused(battery: tuple[Lake, Run]) -> dict[str, list[str]]:
    found = battery[0].refused("source_file", "reason_codes")
    return {unzipped(row["source_file"]): row["reason_codes"] for row in found}


@pytest.mark.parametrize("name", ACCEPTED)
def test_loaded_file(name: str, loaded: dict[str, dict[str | None, int]]) -> None:
    assert loaded.get(name) == ACCEPTED[name][1]


@pytest.mark.parametrize("name", REFUSED)
def test_refused_file(name: str, loaded: dict[str, dict[str | None, int]], refused: dict[str, list[str]]) -> None:
    assert refused.get(name) == [REFUSED[name][1]]
    assert name not in loaded


@pytest.mark.parametrize("name", [*EMPTY, *HIDDEN])
def test_file_without_records(name: str, loaded: dict[str, object], refused: dict[str, object]) -> None:
    assert name not in loaded
    assert name not in refused


def test_counts_of_the_run(battery: tuple[Lake, Run]) -> None:
    entries = {entry.source_system: entry for entry in battery[1].entries}
    plain = entries["plain"]
    assert plain.files_new == sum(name.startswith("plain/") for name in ACCEPTED)
    assert plain.files_refused == sum(name.startswith("plain/") for name in REFUSED)
    assert (plain.files_empty, plain.files_hidden, plain.files_redelivered) == (3, 5, 0)
    assert plain.note == "column subject is missing"
    expected = {name: sum(issues.values()) for name, (_, issues) in ACCEPTED.items()}
    for source, entry in entries.items():
        assert entry.records_in == sum(n for name, n in expected.items() if name.startswith(f"{source}/")), source


def test_values_land_in_their_columns(battery: tuple[Lake, Run]) -> None:
    wanted = ("raw_assessment_id", "raw_student_id", "raw_subject", "raw_score", "payload_form")
    rows = {r["raw_assessment_id"]: tuple(r.values())[1:] for r in battery[0].rows(ASSESSMENTS.form.table, *wanted)}
    assert rows["reordered"] == ("STU9", "Art", "70", "verbatim")
    assert rows["quoted"] == ("STU1", 'Arts, "fine"', "80", "verbatim")
    assert rows["inch"] == ("STU1", 'Pipe 5" wide', "80", "verbatim")
    assert rows["broken"] == ("STU1", "Home\neconomics", "80", "json")
    assert rows["missing"] == ("STU1", None, "80", "verbatim")
    assert rows["latin-ä"] == ("STU1", "Französisch", "80", "verbatim")
    assert rows["marked-ä"] == ("STU1", "Französisch", "80", "verbatim")
    assert rows["wide-ä"] == ("STU1", "Französisch", "80", "verbatim")
    assert rows["utf16-ä"] == ("STU1", "Französisch", "80", "verbatim")
    assert rows["bom"] == ("STU1", "Math", "80", "verbatim")
    assert rows["f1"] == ("STU1", None, "80", "verbatim")
    assert rows["g1"] == ("STU1", None, None, "json")
    assert rows["mac-2"] == ("STU1", "Math", "80", "verbatim")
    assert rows["mac-4"] == ("STU1", "Home\neconomics", "80", "json")
    assert rows["mac-6"] == (None, None, None, "verbatim"), "nothing stands left of the first cell"
    assert rows["sep"] == ("STU1", "Math", "80", "json")
    assert rows["break-1"] == ("STU1", "Math", "80", "verbatim")
    assert rows["latin1-h"] == ("STU1", "Math", "80", "verbatim")
    assert {rows[f"same-{n}"] for n in range(1, 6)} == {("STU1", "Math", "80", "verbatim")}
    assert {rows[f"surplus-{n}"] for n in range(1, 5)} == {("STU1", "Math", "80", "verbatim")}
    assert rows["dot"] == ("STU7", None, None, "verbatim")
    assert rows["10012345"] == ("501", None, "0.00005", "verbatim")
    assert rows["n3"] == ("501.0", "1000", "12345678.50", "verbatim"), "what is typed as text stays text"
    assert rows["n2"] == ("1, 2.0", None, "95.50", "verbatim")
    assert rows["in-1"] == ("STU1", None, None, "json")
    assert rows["in-3"] == (None, None, "90", "json")
    assert rows["k2"] == ("STU1", None, None, "verbatim")


def test_payloads_are_verbatim(battery: tuple[Lake, Run]) -> None:
    payloads = {row["raw_payload"] for row in battery[0].rows(ASSESSMENTS.form.table, "raw_payload")}
    assert {line("crlf").strip(), "short,STU1,2024-03-05", '{"id": "f2"', "5", "null"} <= payloads
    assert '{"id": "k1", "id": "k2", "surprise": 1, "student": {"id": "STU1"}}' in payloads


def test_malformed_bytes_are_kept_as_base64(battery: tuple[Lake, Run]) -> None:
    rows = [r for r in battery[0].rows(ASSESSMENTS.form.table) if r["parse_issue"] in ("ENCODING", "NUL_BYTE")]
    assert {row["payload_form"] for row in rows} == {"base64"}
    assert {row["raw_student_id"] for row in rows} == {None}


def test_a_second_run_loads_and_refuses_nothing(battery: tuple[Lake, Run]) -> None:
    lake = battery[0]
    before = lake.versions()
    run = lake.ingest()
    assert lake.versions() == before
    assert {entry.files_new for entry in run.entries} == {entry.files_refused for entry in run.entries} == {0}


def test_what_silver_makes_of_it(battery: tuple[Lake, Run]) -> None:
    lake = battery[0]
    entries = [entry for entry in lake.cleanse().entries if entry.records_in]
    assert entries
    for entry in entries:
        entry.must_balance()
    issues = {code for _, found in ACCEPTED.values() for code in found if code}
    reasons = {code for row in lake.refused("reason_codes") for code in row["reason_codes"]}
    assert issues <= reasons


def test_no_student_in_what_is_said(battery: tuple[Lake, Run]) -> None:
    lake = battery[0]
    assert "STU" not in "".join(lake.said) + json.dumps(lake.rows(JOB_RUNS), default=str)
