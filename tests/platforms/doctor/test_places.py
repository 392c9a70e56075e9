"""The machine and the places where data lies: what is missing, shut, open to others, full, or from the future."""

from __future__ import annotations

import os
import time
from collections import namedtuple
from pathlib import Path

import pytest
from doctored import made, settings

from edulake.config.settings import Settings
from edulake.platforms.doctor import BROKEN, OK, WARNING, places

pytestmark = pytest.mark.once


def test_a_file_is_no_warehouse(tmp_path: Path) -> None:
    (tmp_path / "warehouse").touch()
    finding = places.warehouse(settings(tmp_path))
    assert (finding.level, finding.exit_code) == (BROKEN, 5)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert places.warehouse(settings(tmp_path)).level == BROKEN


def test_a_warehouse_that_does_not_exist_yet_is_no_fault(tmp_path: Path) -> None:
    assert places.warehouse(settings(tmp_path / "a" / "b")).level == OK
    assert places.clock(settings(tmp_path / "a" / "b")).level == OK


@pytest.mark.parametrize(("mode", "level"), [(0o700, OK), (0o750, WARNING), (0o705, WARNING)])
def test_others_must_not_enter(tmp_path: Path, mode: int, level: str) -> None:
    made(tmp_path, mode)
    assert places.permissions(settings(tmp_path)).level == level


def test_a_commit_from_the_future(tmp_path: Path) -> None:
    commit = made(tmp_path)
    assert places.clock(settings(tmp_path)).level == OK
    os.utime(commit, (time.time() + 600,) * 2)
    assert places.clock(settings(tmp_path)).level == WARNING
    assert list((tmp_path / "warehouse").glob(".edulake*")) == []


@pytest.mark.parametrize(("free", "level"), [(2**40, OK), (2**31, WARNING), (2**20, BROKEN)])
def test_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    usage = namedtuple("usage", "free")  # noqa: PYI024
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _: usage(free))
    assert places.disk(settings(tmp_path)).level == level


def test_landing(tmp_path: Path) -> None:
    assert places.landing(settings(tmp_path)).level == WARNING
    (tmp_path / "landing").mkdir()
    assert places.landing(settings(tmp_path)).level == WARNING
    (tmp_path / "landing" / "sis").mkdir()
    (tmp_path / "landing" / "_half").mkdir()
    assert places.landing(settings(tmp_path)).found.endswith(": sis")


def test_a_workbook_among_the_files_of_a_source(tmp_path: Path) -> None:
    source = tmp_path / "landing" / "my school"
    source.mkdir(parents=True)
    (source / "scores.csv").touch()
    assert places.landing(settings(tmp_path)).level == OK
    (source / "2026-03-10").mkdir()
    workbook = source / "2026-03-10" / "scores.xlsx"
    workbook.touch()
    finding = places.landing(settings(tmp_path))
    assert (finding.level, finding.found) == (WARNING, f"{workbook} is a workbook, which no job reads")
    assert finding.fix.startswith(f"edulake suggest '{workbook}' --tidy ")


def test_a_landing_folder_that_is_not_there_is_made_by_what_is_said(tmp_path: Path) -> None:
    assert places.landing(settings(tmp_path)).fix.startswith(f"mkdir -p {tmp_path}/landing,")
    (tmp_path / "landing").mkdir()
    assert f"{tmp_path}/landing/SOURCE/" in places.landing(settings(tmp_path)).fix


def test_what_a_session_alone_can_see_is_not_looked_at(tmp_path: Path) -> None:
    """A catalog, a store of objects: nothing of them is said to be well, nothing to be broken."""
    there = settings(tmp_path, catalog="education")
    assert {places.warehouse(there).level, places.permissions(there).level, places.clock(there).level} == {OK}
    assert "catalog education: not looked at" in places.warehouse(there).found
    far = Settings(warehouse="s3://bucket/w", landing="s3://bucket/l")
    assert {places.warehouse(far).level, places.permissions(far).level, places.landing(far).level} == {OK}
    assert places.warehouse(far).found == "s3://bucket/w: not looked at, it takes a session"
    assert places.landing(far).found == "s3://bucket/l: not looked at, it takes a session"


def test_tables_of_a_warehouse_are_counted(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "warehouse" / "gold" / "no_table").mkdir()
    assert places.warehouse(settings(tmp_path)).found.endswith(": 1 tables")


@pytest.mark.parametrize(("gib", "level"), [(2, WARNING), (3, OK), (64, OK)])
def test_spark_wants_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gib: int, level: str) -> None:
    monkeypatch.setattr(places.os, "sysconf", {"SC_PHYS_PAGES": gib * 2**18, "SC_PAGE_SIZE": 4096}.__getitem__)
    finding = places.machine(settings(tmp_path))
    assert (finding.level, bool(finding.fix)) == (level, level == WARNING)
    assert f"{gib} GiB" in finding.found


def test_the_fullest_disk_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark shuffles where temporary files lie: room beside the tables is not enough."""
    made(tmp_path)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    usage = namedtuple("usage", "free")  # noqa: PYI024
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: str(temporary))
    for full in (temporary, tmp_path / "warehouse"):
        monkeypatch.setattr(
            places.shutil, "disk_usage", lambda path, full=full: usage(2**20 if path == full else 2**40)
        )
        finding = places.disk(settings(tmp_path))
        assert (finding.level, finding.exit_code) == (BROKEN, 5)
        assert finding.found.endswith(str(full))


def test_a_disk_whose_clock_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a share on another machine; a few seconds are nothing."""
    made(tmp_path)
    now = time.time
    for apart, level in ((-2, OK), (60, WARNING), (-60, WARNING)):
        monkeypatch.setattr(places.time, "time", lambda apart=apart: now() - apart)
        finding = places.clock(settings(tmp_path))
        assert finding.level == level
        assert level == OK or f"{apart:+} s" in finding.found
