"""Users of OneRoster who are guardians, and whose, in both versions."""

from __future__ import annotations

import oneroster_sets as sets
import pytest
from oneroster_rows import BOTH, BY_TABLE, SOURCES, bronze, candidates, picked, references
from oneroster_school import user
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once

Link = tuple[str | None, str | None, str | None, str | None, str | None]


def with_users(version: str, *more: sets.Row, **agents: str) -> sets.Files:
    """The bulk with these users as well, and those whose agents are named with them."""
    users = [
        {**row, "agentSourcedIds": agents.get(row["sourcedId"], "")} for row in [*sets.tables(version)["users"], *more]
    ]
    return {**sets.bulk(version), **sets.files(version, {"users": users}, "bulk")}


def with_roles(*roles: sets.Row) -> sets.Files:
    """The bulk of 1.2 with these roles of par1 and no others."""
    named = [
        {"sourcedId": f"r{number}", "userSourcedId": "par1", "role": "parent", **role}
        for number, role in enumerate(roles)
    ]
    return {**sets.bulk("1.2"), **sets.files("1.2", {"roles": named}, "bulk")}


@pytest.mark.parametrize("version", BOTH)
def test_guardians(spark: SparkSession, version: str) -> None:
    more = {"phone": " ", "sms": "555-0100"}
    rows = candidates(spark, "guardians", with_users(version, {**user("par2", "parent", version), **more}))
    found = picked(rows, "parse_issue", "raw_status")
    students = {f"stu{n}": ("NOT_A_GUARDIAN", "inactive") for n in (1, 2, 3, 4)}
    second = ("WAITING_FOR_REFERENCE", "inactive") if version == "1.2" else (None, "active")
    assert found == {**students, "tea1": ("NOT_A_GUARDIAN", "inactive"), "par1": (None, "active"), "par2": second}
    first = rows["par1"]
    expected = {
        "raw_guardian_id": "par1",
        "raw_name": None,
        "raw_given_name": "Given par1",
        "raw_family_name": "Family par1",
        "raw_email": "par1@school.example",
        "raw_phone": "",
        "raw_household_id": None,
        "raw_school_id": "sch1",
    }
    assert {name: first[name] or expected[name] for name in expected} == expected
    assert rows["par2"]["raw_phone"] == "555-0100"
    assert SOURCES["guardians"].provides <= set(first)


@pytest.mark.more
@pytest.mark.parametrize("role", ["parent", "guardian", "relative", "Parent"])
def test_who_is_a_guardian(spark: SparkSession, role: str) -> None:
    users = [user("a", role, "1.1"), user("b", "pupil", "1.1"), user("c", "ext:coach", "1.1"), user("d", "", "1.1")]
    users.append({**user("e", role, "1.1"), "enabledUser": "false"})
    users.append({**user("f", role, "1.1"), "status": "tobedeleted"})
    rows = candidates(spark, "guardians", sets.files("1.1", {"users": users}, "bulk"))
    assert picked(rows, "parse_issue", "raw_status") == {
        "a": (None, "active"),
        "b": ("UNKNOWN_ROLE", "inactive"),
        "c": ("NOT_A_GUARDIAN", "inactive"),
        "d": ("WAITING_FOR_REFERENCE", "inactive"),
        "e": (None, "inactive"),
        "f": (None, "tobedeleted"),
    }


@pytest.mark.more
@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([{}], (None, "active")),
        ([{"role": "student"}], ("NOT_A_GUARDIAN", "inactive")),
        ([{"role": "teacher"}, {}], (None, "active")),
        ([{"status": "tobedeleted"}], (None, "inactive")),
        ([{"endDate": "2025-02-01"}], (None, "inactive")),
        ([{"endDate": "2025-02-02"}], (None, "active")),
        ([{"endDate": "2025-01-01"}, {"role": "relative"}], (None, "active")),
        ([{"role": "pupil"}], ("UNKNOWN_ROLE", "inactive")),
    ],
)
def test_roles_of_a_guardian(spark: SparkSession, roles: list[sets.Row], expected: tuple[str | None, str]) -> None:
    """Users come on the first of February; the day that a role names as its end is the day after its last."""
    rows = candidates(spark, "guardians", with_roles(*roles), new=1)
    assert picked(rows, "parse_issue", "raw_status")["par1"] == expected
    assert rows["par1"]["revisit"]
    assert not candidates(spark, "guardians", with_roles(*roles), new=2)["par1"]["revisit"]


