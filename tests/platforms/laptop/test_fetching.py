"""Which JARs are fetched, and what a folder of them holds afterwards: what was named, or all of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from edulake.platforms.laptop.environment import SetUpError
from edulake.platforms.laptop.fetching import Fetching
from edulake.platforms.laptop.machine import BROKER, DRIVERS, SPARKS, jar_name

pytestmark = pytest.mark.once
BESIDE = "org.lz4_lz4-java-1.8.jar"
SCALA = "scala-library-2.13.18.jar"


class Ivy(Fetching):
    """Fetches what it is asked for, and something beside it, without a network."""

    def __init__(self, home: Path) -> None:
        super().__init__(SPARKS["4.2"], home, 0)
        self.asked: list[list[str]] = []

    def submit(self, words: Sequence[str | Path], why: str) -> None:
        self.asked.append([str(word) for word in words])
        folder = self.home / "ivy" / "jars"
        folder.mkdir()
        for coordinate in self.option("--packages"):
            (folder / jar_name(coordinate)).touch()
        (folder / BESIDE).touch()

    def spark_home(self) -> Path:
        folder = self.home / "pyspark"
        (folder / "jars").mkdir(parents=True, exist_ok=True)
        (folder / "jars" / SCALA).touch()
        return folder

    def option(self, name: str) -> list[str]:
        words = self.asked[-1]
        return words[words.index(name) + 1].split(",") if name in words else []

    def trust(self, folder: Path) -> list[str]:
        return []

    def files_in(self, folder: str) -> set[str]:
        return {path.name for path in (self.home / folder).iterdir()}


@pytest.mark.parametrize(("step", "folder"), [("jars", "jars"), ("connector", "kafka"), ("databases", "databases")])
def test_a_folder_has_what_is_named_and_nothing_else(tmp_path: Path, step: str, folder: str) -> None:
    ivy = Ivy(tmp_path)
    jars = {"jars": SPARKS["4.2"].jars, "connector": SPARKS["4.2"].connector, "databases": DRIVERS}[step]
    getattr(ivy, step)()
    assert ivy.files_in(folder) == {jar_name(jar) for jar in jars}
    assert not (tmp_path / "ivy").exists()
    getattr(ivy, step)()
    assert len(ivy.asked) == 1, "what is there is enough"
    (tmp_path / folder / "old.jar").touch()
    getattr(ivy, step)()
    assert (len(ivy.asked), "old.jar" in ivy.files_in(folder)) == (2, False)


def test_a_broker_comes_with_all_that_it_needs(tmp_path: Path) -> None:
    ivy = Ivy(tmp_path)
    ivy.broker()
    assert ivy.files_in("broker") == {BESIDE, SCALA, *map(jar_name, BROKER)}
    assert ivy.option("--exclude-packages") == []
    ivy.broker()
    assert len(ivy.asked) == 1


def test_what_could_not_be_fetched_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kafka").mkdir()
    (tmp_path / "kafka" / "old.jar").touch()

    def fails(*_: object) -> None:
        raise SetUpError("no network")

    ivy = Ivy(tmp_path)
    monkeypatch.setattr(ivy, "submit", fails)
    with pytest.raises(SetUpError, match="no network"):
        ivy.connector()
    assert ivy.files_in("kafka") == {"old.jar"}
