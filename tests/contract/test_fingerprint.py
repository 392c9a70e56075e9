"""What changes a fingerprint: the code that is reached, and settings; not where the code stands, nor how it looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edulake.contract import fingerprint as module
from edulake.contract.fingerprint import Fingerprint, Place, fingerprint

pytestmark = pytest.mark.once

SHARED = """
LIMIT = 10


def doubled(value):
    return value * 2


def unrelated(value):
    return value
"""
BUILD = '''
"""A product."""
from school import shared
from school.shared import LIMIT

NAMES = ("a", "b")


def build(frame):
    """Rows."""
    return [shared.doubled(name) for name in NAMES if LIMIT > 1]


def other():
    return None
'''


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package in the place of edulake, whose files a test may change."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module, "PACKAGE", "school")
    folder = tmp_path / "school"
    folder.mkdir()
    (folder / "__init__.py").touch()
    yield folder
    sys.modules.pop("school", None)


def made(school: Path, build: str = BUILD, shared: str = SHARED, *, settings: object = None) -> Fingerprint:
    for cached in (module._read, module._spec, module._definition):
        cached.cache_clear()
    sys.path_importer_cache.clear()
    school.joinpath("product.py").write_text(build)
    school.joinpath("shared.py").write_text(shared)
    return fingerprint(settings, [Place("school.product", "build")])


CHANGES = {
    "a value that it uses": (BUILD.replace('"b"', '"c"'), SHARED),
    "its own code": (BUILD.replace("> 1", "> 2"), SHARED),
    "a constant of another module": (BUILD, SHARED.replace("10", "11")),
    "a function of another module": (BUILD, SHARED.replace("* 2", "* 3")),
}
THE_SAME = {
    "comments, blank lines and docstrings": (
        BUILD.replace('"""Rows."""', '"""Others."""  # why\n'),
        SHARED + "\n# x\n",
    ),
    "code that is not reached": (
        BUILD.replace("return None", "return 1"),
        SHARED.replace("return value\n", "return 1\n"),
    ),
    "annotations": (BUILD.replace("(frame)", "(frame: object) -> list[str]"), SHARED),
    "how a name is imported": (
        BUILD.replace("import shared\n", "import shared as s\n").replace("shared.doubled", "s.doubled"),
        SHARED,
    ),
    "where it stands": (
        BUILD.replace("from school import shared\n", "").replace("shared.doubled", "doubled")
        + "\n\ndef doubled(value):\n    return value * 2\n",
        SHARED.replace("def doubled", "def halved"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_code_that_is_reached_changes_it(school: Path, name: str) -> None:
    first = made(school)
    later = made(school, *CHANGES[name])
    assert (later.settings, later.code != first.code) == (first.settings, True)
    assert later.differs_from(str(first)) == "its code changed"


@pytest.mark.parametrize("name", THE_SAME)
def test_what_does_not_count_leaves_it_as_it_is(school: Path, name: str) -> None:
    first = made(school)
    assert made(school, *THE_SAME[name]) == first
    assert first.differs_from(str(first)) == ""


def test_settings_are_told_from_code(school: Path) -> None:
    first = made(school, settings={"minimum_days": 10})
    assert made(school, settings={"minimum_days": 1}).differs_from(str(first)) == "its settings changed"
    both = made(school, *CHANGES["its own code"], settings={"minimum_days": 1})
    assert both.differs_from(str(first)) == "its settings and code changed"
    assert first.differs_from(None) == "nothing says what it was made from"


def test_every_product_and_source_reaches_the_expressions_that_it_uses() -> None:
    """Of the package itself: what is reached is code, in modules that lie elsewhere, and no library is imported for it."""
    from edulake.gold import PRODUCTS

    reached = module.reached([module._place(PRODUCTS["attendance_insights"].build)])
    assert Place("edulake.gold.product", "shared") in reached
    assert {place.module.split(".")[1] for place in reached} <= {"gold", "expr", "silver", "contract"}


def test_a_constant_without_a_name_is_no_root() -> None:
    """Left out without a word, what a table is made from would not count."""
    with pytest.raises(ValueError, match="has no name for it"):
        module.place_of(object(), module.__name__)
