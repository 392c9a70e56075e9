"""Contacts of Ed-Fi, and parents, as they were called before: two folders, and one subject."""

from __future__ import annotations

import json
from typing import Any

import pytest
from edfi import CONTACT, EXAMPLES, STUDENT, Json, code, guid, one, student
from edfi_rows import candidates, picked
from lake import Lake
from pyspark.sql import SparkSession

from edulake.silver.people.guardian_links import GUARDIAN_LINKS_TABLE
from edulake.silver.people.guardians import GUARDIANS_TABLE

pytestmark = pytest.mark.once
NAMES = ("guardian_id", "given_name", "family_name", "email", "phone", "language", "status")
LINK = ("link_id", "guardian_id", "student_id", "relation", "is_legal_guardian", "lives_with", "is_emergency")
OLD, NEW = {"parents", "studentParentAssociations"}, {"contacts", "studentContactAssociations"}
LATER = "2025-04-01T00:00:00Z"


def raw(*names: str) -> list[str]:
    return [f"raw_{name}" for name in names]


def contact(**more: Any) -> Json:
    return one("con", {"contactUniqueId": CONTACT, "firstName": "Ines", "lastSurname": "Garcia", **more})


@pytest.mark.parametrize(("standard", "by"), [("5", OLD), ("5", NEW), ("6", NEW)])
def test_guardians(spark: SparkSession, standard: str, by: set[str]) -> None:
    told = {name: EXAMPLES[standard][name] for name in by}
    [row] = picked(candidates(spark, "guardians", told), *raw(*NAMES), "parse_issue", "revisit")
    said = (CONTACT, "Ines", "Garcia", "G0000002@example.org", "555-G0000002", "spa", None)
    assert row == (*said, None, False)
    names = raw(*LINK, "is_primary", "contact_priority", "restrictions", "status")
    [row] = picked(candidates(spark, "guardian_links", told), *names)
    flags = ("true", "true", "true", "true", "1")
    assert row == (guid("lin"), CONTACT, STUDENT, "Mother", *flags, None, None)


def must_be_of_contacts(spark: SparkSession, field: str, column: str, cases: list[tuple[object, str | None]]) -> None:
    """A contact for each case, all in one frame."""
    told = [
        {**contact(**{field: said}), "id": guid(f"c{number}"), "contactUniqueId": f"C{number}"}
        for number, (said, _) in enumerate(cases)
    ]
    found = dict(picked(candidates(spark, "guardians", {"contacts": told}), "raw_guardian_id", column))
    assert found == {f"C{number}": due for number, (_, due) in enumerate(cases)}


@pytest.mark.more
def test_which_telephone(spark: SparkSession) -> None:
    def number(text: str | None, kind: str | None = None, order: object = None) -> Json:
        descriptor = code("TelephoneNumberType", kind) if kind else None
        return {"telephoneNumber": text, "telephoneNumberTypeDescriptor": descriptor, "orderOfPriority": order}

    must_be_of_contacts(spark, "telephones", "raw_phone", [
        ([number("1", "Home"), number("2", "Mobile"), number("0", "Fax", 1)], "2"),
        ([number("1", "Home", 1), number("2", "Mobile", 2)], "1"),
        ([number("2", order="first"), number("3", "Work", 7)], "3"),
        ([number("2"), number("1")], "1"),
        ([number(None, "Mobile"), number(" ")], None),
        ("555", None),
        (None, None),
    ])  # fmt: skip


@pytest.mark.more
def test_which_language(spark: SparkSession) -> None:
    def language(word: str, *uses: str) -> Json:
        listed = [{"languageUseDescriptor": code("LanguageUse", use)} for use in uses]
        return {"languageDescriptor": code("Language", word), "uses": listed}

    must_be_of_contacts(spark, "languages", "raw_language", [
        ([language("eng"), language("spa", "Home language", "Correspondence language")], "spa"),
        ([language("eng"), language("spa", "Home language")], None),
        ([language("eng", "Correspondence language"), language("spa", "Correspondence language")], None),
        ([language("spa"), language("spa", "Home language")], "spa"),
        ([], None),
    ])  # fmt: skip


def test_what_is_deleted_is_closed(spark: SparkSession) -> None:
    """Whether the delete comes first or last; under either name; and that is news of what was known before."""
    for folder, subject in (("contacts", "guardians"), ("studentContactAssociations", "guardian_links")):
        told = {folder: EXAMPLES["6"][folder]}
        [mine] = told[folder]
        former = folder.replace("contacts", "parents").replace("Contact", "Parent")
        for gone in ({f"deletes/{name}": [{"id": mine["id"]}]} for name in (folder, former)):
            for deliveries in ([told, gone], [gone, told]):
                rows = candidates(spark, subject, *deliveries)
                assert picked(rows, "raw_status", "parse_issue") == [("deleted", None)]
            assert picked(candidates(spark, subject, told, gone, new=2), "revisit") == [(True,)]
            assert picked(candidates(spark, subject, told, gone, new=3), "revisit") == [(False,)]


def lines(*objects: Json) -> str:
    return "".join(json.dumps(said) + "\n" for said in objects)


@pytest.mark.slow
def test_both_names_are_one_subject(lake: Lake) -> None:
    """A parent is the contact of the same number, and is still one when all records are read anew."""
    [mother] = EXAMPLES["5"]["parents"]
    link, lacks = EXAMPLES["5"]["studentParentAssociations"][0], {"lastSurname": None}
    lake.deliver("edfi/2025-03-29/parents/1.jsonl", lines(mother, one("p2", {"parentUniqueId": "P2", **lacks})))
    lake.deliver("edfi/2025-03-29/studentParentAssociations/1.jsonl", lines(link))
    lake.deliver("edfi/2025-03-29/contacts/1.jsonl", lines(one("c3", {"contactUniqueId": "C3"})))
    lake.ingest(source=["edfi"])
    entries = lake.cleanse(source=["edfi"], subject=["guardians", "guardian_links"]).entries
    assert sum(entry.accepted or 0 for entry in entries if entry.table_name == str(GUARDIANS_TABLE)) == 3
    known = [("C3", None, True), (CONTACT, "Garcia", True), ("P2", None, True)]
    assert guardians(lake) == known
    married = one("con", {"contactUniqueId": CONTACT, "firstName": "Ines", "lastSurname": "Ruiz"}, LATER)
    lake.deliver("edfi/2025-04-02/contacts/1.jsonl", lines(married))
    lake.deliver("edfi/2025-04-02/deletes/parents/1.jsonl", lines({"id": guid("p2")}))
    lake.ingest(source=["edfi"])
    lake.cleanse(source=["edfi"], subject=["guardians"])
    due = [("C3", None, True), (CONTACT, "Ruiz", True), ("P2", None, False)]
    assert guardians(lake) == due
    lake.configured('[sources.edfi]\ntime_zone = "America/New_York"\n').cleanse(source=["edfi"], subject=["guardians"])
    assert guardians(lake) == due
    links = lake.frame(GUARDIAN_LINKS_TABLE).select("guardian_id", "student_id", "relation", "is_active").collect()
    assert [tuple(row) for row in links] == [(CONTACT, student(STUDENT)["studentUniqueId"], "Mother", True)]


def guardians(lake: Lake) -> list[tuple[Any, ...]]:
    rows = lake.frame(GUARDIANS_TABLE).select("guardian_id", "family_name", "is_active").orderBy("guardian_id")
    return [tuple(row) for row in rows.collect()]
