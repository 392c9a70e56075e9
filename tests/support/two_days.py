"""What a source delivers on two days, and the rows that the second one writes."""

from __future__ import annotations

from typing import NamedTuple

from lake import MONDAY, Lake, changed

TUESDAY = MONDAY.replace(day=7)
Files = dict[str, bytes | str]


class Case(NamedTuple):
    """Files of both days, and the rows that the second one writes, by table (lake.changed)."""

    first: Files
    second: Files
    expected: dict[str, set[str]]


def writes_what_it_should(case: Case, lake: Lake) -> None:
    """The second day writes exactly the rows of the case, and a third that brings nothing none."""
    lake = lake.letting_shrink()
    for file, content in case.first.items():
        lake.deliver(file, content)
    lake.run()
    before = lake.labelled()
    for file, content in case.second.items():
        lake.deliver(file, content, TUESDAY)
    for entry in lake.run()[1].entries:
        entry.must_balance()
    assert changed(before, lake.labelled()) == case.expected
    versions = lake.versions()
    lake.run()
    assert lake.versions() == versions
