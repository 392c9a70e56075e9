"""What the README guarantees is proven by what everybody runs: each guarantee names its tests, and they are there."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from checkout import ROOMS, ROOT

pytestmark = pytest.mark.once

LINK = re.compile(r"\[[^]]+\]\((tests/[^)]+)\)( †)?")
# What the default set leaves out, and what it leaves out on Spark 3.5 (spark-submit.sh).
NOWHERE = {"slow", "more"}
NOT_ON_35 = NOWHERE | {"once", "kill"}
LAWS = ("test_architecture.py", "test_readme.py", "test_source.py")
# One journey for each way in which a version of Spark or Delta has a say; the others are marked `once`.
ON_BOTH = {
    "bad_fields",  # conversions, with ANSI and without
    "bad_input",  # readers of files
    "maintain",  # OPTIMIZE
    "one_bad_file",  # a reader that fails
    "pipeline",  # all of it, in one plan after another
    "private",  # addresses and permissions
    "products",  # MERGE of what changed
    "vouching",  # lines that do not fit
}


class Guarantee(NamedTuple):
    """A row of the README's table: what holds, and its tests with whether they need Spark 4.2 alone."""

    text: str
    tests: list[tuple[str, bool]]


def guarantees() -> list[Guarantee]:
    section = (ROOT / "README.md").read_text().split("## What is guaranteed\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| **")]
    return [Guarantee(text, [(path, bool(alone)) for path, alone in LINK.findall(tests)]) for text, tests in rows]


def marks(decorators: list[ast.expr]) -> set[str]:
    """Names of the marks that stand there by themselves; those within parameters mark some cases only."""
    found = (node.func if isinstance(node, ast.Call) else node for node in decorators)
    return {
        node.attr for node in found if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("pytest.mark.")
    }


