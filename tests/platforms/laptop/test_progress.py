"""What people are told of an installer: downloads that take long, how much is here, and nothing of the machinery."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.platforms.laptop.progress import Progress, told

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("  Downloading pyspark-4.2.0.tar.gz (450.1 MB)", "fetching pyspark, 450 MB"),
        ("Downloading vl-convert-python (32.0MiB)", "fetching vl-convert-python, 32 MB"),
        ("  Downloading zipp-4.1.2-py3-none-any.whl (10 kB)", None),
        ("  Downloading pygments-2.21.0-py3-none-any.whl (1.3 MB)", None),
        (" Downloaded deltalake", None),
        ("  Building wheel for pyspark (pyproject.toml): started", "unpacking pyspark"),
        ("  Building wheel for pyspark (pyproject.toml): finished with status 'done'", None),
        ("   Building pyspark==4.2.0", "unpacking pyspark"),
        ("   Building edulake @ file:///somewhere", None),
        ("Building wheels for collected packages: pyspark, edulake", None),
        ("Installing collected packages: pytz, py4j", "installing what was fetched"),
        ("Prepared 31 packages in 31.90s", "installing what was fetched"),
        ("Collecting pyspark==4.2.0 (from edulake==0.1.0)", None),
        ("", None),
    ],
)
def test_what_is_told_of_a_line(line: str, words: str | None) -> None:
    assert told(line) == words


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    """Of a program whose log begins behind what another one said."""
    (tmp_path / "log").write_text("Downloading earlier (9 MB)\n")
    (tmp_path / "scratch").mkdir()
    made = Progress(tmp_path / "log", (tmp_path / "log").stat().st_size, tmp_path / "scratch")
    made.start = made.since = 100.0
    return made


def say(progress: Progress, text: str) -> None:
    with progress.log.open("a") as log:
        log.write(text)


def test_a_line_is_told_once_and_when_it_is_whole(progress: Progress) -> None:
    say(progress, "Collecting pyspark\nDownloading pyspark (45")
    assert progress.news(101.0) == []
    say(progress, "0.1 MB)\nDownloading numpy (17 MB)\n")
    assert progress.news(102.0) == ["fetching pyspark, 450 MB", "fetching numpy, 17 MB"]
    assert progress.news(103.0) == []


def test_after_ten_quiet_seconds_people_hear_that_it_is_at_work(progress: Progress) -> None:
    assert progress.news(109.9) == []
    assert progress.news(110.0) == ["still at work, 10 s"]
    assert progress.news(119.0) == []
    say(progress, "Installing collected packages: a\n")
    assert progress.news(119.5) == ["installing what was fetched"]
    assert progress.news(129.0) == []
    assert progress.news(129.5) == ["still at work, 30 s"]


def test_how_much_of_a_download_is_here(progress: Progress) -> None:
    """Where the installer keeps it under its own name; pip does, in a folder of its own."""
    say(progress, "Downloading pyspark-4.2.0.tar.gz (450.1 MB)\n")
    progress.news(101.0)
    assert progress.news(111.0) == ["still at work, 11 s"]
    (progress.scratch / "pip-unpack-x").mkdir()
    (progress.scratch / "pip-unpack-x" / "pyspark-4.2.0.tar.gz").write_bytes(b"x" * 3_000_000)
    assert progress.news(121.0) == ["3 of 450 MB are here, 21 s"]
    say(progress, "Collecting numpy\n")
    assert progress.news(131.0) == ["still at work, 31 s"]
    say(progress, "Building wheel for pyspark (pyproject.toml): started\n")
    progress.news(132.0)
    assert progress.news(142.0) == ["still at work, 42 s"]
