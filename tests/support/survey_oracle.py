"""What people say in surveys, in plain Python: response by response, from rows of silver as tests write them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from census_oracle import day_of, spells
from products import Silver
from staff_oracle import decimal

from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS_TABLE
from edulake.silver.wellbeing.survey_invitations import SURVEY_INVITATIONS_TABLE
from edulake.silver.wellbeing.survey_items import SURVEY_ITEMS_TABLE
from edulake.silver.wellbeing.survey_responses import SURVEY_RESPONSES_TABLE

Row = dict[str, Any]
IDS = ("student_id", "staff_id", "guardian_id", "applicant_id")
READ_BY = ("text", "form", "scale_min", "scale_max", "favourable_from", "is_reversed")
OF_ONE_VALUE = ("Single", "Matrix", "Number")


def signed(exact: Fraction | None, digits: int) -> str | None:
    text = decimal(None if exact is None else abs(exact), digits)
    return f"-{text}" if exact is not None and exact < 0 and text and float(text) else text


class Voices:
    """All that a source tells of surveys."""

    def __init__(self, silver: Silver) -> None:
        self.items = {(row["survey_id"], row["item_code"]): row for row in silver[SURVEY_ITEMS_TABLE]}
        self.invitations = silver[SURVEY_INVITATIONS_TABLE]
        self.stays = spells(silver[MEMBERSHIPS_TABLE], "student_id", "entry_date", "exit_date")
        groups: dict[Any, list[Row]] = defaultdict(list)
        for row in (row for row in silver[SURVEY_RESPONSES_TABLE] if row["status"] != "Test"):
            about = (row.get("about_student_id"), row.get("about_staff_id"))
            groups[row["survey_id"], row["respondent_kind"], self._person(row), about].append(row)
        self.responses = {row["response_id"]: self._placed(row) for row in map(self._newest, groups.values())}
        said: dict[Any, list[Row]] = defaultdict(list)
        for row in silver[SURVEY_ANSWERS_TABLE]:
            if row["response_id"] in self.responses and row["status"] != "Test":
                said[row["response_id"], row["item_code"]].append(row)
        self.answers = [self._answer(self.responses[number], code, rows) for (number, code), rows in said.items()]

    def _person(self, row: Row) -> Any:
        known = tuple(row.get(name) for name in IDS)
        return known if any(known) else row["response_id"]

    def _newest(self, rows: list[Row]) -> Row:
        whole = [row for row in rows if row["status"] == "Complete"]
        some = whole or [row for row in rows if row["status"] != "Empty"] or rows
        last = max(row["submitted_date"] or "" for row in some)
        return min((row for row in some if (row["submitted_date"] or "") == last), key=lambda row: row["response_id"])

    def _placed(self, row: Row) -> Row:
        school, grade = row.get("school_id"), row.get("grade_level")
        day = day_of(row["submitted_date"])
        there = [s.row for s in self.stays if s.who == row.get("student_id") and day and s.holds(day)]
        if there:
            one = min(
                there,
                key=lambda r: (
                    r["school_id"] is None or r["school_id"] != school,
                    not r.get("is_primary"),
                    r["school_id"] or "Unknown",
                    r["grade_level"],
                ),
            )
            school = one["school_id"] or school
            grade = one["grade_level"] if one["grade_level"] != "Unknown" else grade
        places = [(s, g) for s in (school or "Unknown", "All") for g in (grade or "Unknown", "All")]
        return {**row, "person": self._person(row), "places": places}

    def _answer(self, response: Row, code: str, rows: list[Row]) -> Row:
        order = ("Answered", "No Response", "Not Applicable", "Out Of Scale")
        status = min((row["status"] for row in rows), key=order.index)
        item = self.items.get((response["survey_id"], code), {})
        values = [Fraction(row["value"]) for row in rows if row["value"] is not None]
        score = None
        if status == "Answered" and values and item.get("form") in OF_ONE_VALUE and item["counts_reversed"] is not None:
            ends = Fraction(item["scale_min"]) + Fraction(item["scale_max"])
            score = ends - max(values) if item["counts_reversed"] else max(values)
        options = {row["option"] for row in rows if row.get("option") and row["status"] == "Answered"}
        return {"response": response, "code": code, "item": item, "status": status, "score": score, "options": options}

    def _cells(self, answers: Iterable[Row], *names: str) -> dict[Any, list[Row]]:
        """Answers by survey, school, grade, kind, and what they are of."""
        cells: dict[Any, list[Row]] = defaultdict(list)
        for answer in answers:
            of = answer["response"]
            for school, grade in of["places"]:
                what = [answer.get(name) or answer["item"].get(name) for name in names]
                cells[of["survey_id"], school, grade, of["respondent_kind"], *what].append(answer)
        return cells

    def first_day(self, survey: str) -> dt.date | None:
        days = [row["submitted_date"] for row in self.responses.values() if row["survey_id"] == survey]
        return min((dt.date.fromisoformat(day) for day in days if day), default=None)

    def _moved(self, rows: list[Row], *names: str) -> list[Row]:
        """Rows with what they are less than, or more than, the survey before in which `asked` is the same."""
        for row in rows:
            day = self.first_day(row["survey_id"])
            same = [
                (self.first_day(other["survey_id"]) or dt.date.min, other["survey_id"], other)
                for other in rows
                if all(other[n] == row[n] for n in ("school_id", "grade_level", "respondent_kind", "asked", "family"))
                and other["survey_id"] != row["survey_id"]
            ]
            older = [one for one in same if day and one[:2] < (day, row["survey_id"])]
            last = max(older, key=lambda one: one[:2])[2] if older and row["asked"] and row["family"] else None
            if last and self.first_day(last["survey_id"]) in (None, day):
                last = None
            row["earlier_survey_id"] = last and last["survey_id"]
            for name, exact in zip(names, ("mean", "share"), strict=True):
                both = last and None not in (row[f"exact_{exact}"], last[f"exact_{exact}"])
                moved = row[f"exact_{exact}"] - last[f"exact_{exact}"] if both and last else None
                row[name] = signed(moved, 4)
        hidden = ("asked", "exact_mean", "exact_share")
        return [{name: value for name, value in row.items() if name not in hidden} for row in rows]

    def results(self) -> list[Row]:
        rows = []
        for (survey, school, grade, kind, code), told in sorted(self._cells(self.answers, "code").items()):
            item, scores = told[0]["item"], [a for a in told if a["score"] is not None]
            from_ = item.get("favourable_from")
            good = [a for a in scores if from_ and a["score"] >= Fraction(from_)]
            people = [{a["response"]["person"] for a in some} for some in (good, [a for a in scores if a not in good])]
            mean = sum(a["score"] for a in scores) / Fraction(len(scores)) if scores else None
            share = Fraction(len(good), len(scores)) if scores and from_ else None
            status = {name: sum(a["status"] == name for a in told) for name in {a["status"] for a in told}}
            rows.append({
                "survey_id": survey, "school_id": school, "grade_level": grade, "respondent_kind": kind,
                "item_code": code, "family": item.get("family"),
                **(self._rate(survey, school, kind) if grade == "All" else dict.fromkeys(RATES)),
                "n_answered": status.get("Answered", 0), "n_no_response": status.get("No Response", 0),
                "n_na": status.get("Not Applicable", 0), "n_out_of_scale": status.get("Out Of Scale", 0),
                "n_valid": len(scores), "respondents": len(people[0] | people[1]), "mean": decimal(mean, 4),
                "favourable": len(good) if from_ else None, "favourability": decimal(share, 4),
                "in_favour": len(people[0]) if from_ else None, "not_in_favour": len(people[1]) if from_ else None,
                "asked": item.get("text") and (code, *[item[name] for name in READ_BY]),
                "exact_mean": mean, "exact_share": share,
            })  # fmt: skip
        return self._moved(rows, "mean_change", "favourability_change")

    def _rate(self, survey: str, school: str, kind: str) -> Row:
        mine = [r for r in self.responses.values() if (r["survey_id"], r["respondent_kind"]) == (survey, kind)]
        done = {r["person"] for r in mine if r["status"] == "Complete" and (school, "All") in r["places"]}
        has_status = any(r["status"] != "Unknown" for r in mine)
        told = {
            row["school_id"] or "All": row["invited"]
            for row in self.invitations
            if (row["survey_id"], row["respondent_kind"]) == (survey, kind)
        }
        asked = told.get(school)
        schools = ({s for r in mine for s, _ in r["places"]} | set(told)) - {"All", "Unknown"}
        each = [told.get(one) for one in schools]
        if school == "All" and asked is None and each and None not in each:
            asked = sum(n for n in each if n is not None)
        share = Fraction(len(done), asked) if has_status and asked and asked >= len(done) else None
        return dict(zip(RATES, (asked, len(done) if has_status else None, decimal(share, 4)), strict=True))

    def options(self) -> list[Row]:
        told = self._cells((a for a in self.answers if a["status"] == "Answered"), "code")
        rows = []
        for (survey, school, grade, kind, code), all_ in sorted(told.items()):
            declared = all_[0]["item"].get("options") or []
            for option in sorted({*declared, *(o for a in all_ for o in a["options"])}):
                n = sum(option in a["options"] for a in all_)
                rows.append({
                    "survey_id": survey, "school_id": school, "grade_level": grade, "respondent_kind": kind,
                    "item_code": code, "option": option, "n": n, "n_answered": len(all_),
                    "share": decimal(Fraction(n, len(all_)), 4),
                })  # fmt: skip
        return rows

    def constructs(self) -> list[Row]:
        fit = [
            a
            for a in self.answers
            if a["status"] == "Answered" and a["item"].get("form") in OF_ONE_VALUE and a["item"]["construct"]
        ]
        items: dict[Any, dict[str, Row]] = defaultdict(dict)
        for a in fit:
            of = a["response"]
            items[of["survey_id"], of["respondent_kind"], a["item"]["construct"]][a["code"]] = a["item"]
        rows = []
        for (survey, school, grade, kind, construct), told in sorted(self._cells(fit, "construct").items()):
            asked = items[survey, kind, construct]
            rows.append({
                "survey_id": survey, "school_id": school, "grade_level": grade, "respondent_kind": kind,
                "construct": construct, "family": next(iter(asked.values()))["family"], **_of_people(told, asked),
            })  # fmt: skip
        return self._moved(rows, "mean_change", "favourability_change")


RATES = ("invited", "completed", "response_rate")


def _of_people(told: list[Row], asked: dict[str, Row]) -> Row:
    scores: dict[Any, list[Row]] = defaultdict(list)
    for a in told:
        scores[a["response"]["person"]] += [a] if a["score"] is not None else []
    whole = [of for of in scores.values() if 2 * len({a["code"] for a in of}) >= len(asked)]
    exact = [sum(a["score"] for a in of) / Fraction(len(of)) for of in whole]
    means = [Fraction(decimal(mean, 6) or 0) for mean in exact]
    from_ = {item["favourable_from"] for item in asked.values()}
    one_scale = len({(item["scale_min"], item["scale_max"]) for item in asked.values()}) == 1
    needed = Fraction(min(from_)) if len(from_) == 1 and None not in from_ and one_scale else None
    good = None if needed is None else sum(mean >= needed for mean in exact)
    mean = sum(means) / Fraction(len(means)) if means and one_scale else None
    share = Fraction(good, len(whole)) if good is not None and whole else None
    return {
        "items": len(asked), "respondents": len(whole), "too_few": len(scores) - len(whole),
        "mean": decimal(mean, 4), "in_favour": good, "not_in_favour": None if good is None else len(whole) - good,
        "favourability": decimal(share, 4), "exact_mean": mean, "exact_share": share,
        "asked": None if any(item["text"] is None for item in asked.values())
        else sorted((code, *[str(item[name]) for name in READ_BY]) for code, item in asked.items()),
    }  # fmt: skip
