"""Who sees what in the database, found out by signing in as each role."""

from __future__ import annotations

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
ENROLLMENTS = SUBJECTS["enrollments"].table
SCHOOLS = {"north:S1": ("north:STU1", "north:STU2"), "north:S2": ("north:STU3",), "S1": ("STU4",)}
PERSON = "person_of_a_test"
OF_STUDENTS = "SELECT student_id FROM people.student_performance_summary ORDER BY 1"
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
    of_class = {"source_system": "sis", "course_id": "C", "class_id": "north:K1", "is_active": True, "is_gone": False}
    world.write(
        ENROLLMENTS,
        {**of_class, "enrollment_id": "1", "student_id": "north:STU1"},
        {**of_class, "enrollment_id": "2", "student_id": "north:STU3"},
        {**of_class, "enrollment_id": "3", "student_id": "north:STU2", "is_active": False},
        {**of_class, "enrollment_id": "4", "student_id": "STU4", "class_id": "K1"},
    )
    assert not world.publish(tables=[SUMMARY.name, GROUPS.name, MODELS.name], roster=True, questions=True).failures


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
    ],
    ids=lambda value: "+".join(value).replace("edulake-", "") if isinstance(value, tuple) else "",
)
def test_students_are_seen_by_their_own(served: World, groups: tuple[str, ...], students: list[str]) -> None:
    with person(served, *groups) as who:
        assert [row[0] for row in served.asks(OF_STUDENTS, who, PASSWORD)] == students


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
    assert served.publish(tables=[SUMMARY.name, GROUPS.name, MODELS.name], roster=True, questions=True).entries == []
