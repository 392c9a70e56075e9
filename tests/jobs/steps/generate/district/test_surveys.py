"""What surveys ask, and whom: the same each year but for one item, and everybody once."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.district import people, staff, surveys
from edulake.jobs.steps.generate.district.calendar import school_years
from edulake.jobs.steps.generate.district.surveys import ITEMS, OPTIONS, SURVEYS

pytestmark = [pytest.mark.once, pytest.mark.more]
YEARS = school_years(2)


def test_one_item_is_worded_anew_in_the_newest_year(told: Any) -> None:
    words = defaultdict(dict)
    for row in told["survey_items"]:
        words[row["family"], row["item_code"]][row["school_year"]] = row["text"]
    assert len(words) == len(SURVEYS) * len(ITEMS)
    changed = {code for (_, code), of in words.items() if of["2024"] != of["2025"]}
    assert changed == {item.code for item in ITEMS if item.anew} != set()


def test_items_on_a_scale_say_how_they_are_keyed(told: Any) -> None:
    for row in told["survey_items"]:
        on_scale = [row[of] for of in ("scale_min", "scale_max", "favourable_from", "is_reversed", "stored_reversed")]
        assert all(on_scale) if row["form"] == "Single" else not any(on_scale)
        assert (row["options"] == "|".join(OPTIONS)) == (row["form"] == "Multiple")
    keyed = {(row["is_reversed"], row["stored_reversed"]) for row in told["survey_items"] if row["form"] == "Single"}
    assert keyed == {("No", "No"), ("Yes", "No"), ("Yes", "Yes")}


def test_everybody_who_is_there_is_asked_once(spark: Any, told: Any) -> None:
    of = people.people(spark, 120, 7, len(YEARS))
    stays = people.stays(people.in_years(of, YEARS))
    members = staff.staff(spark, 120, 7, YEARS)
    asked = surveys.asked(stays, members, YEARS, 7).collect()
    persons = Counter((row["kind"], row["number"], row["school_year"]) for row in asked)
    assert set(persons.values()) == {1}
    day = {2024: "2024-03-24", 2025: "2025-03-24"}
    there = {
        ("Student", row["student"], row["school_year"])
        for row in stays.select("student", "school_year", "entry_date", "exit_date").collect()
        if row["entry_date"].isoformat() <= day[row["school_year"]] <= row["exit_date"].isoformat()
    }
    assert {key for key in persons if key[0] == "Student"} == there
    guardians = {row["guardian_id"] for row in told["guardians"]}
    assert {row["person"] for row in asked if row["kind"] == "Parent"} <= guardians
    assert {row["person"] for row in asked if row["kind"] == "Staff"} <= {row["staff_id"] for row in told["staff"]}
    invited = Counter()
    for row in told["survey_invitations"]:
        invited[row["respondent_kind"], row["school_id"], row["school_year"]] += int(row["invited"])
    assert invited == Counter((row["kind"], row["school"], str(row["school_year"])) for row in asked)
