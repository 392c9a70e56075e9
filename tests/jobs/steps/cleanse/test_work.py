"""What is new to a subject, what has to be looked at again for it, and what must be read from the beginning."""

from __future__ import annotations

import pytest
from steps import CLASSES, MARKS, pending, source

from edulake.jobs.steps.cleanse.work import Pending, Snapshot, Work, takes_snapshots

pytestmark = pytest.mark.once
SIS, LMS = source("sis", references=(CLASSES,)), source("lms")


def quiet(of: object, done: int = 3, **more: object) -> Pending:
    return pending(of, done, done, 0, **more)


def news(of: object, **more: object) -> Pending:
    return pending(of, 3, 4, 2, **more)


def names(found: list[Pending]) -> list[str]:
    return [p.source.name for p in found]


def test_a_snapshot_without_a_record_is_news() -> None:
    assert news(SIS).is_news
    assert quiet(SIS, new_snapshot=True).is_news
    assert not quiet(SIS).is_news


@pytest.mark.parametrize(("snapshot", "may"), [(True, True), (None, True), (False, False)])
def test_a_manifest_may_say_that_a_delivery_is_a_snapshot(snapshot: bool | None, may: bool) -> None:
    of = source("sis", snapshot=snapshot)
    assert takes_snapshots(of, MARKS) is may
    assert pending(of).takes_snapshots is may
    assert not takes_snapshots(of, CLASSES), "of a table that it does not deliver there are none"


def test_a_snapshot_is_new_while_a_file_of_it_is() -> None:
    old, grown, new = (Snapshot(at, "x.csv", ("sha",), last) for at, last in ((1, 3), (2, 4), (3, 5)))
    assert pending(SIS, 3, 5, snapshots=[old, grown, new]).new_snapshots == [grown, new]


def test_sources_are_active_by_facts_or_by_what_their_facts_refer_to() -> None:
    facts = [quiet(SIS), quiet(LMS)]
    assert Work(facts).active == []
    assert not Work(facts, [quiet(SIS, table=CLASSES)]).any
    assert names(Work([quiet(SIS), news(LMS)]).active) == ["lms"]
    by_reference = Work(facts, [news(SIS, table=CLASSES)])
    assert names(by_reference.active) == ["sis"]
    assert by_reference.any
    assert names(Work(facts, replay=True).active) == ["sis", "lms"]
    assert names(Work(facts, anew={"lms": "its code changed"}).active) == ["lms"]
    assert Work([], [news(SIS, table=CLASSES)]).any, "references that came before any fact are accounted for"


def test_rows_of_one_source_are_no_news_for_another() -> None:
    work = Work([quiet(SIS)], [news(SIS, table=CLASSES)])
    assert work.has_news(SIS)
    assert not work.has_news(LMS)


@pytest.mark.parametrize(
    ("work", "begins"),
    [
        (Work([news(SIS)]), False),
        (Work([pending(SIS, 0)]), True),
        (Work([news(SIS, late=True)]), True),
        (Work([news(SIS)], replay=True), True),
        (Work([news(SIS)], [news(SIS, table=CLASSES)]), True),
        (Work([news(SIS)], [quiet(SIS, table=CLASSES)]), False),
        (Work([news(SIS)], [news(LMS, table=CLASSES)]), False),
    ],
    ids=["new", "first", "late", "replay", "references", "old references", "another's references"],
)
def test_when_all_that_was_ever_delivered_is_read(work: Work, begins: bool) -> None:
    assert work.begins(work.facts[0]) is begins


def test_sources_looked_at_anew_are_decided_apart_and_keep_their_reasons() -> None:
    anew = {"sis": "its code changed"}
    references = [news(SIS, table=CLASSES)]
    first, rest = Work([quiet(SIS), news(LMS)], references, replay=True, anew=anew).parts()
    assert (names(first.facts), first.references, first.anew, first.replay) == (["sis"], references, anew, True)
    assert (names(rest.facts), rest.references, rest.anew, rest.replay) == (["lms"], [], {}, True)


def test_a_part_without_work_is_none() -> None:
    assert Work([quiet(SIS), quiet(LMS)]).parts() == []
    [only] = Work([quiet(SIS), news(LMS)]).parts()
    assert names(only.facts) == ["sis", "lms"]
    [only] = Work([quiet(SIS), quiet(LMS)], anew={"sis": "its code changed"}).parts()
    assert names(only.facts) == ["sis"]
