"""The command that writes what schedulers read: what it says, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.platforms.schedulers import __main__ as command
from edulake.platforms.schedulers import files

pytestmark = pytest.mark.once


def test_what_the_settings_say_reaches_every_file(tmp_path: Path) -> None:
    conf = tmp_path / "mine.toml"
    conf.write_text(
        '[schedule]\ntime = "23:45"\ntime_zone = "Europe/Berlin"\ntrain_every_days = 30\n'
        '[source_groups]\nexams = ["oulad"]\n[aidp]\ncluster_key = "KEY-1"\n'
    )
    assert command.main(["--conf", str(conf), "--out", str(tmp_path / "out")]) == 0
    for name in ("databricks/resources/daily.job.yml", "aidp/update_job.json"):
        assert "0 45 23 * * ?" in (tmp_path / "out" / name).read_text()
    for name in ("airflow/edulake_daily.py", "cluster/daily.sh"):
        assert "45 23 * * *" in (tmp_path / "out" / name).read_text()
    made = {path: path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert sum("Europe/Berlin" in text for text in made.values()) == 5
    assert sum("exams" in text for text in made.values()) == 6
    assert any("KEY-1" in text for text in made.values())


def test_check_finds_a_changed_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--out", str(tmp_path)]) == 0
    assert command.main(["--out", str(tmp_path), "--check"]) == 0
    (tmp_path / "aidp" / "update_job.json").write_text("{}")
    assert command.main(["--out", str(tmp_path), "--check"]) == 4
    assert "differs: aidp/update_job.json" in capsys.readouterr().out


def test_check_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "deploy"
    made = files.made()
    assert command.main(["--out", str(out), "--check"]) == 4
    assert capsys.readouterr().out.splitlines() == [f"differs: {name}" for name in made]
    assert not out.exists()
    assert command.main(["--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{len(made)} files in {out}\n"
    assert command.main(["--out", str(out), "--check"]) == 0
    assert capsys.readouterr().out == f"{len(made)} files are as they should be\n"


@pytest.mark.parametrize("text", ["[schedule]\ntime = '24:00'", "nonsense = 1", "no toml", None])
def test_settings_that_cannot_be_understood_write_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    conf = tmp_path / "conf.toml"
    if text is not None:
        conf.write_text(text)
    assert command.main(["--conf", str(conf), "--out", str(tmp_path / "deploy")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error:")
    assert "Traceback" not in said.err
    assert not (tmp_path / "deploy").exists()


def test_files_are_compared_with_those_of_the_same_settings(tmp_path: Path) -> None:
    conf = tmp_path / "mine.toml"
    conf.write_text('[schedule]\ntime = "23:45"\n')
    assert command.main(["--conf", str(conf), "--out", str(tmp_path)]) == 0
    assert command.main(["--conf", str(conf), "--out", str(tmp_path), "--check"]) == 0
    assert command.main(["--out", str(tmp_path), "--check"]) == 4