def marked(text: str) -> list[set[str]]:
    """For each test of a file its marks, with those of the file."""
    body = ast.parse(text).body
    of_file: set[str] = set()
    for node in body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            of_file = marks(node.value.elts if isinstance(node.value, ast.List) else [node.value])
    tests = [node for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return [of_file | marks(test.decorator_list) for test in tests]


def tables() -> list[Path]:
    """Folders of the table tests that the default set leaves out on Spark 3.5."""
    [folders] = re.findall(r'^  local tables="(.*)"$', (ROOT / "spark-submit.sh").read_text(), re.MULTILINE)
    return [path for folder in folders.split() for path in ROOT.glob(folder)]


@pytest.mark.parametrize("guarantee", guarantees(), ids=lambda guarantee: guarantee.text.split("**")[1])
def test_a_guarantee_has_its_tests(guarantee: Guarantee) -> None:
    assert guarantee.tests, "a guarantee without a test"
    for name, alone in guarantee.tests:
        assert (ROOT / name).is_file(), f"{name} is not there"
        left_out = NOWHERE if alone else NOT_ON_35
        assert any(not found & left_out for found in marked((ROOT / name).read_text())), (
            f"nobody runs {name} where the README says"
        )
        assert alone or not any((ROOT / name).is_relative_to(folder) for folder in tables()), name


def test_a_journey_that_runs_on_both_sparks_is_one_of_few() -> None:
    journeys = (ROOT / "tests" / "journeys").glob("test_*.py")
    on_both = {
        path.stem.removeprefix("test_")
        for path in journeys
        if any(not found & NOT_ON_35 for found in marked(path.read_text()))
    }
    assert on_both == ON_BOTH


def test_no_guarantee_is_read_over() -> None:
    section = (ROOT / "README.md").read_text().split("## What is guaranteed\n")[1].split("\n## ")[0]
    assert len(guarantees()) == section.count("\n| **") >= 9
    named = [path for guarantee in guarantees() for path, _ in guarantee.tests]
    assert re.findall(r"\]\((tests/[^)]+)\)", section) == named


def test_marks_are_seen() -> None:
    """Those of a file, of a test, and of some cases only, which leave the others in."""
    text = (
        "pytestmark = [pytest.mark.once]\n"
        "@pytest.mark.slow\ndef test_a(): ...\n"
        "@pytest.mark.parametrize('x', [1, pytest.param(2, marks=pytest.mark.slow)])\ndef test_b(x): ...\n"
        "def helper(): ...\n"
    )
    assert marked(text) == [{"once", "slow"}, {"once", "parametrize"}]
    assert marked(text.replace("[pytest.mark.once]", "pytest.mark.kill"))[1] == {"kill", "parametrize"}


def test_the_default_set_is_what_this_takes_for_it() -> None:
    """The door's own words for what a suite leaves out."""
    door = (ROOT / "spark-submit.sh").read_text()
    assert 'which="not slow and not more"' in door
    assert '-m "${which:+$which and }not kill and not once"' in door


def test_no_test_is_in_no_set() -> None:
    """What is chosen by default and with --more is, once, all that is not slow; --all chooses by no mark."""
    door = (ROOT / "spark-submit.sh").read_text().split("test_all_suites() {")[1].split("\n}")[0]
    default, more, everything = re.findall(r'\bwhich="([^"$]*)"', door)
    for marked_slow, marked_more in product((True, False), repeat=2):
        of_test = {"slow": marked_slow, "more": marked_more}
        assert eval(default, of_test) + eval(more, of_test) == (not marked_slow)
    assert everything == ""
    of_each = dict(re.findall(r'(\w+)="\$\{which:\+\$which and \}([a-z ]+)"', door))
    assert of_each.pop("which") == "not postgres and not kafka and not browser"
    assert of_each == {name: name for name in ("connect", "postgres", "kafka", "browser")}
    run = (ROOT / ".ci" / "run").read_text()
    runs = re.findall(r"^(EDULAKE_TEST_UNTIL=\S+ .*)?\./spark-submit\.sh test\b( --more)? 2>&1", run, re.MULTILINE)
    assert [(bool(ends), more) for ends, more in runs] == [(False, ""), (True, " --more")]


def test_tables_that_the_default_set_leaves_out_on_35_are_run_there_by_more() -> None:
    """And by --all, and where they are named: only the default set without names has something to leave out."""
    door = (ROOT / "spark-submit.sh").read_text()
    assert {folder.relative_to(ROOT).parts[1] for folder in tables()} == {"bronze", "silver", "gold"}
    assert re.findall(r"left_out=.*printf -- '(\S+) ' (\S+)\)", door) == [("--ignore=%s", "$tables")]
    more, everything, default = re.split(r"\n  elif .*", door.split("= --more ]; then\n")[1].split("\n  fi\n")[0])
    assert ['there_too="tables35"' in of for of in (more, everything, default)] == [True, False, False]
    assert ["left_out=" in of for of in (more, everything, default)] == [False, False, True]
    [(spark35, left_out)] = re.findall(r'^    spark35\) .* -m "(.*)" \$among (\S+) ', door, re.MULTILINE)
    [(tables35, chosen)] = re.findall(r'^    tables35\) .* -m "(.*)" \$\(.* ls -d (\S+)\) ', door, re.MULTILINE)
    assert (left_out, chosen) == ("$left_out", "$tables")
    assert spark35.replace("${which:+$which and }", "not slow and not more and ") == tables35


def test_what_there_was_no_time_for_is_said() -> None:
    """A variation that CI does not come to counts as skipped, with the words that CI looks for, and not as passed."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(ROOT / "tests/test_errors.py")]
    environment = os.environ | {"EDULAKE_TEST_UNTIL": "0"}
    of_none = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    words = re.search(r"grep -E '([^']+no time[^']+)'", (ROOT / ".ci" / "run").read_text())
    assert words
    assert re.search(words[1], of_none.stdout, re.MULTILINE)
    assert re.search(r"=== \d+ skipped in ", of_none.stdout)


def test_laws_and_rooms_are_tested_by_default() -> None:
    tests = ROOT / "tests"
    for law in LAWS:
        assert not any(found & NOWHERE for found in marked((tests / law).read_text())), law
    untested = set(ROOMS.split()) - {"errors"}
    for room in sorted(untested):
        files = (tests / room).rglob("test_*.py")
        if any(not found & NOWHERE for path in files for found in marked(path.read_text())):
            untested.remove(room)
    assert not untested


def test_the_pages_about_the_house_know_its_rooms() -> None:
    rooms = set(ROOMS.split()) - {"errors"}
    page = (ROOT / "docs" / "architecture.md").read_text()
    [law] = [line for line in page.splitlines() if line.startswith("errors < ")]
    assert law.split(" < ") == ROOMS.split()
    assert {word.rstrip("/") for word in re.findall(r"\b[a-z]+/", page)} & rooms >= {
        "landing",
        "bronze",
        "silver",
        "gold",
    }
    house = (ROOT / "CONTRIBUTING.md").read_text().split("## Where things are")[1].split("\n## ")[0]
    assert rooms <= {word.rstrip("/") for word in re.findall(r"\b[a-z]+/", house)}
