"""Files that are loaded, as people export them, and how many of their records are whole: by source and name."""

from __future__ import annotations

import bz2
import gzip
import json

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
