"""A piece of work in each section, and its points for each grade of a student there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_each_section_has_a_piece_of_work(delivered: Any) -> None:
    entries = delivered.standing("gradebookEntries").values()
    names = {one["gradebookEntryIdentifier"] for one in entries}
    of = {(e["sectionReference"]["sectionIdentifier"], e["sectionReference"]["sessionName"]) for e in entries}
    taught = {
        (s["sectionIdentifier"], s["courseOfferingReference"]["sessionName"])
        for s in delivered.standing("sections").values()
    }
    assert of == taught
    assert len(names) == len(entries) == len(taught) > 0
    assert all(one["dateAssigned"] < one["dueDate"] for one in entries)


def test_points_are_those_of_the_results(delivered: Any, district: Any) -> None:
    """Half as many of fifty as the result has of a hundred, to the last digit; of each grade one."""
    last = delivered.nights()[-1].name
    told = district.plan.happens["assessments"].where(f"told_on <= '{last}'").collect()
    results = {(r["student_id"], r["subject"].upper(), r["assessment_date"]): Decimal(r["score"]) for r in told}
    points = delivered.standing("studentGradebookEntries").values()
    for one in points:
        subject = one["gradebookEntryReference"]["gradebookEntryIdentifier"].split("-")[1]
        key = one["studentReference"]["studentUniqueId"], subject, one["dateFulfilled"]
        assert Decimal(str(one["pointsEarned"])) * 2 == results[key]
    assert len(points) == len(delivered.standing("grades")) > 0