def links(spark: SparkSession, files: sets.Files) -> set[Link]:
    source = SOURCES["guardian_links"]
    facts = bronze(spark, BY_TABLE[source.facts], files)
    rows = source.candidates(facts, references(spark, "guardian_links", files))
    assert source.provides <= set(rows.columns)
    names = ("raw_sourced_id", "raw_guardian_id", "raw_student_id", "raw_status", "parse_issue")
    return {tuple(row) for row in rows.select(*names).collect()}  # type: ignore[misc]


@pytest.mark.parametrize("version", BOTH)
def test_whose_guardians_they_are(spark: SparkSession, version: str) -> None:
    """A link is the same whichever of the two names the other; who names nobody says nothing, and is no fault."""
    files = with_users(version, par1="stu1, stu2,,stu1", stu1="par1", stu2=" ", tea1="stu3")
    nobody: set[Link] = {(f"stu{n}", None, None, None, "NOTHING_SAID") for n in (2, 3, 4)}
    assert links(spark, files) == {
        ("par1", "par1", "stu1", None, None),
        ("par1", "par1", "stu2", None, None),
        ("stu1", "par1", "stu1", None, None),
        ("tea1", None, None, None, "NOT_A_GUARDIAN"),
        *nobody,
    }


@pytest.mark.more
def test_links_of_users_who_are_gone_or_of_whom_nothing_is_known(spark: SparkSession) -> None:
    users = [
        {**user("a", "student", "1.1"), "agentSourcedIds": "b", "status": "tobedeleted"},
        {**user("c", "pupil", "1.1"), "agentSourcedIds": "b"},
        {**user("d", "", "1.1"), "agentSourcedIds": "b"},
    ]
    assert links(spark, sets.files("1.1", {"users": users}, "bulk")) == {
        ("a", "b", "a", "tobedeleted", None),
        ("c", None, None, None, "UNKNOWN_ROLE"),
        ("d", None, None, None, "WAITING_FOR_REFERENCE"),
    }


def told(spark: SparkSession, *deliveries: sets.Files, arrive: tuple[int, ...]) -> dict[int, tuple[bool, set[Link]]]:
    """Links by delivery, of which the first is a bulk and the others are changes; and whether they are looked at again."""
    source = SOURCES["guardian_links"]
    facts = bronze(spark, BY_TABLE[source.facts], *deliveries, changes=2, arrive=arrive)
    names = ("raw_sourced_id", "raw_guardian_id", "raw_student_id", "raw_status", "parse_issue")
    found: dict[int, tuple[bool, set[Link]]] = {}
    for row in source.candidates(facts, references(spark, "guardian_links", *deliveries, new=9)).collect():
        again, held = found.get(row["batch_number"], (False, set()))
        found[row["batch_number"]] = (again or row["revisit"], held | {tuple(row[name] for name in names)})
    return found


def test_whom_a_change_names_no_more_is_taken_back(spark: SparkSession) -> None:
    """Whichever of them came first; and it is said again where that was not known."""
    one = user("a", "student", "1.1")
    days = [
        sets.files("1.1", {"users": [{**one, "agentSourcedIds": agents}]}, "bulk")
        for agents in ("b, c", "c,d", "", "d")
    ]
    b, c, d = (("a", guardian, "a", None, None) for guardian in "bcd")
    no_b, no_c, no_d = (("a", guardian, "a", "tobedeleted", None) for guardian in "bcd")
    held = {1: {b, c}, 2: {no_b, c, d}, 3: {no_b, no_c, no_d}, 4: {no_b, no_c, d}}
    for arrive, again in {(1, 2, 3, 4): {2, 3, 4}, (4,): set(), (1,): {2, 3, 4}, (2,): set(), (): set()}.items():
        found = told(spark, *days, arrive=arrive)
        assert {day: links for day, (_, links) in found.items()} == held
        assert {day for day, (revisit, _) in found.items() if revisit} == again, arrive
