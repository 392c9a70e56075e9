"""How a feed arrives is a type, what is withheld is said by name, and texts that warehouses hold stay as they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edulake.config import database
from edulake.contract.feed import Database, Dialect, Feed, Files, Scale, Withheld
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

TABLE = SUBJECTS["students"].form.table
ROWS = Database(database.Database(url="env:X", user="env:X", table="t", watermark="at"))


def test_a_feed_is_asked_for_the_way_by_which_it_arrives() -> None:
    by_files = Feed(TABLE, {}, Files("**/*.csv", Dialect("csv")))
    fetched = Feed(TABLE, {}, ROWS)
    assert (by_files.files.pattern, fetched.database.settings.table) == ("**/*.csv", "t")
    with pytest.raises(TypeError, match=r"bronze\.students_raw is not fed by files"):
        _ = fetched.files
    with pytest.raises(TypeError, match=r"bronze\.students_raw is not fed by a database"):
        _ = by_files.database


def test_feeds_that_differ_in_how_they_arrive_are_not_the_same() -> None:
    first = Feed(TABLE, {"raw_student_id": "id"}, Files("**/*.csv", Dialect("csv")))
    assert first == Feed(TABLE, {"raw_student_id": "id"}, Files("**/*.csv", Dialect("csv")))
    assert first != Feed(TABLE, {"raw_student_id": "id"}, Files("**/*.csv", Dialect("csv", ";")))
    assert len({first, Feed(TABLE, {}, ROWS)}) == 2, "feeds can be keys"


def test_a_dialect_is_written_as_quarantine_holds_it() -> None:
    """What is withheld, and where records are, do not decide on a file: they are not part of the text."""
    dialect = Dialect("csv", ";", "cp1252", Withheld(("password",)), "data.items")
    assert str(dialect) == "Dialect(format='csv', delimiter=';', encoding='cp1252')"


@pytest.mark.parametrize(
    ("withheld", "name", "expected"),
    [
        (Withheld(), "password", False),
        (Withheld(("Password",)), "password", True),
        (Withheld(("password",)), "PASSWORD", True),
        (Withheld(("address.street",)), "address", False),
        (Withheld(only=("id",)), "id", False),
        (Withheld(only=("id",)), "ID", True),
        (Withheld(only=()), "id", True),
    ],
)
def test_what_is_withheld(withheld: Withheld, name: str, expected: bool) -> None:
    assert withheld.withholds(name) is expected


def test_nothing_withheld_is_false() -> None:
    assert not Withheld()
    assert not Withheld(optional=True)
    assert Withheld(("x",))
    assert Withheld(only=()), "of a source without mapped columns, everything"


def test_scales_are_shown_as_people_write_them() -> None:
    assert str(Scale()) == "0-100"
    assert str(Scale(Decimal("1.0"), Decimal("6E+0"))) == "1.0-6"
    assert str(Scale(percent=True)) == "percent"
