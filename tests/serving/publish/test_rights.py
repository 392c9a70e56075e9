"""Who sees what in the database, found out by signing in as each role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from postgres import Server
from serving_rows import PASSWORD, World, ready

from edulake.gold import PRODUCTS
from edulake.governance import catalog, roles
from edulake.serving.publish import rights
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

SUMMARY = PRODUCTS["student_performance_summary"].table
GROUPS = PRODUCTS["course_completion"].table
MODELS = next(table for table in catalog.TABLES if table.name == "ml_calibration")
ENROLLMENTS, CLASS_STAFF = (SUBJECTS[name].table for name in ("enrollments", "class_staff"))
CLASSES = PRODUCTS["class_daily_performance"].table
TODAY = dt.datetime.now(dt.UTC).date()
YESTERDAY, TOMORROW = (TODAY + dt.timedelta(days) for days in (-1, 1))
AGO = {"school_year": TODAY.year - 1}
SCHOOLS = {"north:S1": ("north:STU1", "north:STU2"), "north:S2": ("north:STU3",), "S1": ("STU4",)}
PERSON = "person_of_a_test"
OF_STUDENTS = "SELECT student_id FROM people.student_performance_summary ORDER BY 1"
OF_CLASSES = "SELECT class_id FROM gold.class_daily_performance ORDER BY 1"
OF_COURSES = "SELECT course_id FROM gold.course_completion ORDER BY 1"


@pytest.fixture(scope="module")
def served(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ready(tmp_path_factory.mktemp("rights"), server) as world:
        _publish(world)
        yield world


def _publish(world: World) -> None:
    rows = [
        {"student_id": student, "school_id": school} for school, students in SCHOOLS.items() for student in students
    ]
    world.write(SUMMARY, *rows, {"student_id": "north:STU9"})
    world.write(GROUPS, *[{"course_id": f"C{n}", "school_id": school} for n, school in enumerate(SCHOOLS)])
    world.write(MODELS, {"model_version": "m", "bin": 1})
    world.write(CLASSES, *[{"class_id": of, "date": TODAY} for of in ("K1", "K2", "north:K1", "north:K2")])
    # As silver writes it: an enrollment that is not gone says nothing of it.
    of_class = {"source_system": "sis", "course_id": "C", "class_id": "north:K1", "is_active": True, "is_gone": None}
    of_class |= {"issue_codes": []}
    enrolled: list[dict[str, object]] = [
        {"student_id": "north:STU1", "start_date": TODAY, "end_date": TODAY},
        {"student_id": "north:STU3"},
        {"student_id": "north:STU2", "is_active": False, "is_gone": True},
        {"student_id": "north:STU2", "end_date": YESTERDAY},
        {"student_id": "north:STU2", "start_date": TOMORROW},
        {"student_id": "north:STU2", **AGO},
        {"student_id": "north:STU2", "issue_codes": ["BAD_END_DATE"]},
        {"student_id": "STU4", "class_id": "K1"},
        {"student_id": "north:STU2", "class_id": "north:K2"},
    ]
    world.write(ENROLLMENTS, *[{**of_class, "enrollment_id": f"{n}", **row} for n, row in enumerate(enrolled)])
    of_staff = {
        "source_system": "sis",
        "class_id": "north:K1",
        "role": "Teacher",
        "is_active": True,
        "is_deleted": False,
        "issue_codes": [],
    }
    taught: list[dict[str, object]] = [
        {"staff_id": "north:T1", "school_year": TODAY.year + 1},
        {"staff_id": "north:T1", "class_id": "K1", "begin_date": TODAY, "end_date": TODAY},
        {"staff_id": "T1", "class_id": "K1", "role": "Substitute Teacher", "end_date": TOMORROW, **AGO},
        {"staff_id": "north:ago", **AGO},
        {"staff_id": "north:unread", "issue_codes": ["BAD_IS_PRIMARY", "BAD_END_DATE"]},
        {"staff_id": "north:late", "end_date": YESTERDAY},
        {"staff_id": "north:early", "begin_date": TOMORROW},
        {"staff_id": "north:closed", "is_active": False},
        {"staff_id": "north:back", "is_deleted": True},
        {"staff_id": "north:proctor", "role": "Proctor"},
        {"staff_id": "north:unknown", "role": "Unknown"},
        {"staff_id": "north:empty", "class_id": "K2"},
    ]
    world.write(CLASS_STAFF, *[{**of_staff, "class_staff_id": f"{n}", **row} for n, row in enumerate(taught)])
    assert not world.publish(tables=TABLES, roster=True, questions=True).failures


TABLES = [SUMMARY.name, GROUPS.name, MODELS.name, CLASSES.name]


@contextmanager
def person(world: World, *groups: str) -> Iterator[str]:
    """Somebody who may sign in, and is in these groups."""
    made = [f"CREATE ROLE {PERSON} LOGIN PASSWORD '{PASSWORD}'"]
    own = [name for name in groups if name not in rights.GROUPS]
    made += [f'CREATE ROLE "{name}"' for name in own]
    made += [f'GRANT "{name}" TO {PERSON}' for name in groups]
    try:
        for statement in made:
            world.asks(statement)
        yield PERSON
    finally:
        for name in (PERSON, *own):
            world.asks(f'DROP ROLE IF EXISTS "{name}"')


# Of whom each teaches nobody, or not today, or nothing.
NOBODY_S = ("late", "ago", "unread", "early", "closed", "back", "proctor", "unknown", "empty", "T9")


@pytest.mark.parametrize(
    ("groups", "students"),
    [
        ((roles.ADVISERS,), ["STU4", "north:STU1", "north:STU2", "north:STU3", "north:STU9"]),
        ((roles.SCHOOLS, "edulake-school-north:S1"), ["north:STU1", "north:STU2"]),
        ((roles.SCHOOLS, "edulake-school-S1"), ["STU4"]),
        ((roles.SCHOOLS, "edulake-school-north:S1", "edulake-school-S1"), ["STU4", "north:STU1", "north:STU2"]),
        ((roles.SCHOOLS, "edulake-district-north"), ["north:STU1", "north:STU2", "north:STU3"]),
        ((roles.SCHOOLS, "edulake-district-S1"), []),
        ((roles.SCHOOLS, "edulake-district-nor"), []),
        ((roles.SCHOOLS,), []),
        ((roles.CLASSES, "edulake-class-north:K1"), ["north:STU1", "north:STU3"]),
        ((roles.CLASSES, "edulake-school-north:S1"), []),
        ((roles.CLASSES, roles.SCHOOLS, "edulake-class-K1", "edulake-school-north:S2"), ["STU4", "north:STU3"]),
        ((roles.TEACHERS, "edulake-teacher-north:T1"), ["STU4", "north:STU1", "north:STU3"]),
        ((roles.TEACHERS, "edulake-teacher-T1"), ["STU4"]),
        ((roles.TEACHERS, roles.SCHOOLS, "edulake-teacher-T1", "edulake-school-north:S2"), ["STU4", "north:STU3"]),
        ((roles.TEACHERS, "edulake-class-north:K1"), []),
        ((roles.CLASSES, "edulake-teacher-north:T1"), []),
        *[((roles.TEACHERS, f"edulake-teacher-north:{who}"), []) for who in NOBODY_S],
    ],
    ids=lambda value: "+".join(value).replace("edulake-", "") if isinstance(value, tuple) else "",
)
def test_students_are_seen_by_their_own(served: World, groups: tuple[str, ...], students: list[str]) -> None:
    with person(served, *groups) as who:
        assert [row[0] for row in served.asks(OF_STUDENTS, who, PASSWORD)] == students


@pytest.mark.parametrize(
    ("groups", "classes"),
    [
        ((roles.ANALYSTS,), ["K1", "K2", "north:K1", "north:K2"]),
        ((roles.CLASSES, "edulake-class-north:K2"), ["north:K2"]),
        ((roles.TEACHERS, "edulake-teacher-north:T1"), ["K1", "north:K1"]),
        ((roles.TEACHERS, "edulake-teacher-north:empty"), ["K2"]),
        ((roles.TEACHERS, "edulake-teacher-north:late"), []),
        ((roles.TEACHERS,), []),
    ],
    ids=lambda value: "+".join(value).replace("edulake-", "") if isinstance(value, tuple) else "",
)
def test_classes_are_seen_by_their_own(served: World, groups: tuple[str, ...], classes: list[str]) -> None:
    with person(served, *groups) as who:
        assert [row[0] for row in served.asks(OF_CLASSES, who, PASSWORD)] == classes


def test_no_clock_of_a_teacher_s_own_makes_yesterday_today(served: World) -> None:
    with (
        person(served, roles.TEACHERS, "edulake-teacher-north:late") as who,
        served.connect(who, PASSWORD) as connection,
    ):
        for zone in ("<ago>+167", "<ahead>-167"):
            connection.execute(f"SET TimeZone = '{zone}'")  # type: ignore[arg-type]
            assert connection.execute(OF_CLASSES).fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM access.teaching")


def test_groups_are_seen_by_their_school_and_models_by_no_school(served: World) -> None:
    with person(served, roles.SCHOOLS, "edulake-school-north:S2") as who:
        assert served.asks(OF_COURSES, who, PASSWORD) == [("C1",)]
        assert served.asks("SELECT count(*) FROM gold.ml_calibration", who, PASSWORD) == [(0,)]
    with person(served, roles.ANALYSTS) as who:
        assert len(served.asks(OF_COURSES, who, PASSWORD)) == 3
        assert served.asks("SELECT count(*) FROM gold.ml_calibration", who, PASSWORD) == [(1,)]


FORBIDDEN = [
    OF_STUDENTS,
    OF_COURSES,
    "SELECT * FROM access.roster",
    "SELECT access.my_students()",
    "SELECT access.classes_i_teach()",
    "SELECT access.students_i_teach()",
    "SELECT * FROM masked.students",
    "INSERT INTO released.courses (place) VALUES (1)",
    "DELETE FROM serving.etl_log",
    "CREATE TABLE released.mine (a int)",
    "CREATE TABLE public.mine (a int)",
    "CREATE TEMP TABLE mine (a int)",
    "SET ROLE etl_user",
    "SELECT pg_read_file('/etc/passwd')",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_reporting_user_reads_released_cells_and_nothing_else(served: World, sql: str) -> None:
    with served.connect(rights.REPORTING, PASSWORD) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable)):
            connection.execute(sql)  # type: ignore[arg-type]
        assert connection.execute("SELECT count(*) FROM released.courses").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM serving.etl_log WHERE status = 'SUCCESS'").fetchone() != (0,)


def test_reporting_user_is_read_only_and_does_not_stay_forever(served: World) -> None:
    with served.connect(rights.REPORTING, PASSWORD) as connection:
        said = {name: connection.execute(f"SHOW {name}").fetchone() for name in rights.READING}  # type: ignore[arg-type]
    assert said == {
        "default_transaction_read_only": ("on",),
        "statement_timeout": ("1min",),
        "idle_in_transaction_session_timeout": ("1min",),
        "search_path": ("released",),
    }


def test_a_class_cannot_ask_for_the_students_of_another(served: World) -> None:
    with person(served, roles.CLASSES, "edulake-class-K1") as who:
        assert served.asks("SELECT access.my_students()", who, PASSWORD) == [("STU4",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            served.asks("SELECT * FROM access.roster", who, PASSWORD)


def test_the_publisher_is_no_more_than_the_owner_of_its_schemas(served: World) -> None:
    for sql in ("CREATE ROLE x", "CREATE SCHEMA x", "CREATE TABLE public.x (a int)", "CREATE DATABASE x"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            served.asks(sql, rights.PUBLISHER, PASSWORD)


def test_the_script_can_be_run_again(served: World) -> None:
    with served.connect() as owner:
        owner.execute("\n".join(line for line in rights.sql().splitlines() if not line.startswith("--")))  # type: ignore[arg-type]
    assert served.publish(tables=TABLES, roster=True, questions=True).entries == []
