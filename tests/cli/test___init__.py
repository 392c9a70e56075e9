"""How a command ends: in the lines and the exit code of what went wrong, and never with a value of a student."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from checkout import ROOT
from small_warehouse import CANARY, Said

from edulake.errors import BalanceError, ConfigError, UnreadableError

pytestmark = pytest.mark.once
PLACES = ("deltalake", "pyspark", "jinja2")


def ended(error: BaseException | None, *words: str) -> Said:
    """What a command said that ends so."""
    typer = pytest.importorskip("typer", reason="the extra [cli] is not installed")
    testing = pytest.importorskip("typer.testing")
    from edulake.cli import Commands, edulake

    app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)
    app.callback()(edulake)

    @app.command()
    def work() -> None:
        if error:
            raise error

    return Said(testing.CliRunner().invoke(app, [*words, "work"]))


@pytest.mark.parametrize("error", [ConfigError("a", "b", "c"), BalanceError("a", "b"), UnreadableError("a")])
def test_a_known_error_is_said_in_its_own_lines_and_code(error: Any) -> None:
    said = ended(error)
    assert (said.code, said.err.splitlines(), said.out) == (error.exit_code, error.lines(), "")


def test_any_other_error_is_1_and_keeps_its_text() -> None:
    """Spark's errors quote the values that they could not read: the traceback is for those alone who ask for it."""
    said = ended(ValueError(f"no number: {CANARY}"))
    assert said.code == 1
    assert said.err.splitlines() == [
        "error: the command failed",
        "why:   ValueError",
        "do:    run again with --debug to see the whole error",
    ]
    told = ended(ValueError(f"no number: {CANARY}"), "--debug")
    assert told.code == 1
    assert f"ValueError: no number: {CANARY}" in told.err


def test_what_is_no_error_keeps_its_code() -> None:
    typer = pytest.importorskip("typer", reason="the extra [cli] is not installed")
    assert ended(None).code == 0
    said = ended(typer.Exit(4))
    assert (said.code, said.err) == (4, "")


@pytest.mark.parametrize("words", [("--nonsense",), ("nonsense",)])
def test_mistakes_of_usage_are_2_and_spelled_by_typer(words: tuple[str, ...]) -> None:
    said = ended(None, *words)
    assert said.code == 2
    assert "nonsense" in said.err
    assert "error:" not in said.err


def test_help_names_every_command_and_every_exit_code(edulake: Any) -> None:
    shown = edulake("--help", on=None).out
    commands = (
        "doctor",
        "plan",
        "contracts",
        "alert",
        "report",
        "tables",
        "show",
        "runs",
        "quarantine",
        "unknown",
        "sql",
    )
    assert [name for name in commands if f" {name} " not in shown] == []
    assert all(f" {code} " in shown.replace("\n", " ") for code in (0, 1, 2, 4, 5))


def test_the_command_line_opens_nothing_until_it_is_asked() -> None:
    """`--help` and `doctor` answer where neither Spark nor delta-rs is there."""
    pytest.importorskip("typer", reason="the extra [cli] is not installed")
    code = f"import edulake.cli, sys; print([name for name in {PLACES} if name in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "lib")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
