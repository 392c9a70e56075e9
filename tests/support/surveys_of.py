"""Surveys as tests of products write them down: what is asked, who answers, and a few made by chance."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from members_of import stay
from products import Silver

from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS_TABLE
from edulake.silver.wellbeing.survey_invitations import SURVEY_INVITATIONS_TABLE
from edulake.silver.wellbeing.survey_items import SURVEY_ITEMS_TABLE
from edulake.silver.wellbeing.survey_responses import SURVEY_RESPONSES_TABLE

Row = dict[str, Any]
FALL, NEXT_FALL = "2024-10-08", "2025-10-07"


def item(code: str, survey: str = "V", **more: Any) -> Row:
    """An item on a scale from 1 to 5, favourable from 4 on, that is not reversed."""
    keying = {"is_reversed": False, "stored_reversed": False, "counts_reversed": False}
    scale = {"scale_min": "1", "scale_max": "5", "favourable_from": "4"}
    asked = {"family": "climate", "text": f"{code}?", "construct": "Belonging", "form": "Single", "is_active": True}
    return {"survey_id": survey, "item_code": code, **asked, **scale, **keying, **more}


def turned(code: str, survey: str = "V", **more: Any) -> Row:
    """One that is reversed, and stored as it was answered."""
    return item(code, survey, **{"is_reversed": True, "counts_reversed": True, **more})


def response(number: str, survey: str = "V", day: str | None = FALL, **more: Any) -> Row:
    """One of nobody known, from school X."""
    told = {"survey_id": survey, "response_id": number, "submitted_date": day, "respondent_kind": "Student"}
    year = int(day[:4]) + (int(day[5:7]) >= 7) if day else None
    return {**told, "school_id": "X", "status": "Complete", "is_anonymous": True, "school_year": year, **more}


def by(student: str, number: str = "", survey: str = "V", day: str | None = FALL, **more: Any) -> Row:
    """One of a student who is known."""
    return response(number or student, survey, day, student_id=student, is_anonymous=False, **more)


def answer(number: str, code: str, value: str | None, status: str = "Answered", **more: Any) -> Row:
    told = {"response_id": number, "item_code": code, "value": value, "status": status}
    return {"survey_id": "V", **told, "has_text": False, **more}


def answers(code: str, *values: str | None, first: int = 1) -> list[Row]:
    """Answers of responses 1, 2, … to an item; a value that is None is no response."""
    return [
        answer(str(number), code, value, "Answered" if value else "No Response")
        for number, value in enumerate(values, first)
    ]


def invited(count: int | None, school: str | None = "X", kind: str = "Student", survey: str = "V") -> Row:
    return {"survey_id": survey, "school_id": school, "respondent_kind": kind, "invited": count}


def given(
    items: list[Row],
    responses: list[Row],
    told: list[Row],
    invitations: list[Row] | None = None,
    stays: list[Row] | None = None,
) -> Silver:
    return {
        SURVEY_ITEMS_TABLE: items,
        SURVEY_RESPONSES_TABLE: responses,
        SURVEY_ANSWERS_TABLE: told,
        SURVEY_INVITATIONS_TABLE: invitations or [],
        MEMBERSHIPS_TABLE: stays or [],
    }


def chance(seed: int) -> Silver:
    """Three surveys of one family and another one, of forty people of whom some answer twice."""
    luck = random.Random(seed)
    surveys = {"A": "2024-10-08", "B": "2025-02-11", "C": "2025-10-07", "D": "2025-02-11"}
    kept = [_by_chance(luck, f"Q{n}") for n in range(6)]
    items = [_varied(luck, survey, one) for survey in surveys for one in kept if luck.random() < 0.9]
    responses, told = [], []
    for number in range(120):
        survey = luck.choice(list(surveys))
        kind = luck.choice(["Student", "Student", "Parent"])
        person = {"Student": "student_id", "Parent": "guardian_id"}[kind] if luck.random() < 0.7 else None
        begins = dt.date.fromisoformat(surveys[survey])
        responses.append(
            response(
                str(number),
                survey,
                (begins + dt.timedelta(luck.randrange(9))).isoformat() if luck.random() < 0.95 else None,
                respondent_kind=kind,
                status=luck.choice(["Complete", "Complete", "Partial", "Empty", "Unknown"]),
                school_id=luck.choice(["X", "Y", None]),
                grade_level=luck.choice(["1st Grade", None]),
                about_student_id=luck.choice([None, None, "S1"]) if kind == "Parent" else None,
                **({person: f"S{luck.randrange(14)}"} if person else {}),
            )
        )
        told += [
            said for one in items if one["survey_id"] == survey for said in _said(luck, str(number), one["item_code"])
        ]
    invitations = [
        invited(luck.choice([5, 40, 40, 0, None]), school, kind, survey)
        for survey in surveys
        for kind in ("Student", "Parent")
        for school in ("X", "Y", None)
        if luck.random() < 0.7
    ]
    stays = [
        stay(
            f"S{luck.randrange(14)}",
            luck.choice(["X", "Y", None]),
            luck.choice(["2024-08-01", "2024-10-10", "2025-03-01"]),
            luck.choice([None, None, "2025-02-12"]),
            grade_level=luck.choice(["1st Grade", "2nd Grade", "Unknown"]),
            is_primary=luck.choice([True, False, None]),
            delivered_at=dt.datetime(2025, 12, 1, tzinfo=dt.UTC),
        )
        for _ in range(16)
    ]
    return given(items, responses, told, invitations, stays)


def _by_chance(luck: random.Random, code: str) -> Row:
    keying = luck.choice([(False, False), (False, False), (True, True), (None, None)])
    return item(
        code,
        text=luck.choice([f"{code}?", f"{code}?", f"{code}?", None]),
        construct=luck.choice(["Belonging", "Belonging", "Safety", None]),
        form=luck.choice(["Single", "Single", "Single", "Number", "Multiple"]),
        favourable_from=luck.choice(["4", "4", "4", None]),
        options=luck.choice([None, ["often", "never"]]),
        **dict(zip(("is_reversed", "counts_reversed"), keying, strict=True)),
    )


def _varied(luck: random.Random, survey: str, kept: Row) -> Row:
    """An item as a survey asks it: mostly as others do."""
    family = None if survey == "D" else "climate"
    other = {"text": "Else?"} if luck.random() < 0.1 else {"scale_max": "6"} if luck.random() < 0.1 else {}
    return {**kept, "survey_id": survey, "family": family, **other}


def _said(luck: random.Random, number: str, code: str) -> list[Row]:
    status = luck.choice(["Answered"] * 5 + ["No Response", "Not Applicable", "Out Of Scale"])
    if status != "Answered":
        return [answer(number, code, None, status)]
    value = luck.choice(["1", "2", "2.5", "3", "4", "5", None])
    options = luck.sample(["often", "never", "else"], luck.choice([0, 1, 1, 2]))
    return [answer(number, code, value, option=option) for option in options or [None]]
