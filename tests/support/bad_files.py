"""Files that are refused, each with its reason; those that hold nothing, and those that are nobody's."""

from __future__ import annotations

import gzip
import json

from good_files import GOOD, HEADER, UMLAUT, line

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
