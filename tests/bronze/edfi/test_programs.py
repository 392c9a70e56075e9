"""Programs of Ed-Fi, and stays in them: of several resources, known by the program that they name."""

from __future__ import annotations

import pytest
from edfi import BILINGUAL, EXAMPLES, LEA, OTHER, PROGRAM, SCHOOL, STUDENT, Json, at, code, guid
from edfi_rows import BOTH, FEEDS, SOURCES, candidates, folder, picked
from pyspark.sql import SparkSession

from edulake.bronze.edfi.tables_programs import PROGRAM as NAMED
from edulake.bronze.edfi.tables_programs import PROGRAMS, STUDENT_PROGRAMS

pytestmark = pytest.mark.once
SPECIAL = "studentSpecialEducationProgramAssociations"
[STAY] = EXAMPLES["6"][SPECIAL]
CATALOG = EXAMPLES["6"]["programs"]


def stay(**said: Json | str | None) -> Json:
    return {**STAY, **said}


@pytest.mark.parametrize("standard", BOTH)
def test_programs(spark: SparkSession, standard: str) -> None:
    """No school is named, and no day: a program that is deleted goes."""
    rows = candidates(spark, "programs", EXAMPLES[standard], {"deletes/programs": [{"id": guid("bil")}]})
    names = ("program_id", "name", "program_type", "school_id", "begin_date", "status")
    assert sorted(picked(rows, *[f"raw_{name}" for name in names], "parse_issue")) == sorted(
        [
            (guid("pro"), "Special Education", "Special Education", None, None, None, None),
            (guid("bil"), "Dual Language", "Bilingual", None, None, None, "TAKEN_BACK"),
        ]
    )


@pytest.mark.parametrize("standard", BOTH)
def test_stays_in_programs_of_every_kind(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "program_memberships", EXAMPLES[standard])
    names = ("program_membership_id", "student_id", "program_id", "begin_date", "end_date", "exit_reason", "school_id")
    assert sorted(picked(rows, *[f"raw_{name}" for name in names])) == sorted(
        [
            (guid("spa"), STUDENT, guid("bil"), "2023-08-21", "2025-04-01", "Refused services", None),
            (guid("lan"), OTHER, guid("bil"), "2024-08-19", "2024-12-20", "Reclassified", str(SCHOOL)),
            (guid("iep"), STUDENT, guid("pro"), "2023-08-21", "2025-04-01", "Transferred to regular education", None),
        ]
    )
    assert {row["parse_issue"] for row in rows} == {None}


def test_each_kind_has_a_folder_for_itself_and_its_deletes() -> None:
    folders = {
        folder(feed)
        for feed in SOURCES["program_memberships"].feeds
        if feed.table == SOURCES["program_memberships"].facts
    }
    assert {"studentProgramAssociations", "studentTitleIPartAProgramAssociations", SPECIAL} < folders
    assert {"studentSection504ProgramAssociations", "studentSchoolFoodServiceProgramAssociations"} < folders
    assert "studentCTEProgramAssociations" in folders
    assert len(folders) == 10
    deletes = {folder(feed) for feed in STUDENT_PROGRAMS.feeds if feed.table == STUDENT_PROGRAMS.deletes.table}
    assert deletes == {f"deletes/{name}" for name in folders}
    assert len({feed.table for feed in STUDENT_PROGRAMS.feeds}) == 2


@pytest.mark.more
def test_a_stay_waits_for_its_program(spark: SparkSession) -> None:
    told = {SPECIAL: [STAY]}
    assert picked(candidates(spark, "program_memberships", told), "parse_issue") == [("WAITING_FOR_REFERENCE",)]
    rows = candidates(spark, "program_memberships", told, {"programs": CATALOG}, new=2)
    assert picked(rows, "raw_program_id", "parse_issue", "revisit") == [(guid("pro"), None, True)]
    rows = candidates(spark, "program_memberships", told, {"programs": CATALOG}, new=3)
    assert picked(rows, "revisit") == [(False,)]


@pytest.mark.more
def test_programs_of_nearly_the_same_name(spark: SparkSession) -> None:
    """Every field of a name counts, and descriptors with their namespace."""
    for field, other in (
        ("educationOrganizationId", SCHOOL),
        ("programName", "Special education"),
        ("programTypeDescriptor", code("ProgramType", "Special Education", "uri://district.example")),
    ):
        said = stay(programReference={**PROGRAM, field: other})
        rows = candidates(spark, "program_memberships", {"programs": CATALOG, SPECIAL: [said]})
        assert picked(rows, "raw_program_id", "parse_issue") == [(None, "WAITING_FOR_REFERENCE")], field
    assert BILINGUAL["educationOrganizationId"] == LEA


@pytest.mark.more
def test_a_stay_that_is_taken_back(spark: SparkSession) -> None:
    """Whichever comes first, and whatever became of the program; a stay of another kind keeps what it is."""
    went = {f"deletes/{SPECIAL}": [{"id": guid("iep")}], "deletes/programs": [{"id": guid("pro")}]}
    said = {name: EXAMPLES["6"][name] for name in ("programs", SPECIAL, "studentProgramAssociations")}
    for told in ([said, went], [went, said], [said | went]):
        rows = candidates(spark, "program_memberships", *told)
        found = {row["raw_program_membership_id"]: (row["raw_program_id"], row["parse_issue"]) for row in rows}
        assert found == {guid("iep"): (guid("pro"), "TAKEN_BACK"), guid("spa"): (guid("bil"), None)}
    rows = candidates(spark, "program_memberships", said, went, new=2)
    assert {row["raw_id"]: row["revisit"] for row in rows} == {guid("iep"): True, guid("spa"): False}


@pytest.mark.more
@pytest.mark.parametrize(
    ("organization", "school"),
    [
        (at(SCHOOL), str(SCHOOL)),
        (at(LEA), None),
        ({"educationOrganizationId": SCHOOL}, None),
        ({"educationOrganizationId": SCHOOL, "link": None}, None),
        (None, None),
    ],
)
def test_which_organization_is_a_school(spark: SparkSession, organization: Json | None, school: str | None) -> None:
    """The link says so: a number alone may be that of a district."""
    said = stay(educationOrganizationReference=organization)
    [row] = candidates(spark, "program_memberships", {"programs": CATALOG, SPECIAL: [said]})
    assert (row["raw_school_id"], row["parse_issue"]) == (school, None)


def test_a_program_is_named_by_what_it_is_known_by() -> None:
    assert set(NAMED.key) <= set(PROGRAMS.feed.columns) & set(STUDENT_PROGRAMS.feed.columns)
    assert {STUDENT_PROGRAMS.feed.columns[name].partition(".")[0] for name in NAMED.key} == {"programReference"}
    assert FEEDS[STUDENT_PROGRAMS.feed.table].table.people == {"raw_student_unique_id": "student"}
