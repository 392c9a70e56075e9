"""Each file that says something new is fit, refused or absent; what was decided by the same rules is not asked again."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from landed import COLUMNS, PLAIN, TABLE, Books, ReadingStore, landed

from edulake.contract.feed import Dialect, Feed, Files
from edulake.jobs.steps.ingest import looking
from edulake.jobs.steps.ingest.looking import ACCEPTED, Looked, look, rule_version
from edulake.landing.files.listing import DeliveredFile
from edulake.landing.files.manifest import Delivery
from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once

GOOD = "student,score\nS1,80\n"


def looked(folder: Path, files: list[DeliveredFile], books: Books | None = None, feed: Feed = PLAIN) -> Looked:
    store: Any = ReadingStore(folder)
    ledger: Any = books or Books()
    return look(store, feed, files, [], ledger, accepts=False)


def names(found: Looked) -> tuple[list[str], list[tuple[str, str]]]:
    refused = [(file.name, why.code) for file, why in found.refused]
    return [file.file.name for file in found.readable], refused


def test_each_content_is_looked_at_once(tmp_path: Path) -> None:
    files = landed(tmp_path, **{"a.csv": GOOD, "b.csv": GOOD, "bad1.csv": "x\n1\n", "bad2.csv": "x\n1\n"})
    found = looked(tmp_path, files)
    assert names(found) == (["school/a.csv"], [("school/bad1.csv", "FILE_NO_HEADER")])
    assert {file.name for file in found.rules} == {"school/a.csv", "school/bad1.csv", "school/bad2.csv"}


def test_a_verdict_by_the_same_rules_stands(tmp_path: Path) -> None:
    files = landed(tmp_path, **{"bad.csv": "x\n1\n"})
    books = Books()
    books.refused[str(TABLE)].verdicts.add((files[0].sha256, rule_version(PLAIN, 0.5, None)))
    assert names(looked(tmp_path, files, books)) == ([], [])
    other = Feed(TABLE, {**COLUMNS, "raw_subject": "x"}, PLAIN.files)
    assert names(looked(tmp_path, files, books, other)) == (["school/bad.csv"], []), "under other settings it fits"


def test_a_file_that_cannot_be_opened_is_refused_by_its_name(tmp_path: Path) -> None:
    files = [replace(file, sha256="") for file in landed(tmp_path, **{"a.csv": GOOD, "b.csv": GOOD})]
    found = looked(tmp_path, files)
    assert names(found) == ([], [("school/a.csv", "FILE_UNREADABLE"), ("school/b.csv", "FILE_UNREADABLE")])
    assert sorted(found.rules.values()) == ["unread school/a.csv", "unread school/b.csv"]


def test_a_file_that_changes_while_it_is_looked_at_waits(tmp_path: Path) -> None:
    files = landed(tmp_path, **{"a.csv": GOOD, "bad.csv": "x\n1\n"})
    for file in files:
        os.utime(file.path, (1e9, 1e9))
    assert names(looked(tmp_path, files)) == (
        [],
        [("school/bad.csv", "FILE_CHANGED"), ("school/a.csv", "FILE_CHANGED")],
    )


def test_what_nobody_foresaw_stops_no_other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = looking.prepared

    def failing(store: Any, file: DeliveredFile, *others: Any, **options: Any) -> Any:
        if file.name.endswith("b.csv"):
            raise RuntimeError("of STU7")
        return real(store, file, *others, **options)

    monkeypatch.setattr(looking, "prepared", failing)
    found = looked(tmp_path, landed(tmp_path, **{"a.csv": GOOD, "b.csv": GOOD.replace("80", "90")}))
    assert names(found) == (["school/a.csv"], [("school/b.csv", "FILE_UNREADABLE")])


SNAPSHOT = Feed(TABLE, COLUMNS, Files("**/*.json", Dialect("json", records="data.items")), snapshot=True)
BY_MANIFEST = replace(PLAIN, snapshot=None)
MAPPED = "[('raw_score', 'score'), ('raw_student_id', 'student')]"


@pytest.mark.parametrize(
    ("feed", "allowed", "expected"),
    [
        (PLAIN, 0.5, f"Dialect(format='csv', delimiter=',', encoding='utf-8'){MAPPED}"),
        (PLAIN, ACCEPTED, f"Dialect(format='csv', delimiter=',', encoding='utf-8'){MAPPED}"),
        (SNAPSHOT, 0.5, f"Dialect(format='json', delimiter=',', encoding='utf-8')data.items{MAPPED}0.5"),
        (SNAPSHOT, ACCEPTED, f"Dialect(format='json', delimiter=',', encoding='utf-8')data.items{MAPPED}accepted"),
    ],
)
def test_rules_are_written_as_warehouses_hold_them(feed: Feed, allowed: float | str, expected: str) -> None:
    """Quarantine is full of these texts: another one would have each refused file looked at again."""
    assert rule_version(feed, allowed, None) == expected
    assert rule_version(feed, allowed, Refusal("FILE_CORRUPT", "x")) == expected


def test_what_lies_beside_a_file_is_among_its_rules() -> None:
    alone, beside = (Delivery("users.csv", None, frozenset(names)) for names in (["users.csv"], ["users.csv", "x.csv"]))
    assert rule_version(BY_MANIFEST, 0.5, alone) == f"{rule_version(BY_MANIFEST, 0.5, None)}{alone.fingerprint}"
    assert rule_version(BY_MANIFEST, 0.5, alone) != rule_version(BY_MANIFEST, 0.5, beside)


def test_a_manifest_says_what_is_a_snapshot_and_what_is_absent(tmp_path: Path) -> None:
    manifest = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.{},{}\n"
    files = landed(tmp_path, **{"users.csv": GOOD, "manifest.csv": manifest.format("users", "absent")})
    users = [file for file in files if file.name.endswith("users.csv")]
    found = looked(tmp_path, users, feed=BY_MANIFEST)
    assert (names(found), [file.name for file in found.absent]) == (([], []), ["school/users.csv"])
    landed(tmp_path, **{"manifest.csv": manifest.format("users", "bulk")})
    [fit] = looked(tmp_path, users, feed=BY_MANIFEST).readable
    assert fit.snapshot
    landed(tmp_path, **{"manifest.csv": manifest.format("others", "bulk")})
    assert names(looked(tmp_path, users, feed=BY_MANIFEST)) == ([], [("school/users.csv", "FILE_MANIFEST")])
