"""What becomes of people and facts of whom a history of deliveries tells, in plain Python: no Spark, no edulake.

A history is a list of moves, one a day: what the day's delivery says of one student. Deliveries are made of the
histories of all of them.

    A B C   a content        -   nothing        !   a record that is refused, but names its row
    ab ba   two files of one day, of which the one modified last says B, or A
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

MOVES = ("A", "A", "B", "C", "-", "-", "!", "ab", "ba")
FIRST = dt.date(2025, 3, 1)


class File(NamedTuple):
    """A delivered file, the number of the day, and when it was modified."""

    name: str
    content: str
    modified: dt.datetime


@dataclass(frozen=True)
class Form:
    """How a source writes a record: `header`, the line of a content, and one that is refused and names its row."""

    source: str
    header: str
    line: str
    refused: str
    nameless: str
    contents: dict[str, tuple[str, ...]]

    def record(self, student: str, content: str) -> str:
        return self.line.format(student, *self.contents[content])


def day(number: int) -> str:
    return (FIRST + dt.timedelta(days=number)).isoformat()


def words(move: str) -> list[str]:
    """What is said on a day, in the order of the files' modification times; what counts is said last."""
    return [letter.upper() for letter in move] if move in ("ab", "ba") else [move] if move in "ABC" else []


def deliveries(form: Form, histories: dict[str, list[str]], nameless: set[int]) -> list[File]:
    """A file of each day, and a second, modified later, whose name comes first, where somebody is in two."""
    found = []
    for number in range(len(next(iter(histories.values())))):
        first, second = [], []
        for student, history in histories.items():
            said = words(history[number])
            first += [form.record(student, content) for content in said[:1]]
            second += [form.record(student, content) for content in said[1:]]
            first += [form.refused.format(student)] if history[number] == "!" else []
        first += [form.nameless] if number in nameless else []
        modified = dt.datetime(2025, 5, 1 + number, tzinfo=dt.UTC)
        # What comes again, under another name, is no news.
        files = [
            ("z", first, 2),
            *([("a", second, 5)] if second else []),
            *([("copy", first, 1)] if number == 1 else []),
        ]
        for name, lines, minutes in files:
            text = form.header + "\n" + "".join(f"{line}\n" for line in lines)
            path = f"{form.source}/{day(number)}/{name}.csv"
            found.append(File(path, text, modified + dt.timedelta(minutes=minutes)))
    return found


def versions(history: list[str], nameless: set[int]) -> list[tuple[Any, ...]]:
    """A student's versions, by snapshots: content, whether active, first day and the day after the last."""
    told: list[tuple[str, bool, int]] = []
    for number, move in enumerate(history):
        content = words(move)[-1:]
        if content:
            state = (content[0], True)
        elif move == "!" or number in nameless or not told:
            continue
        else:
            state = (told[-1][0], False)
        if not told or told[-1][:2] != state:
            told.append((*state, number))
    ends = [*[start for *_, start in told[1:]], None][: len(told)]
    return [
        (content, active, day(start), end if end is None else day(end))
        for (content, active, start), end in zip(told, ends, strict=True)
    ]


class Row(NamedTuple):
    """A fact as it stands: its content, the day whose delivery counts, and since which content's time it is known."""

    content: str
    told_on: str
    known: str


def by_snapshots(history: list[str], nameless: set[int], *, closed: dict[str, str] | None = None) -> Row | None:
    """A fact by snapshots: deleted when one lacks it, or made what `closed` says of its content."""
    row: Row | None = None
    for number, move in enumerate(history):
        for content in words(move):
            known = min(row.known, content) if row else content
            row = row._replace(known=known) if row and row.content == content else Row(content, day(number), known)
        if row and not words(move) and move != "!" and number not in nameless:
            row = row._replace(content=closed[row.content]) if closed else None
    return row


def by_changes(history: list[str], updated: dict[str, int | None]) -> Row | None:
    """A fact by changes alone: the greatest update time counts, or where it has none the day; then what came later."""
    said = []
    for number, move in enumerate(history):
        for place, content in enumerate(words(move)):
            at = updated[content]
            said.append(((number if at is None else at + 0.5, number, place), content, number))
    if not said:
        return None
    _, content, number = max(said)
    return Row(content, day(number), min(content for _, content, _ in said))
