"""Which files of the landing folder are needed no longer."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from steps import CLASSES, MARKS

from edulake.config.limits import Limits
from edulake.contract.feed import Dialect, Feed, Files
from edulake.landing.files import taken as landed
from edulake.landing.files.listing import described
from edulake.ops.deliveries import LOST, REMOVED, Delivered

pytestmark = pytest.mark.once
NOW = dt.datetime.now(dt.UTC)
LATER = NOW + dt.timedelta(days=1)
ANY = Files("**/*.csv", Dialect("csv"))
ONE = Feed(MARKS, {}, ANY)


def put(landing: Path, name: str) -> Path:
    path = landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a\n1\n")
    return path


def row(landing: Path, path: Path, **more: Any) -> Delivered:
    file = described(path, landing, sha256="x")
    known = (file.bytes, file.modified_at, file.delivered_at, False, 1, 1, LATER, "run", 1, 1)
    return Delivered("sis", file.name, "x", *known)._replace(**more)


def taken(landing: Path, *rows: Delivered, feeds: tuple[Feed, ...] = (ONE,), days: int = 2, **of: Any) -> list[str]:
    ledger = {str(MARKS): rows, **of}
    found = landed.taken(landing, "sis", feeds, ledger, NOW + dt.timedelta(days=days))
    return [file.name for file in found]


def test_what_bronze_has_of_it_as_it_is(tmp_path: Path) -> None:
    """Not another content of that name, nor what is to be loaded again, nor what came just now."""
    path = put(tmp_path, "sis/a.csv")
    held = row(tmp_path, path)
    assert taken(tmp_path, held) == ["sis/a.csv"]
    assert taken(tmp_path, held._replace(status=REMOVED)) == ["sis/a.csv"], "its records were too old, and so is it"
    assert taken(tmp_path, held._replace(status=LOST)) == []
    assert taken(tmp_path, held._replace(source_system="lms")) == []
    assert taken(tmp_path, held._replace(source_file_bytes=1)) == []
    assert taken(tmp_path, held, days=0) == [], "bronze took it later than that"
    assert taken(tmp_path, held._replace(ingestion_timestamp=NOW - dt.timedelta(days=9))) == [], "touched since"
    assert taken(tmp_path) == []


def test_every_table_that_it_feeds_must_have_it(tmp_path: Path) -> None:
    path = put(tmp_path, "sis/a.csv")
    held, both = row(tmp_path, path), (ONE, replace(ONE, table=CLASSES))
    assert taken(tmp_path, held, feeds=both) == []
    assert taken(tmp_path, held, feeds=both, **{str(CLASSES): [held]}) == ["sis/a.csv"]


def test_archives_links_and_databases_stay(tmp_path: Path) -> None:
    outside = put(tmp_path, "sis/in/real.csv")
    (tmp_path / "sis" / "link.csv").symlink_to(outside)
    rows = [row(tmp_path, tmp_path / "sis" / "link.csv"), row(tmp_path, outside)]
    assert taken(tmp_path, *rows) == ["sis/in/real.csv"]
    assert landed.taken(tmp_path, "nobody", [ONE], {}, LATER) == []


def test_a_file_that_changes_meanwhile_is_not_deleted(tmp_path: Path) -> None:
    gone, changed = put(tmp_path, "sis/a.csv"), put(tmp_path, "sis/b.csv")
    files = landed.taken(
        tmp_path, "sis", [ONE], {str(MARKS): [row(tmp_path, gone), row(tmp_path, changed)]}, NOW + dt.timedelta(days=2)
    )
    assert len(files) == 2
    changed.write_text("a\n1\n2\n")
    assert landed.delete(files) == 1
    assert (gone.exists(), changed.exists()) == (False, True)


def test_zips_of_which_every_file_is_there(tmp_path: Path) -> None:
    path, limits = tmp_path / "sis" / "all.zip", Limits()
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
        archive.writestr("in/b.csv", "a\n12\n")
    a, b = (
        row(tmp_path, path)._replace(source_file=f"sis/all.zip!/{name}", source_file_bytes=size)
        for name, size in (("a.csv", 4), ("in/b.csv", 5))
    )

    def names(*rows: Delivered, feeds: tuple[Feed, ...] = (ONE,)) -> list[str]:
        found = landed.taken_zips(tmp_path, "sis", feeds, {str(MARKS): rows}, LATER + dt.timedelta(days=1), limits)
        return [file.path.name for file in found]

    assert names(a, b) == ["all.zip"]
    assert names(a) == []
    assert names(a, b._replace(source_file_bytes=4)) == []
    assert names(a, b._replace(source_file_modified_at=NOW - dt.timedelta(days=1))) == [], "another zip of that name"
    assert names(a, b, feeds=(ONE, replace(ONE, table=CLASSES))) == []
    assert names(a, b, feeds=(replace(ONE, arrives=Files("**/a.csv", Dialect("csv"))),)) == [], "no feed knows b"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("read.me", "S1")
    again = row(tmp_path, path).source_file_modified_at
    assert names(*(one._replace(source_file_modified_at=again) for one in (a, b))) == []
