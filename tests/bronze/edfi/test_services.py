"""Immunizations, exemptions and transport of Ed-Fi: objects that are several rows, and some that end."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import EXAMPLES, LEA, STUDENT, Json, code, guid
from edfi_rows import BOTH, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
[HEALTH] = EXAMPLES["6"]["studentHealths"]
[RIDES] = EXAMPLES["6"]["studentTransportations"]
LATER = "2025-03-29T16:00:00Z"
MMR = code("ImmunizationType", "MMR")
RECORD = ("raw_kind", "raw_code", "raw_event_date", "raw_status")


def health(*required: Json, **more: Any) -> Json:
    return {**HEALTH, "requiredImmunizations": list(required), **more}


def given(*days: str | None, **more: Any) -> Json:
    return {"immunizationTypeDescriptor": MMR, "dates": [{"immunizationDate": day} for day in days], **more}


@pytest.mark.parametrize("standard", BOTH)
def test_a_record_for_each_dose_and_each_exemption(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "health_records", EXAMPLES[standard])
    assert picked(rows, *RECORD) == [
        ("Immunization", "MMR", "2011-03-01", "Given"),
        ("Immunization", "MMR", "2011-04-30", "Given"),
        ("Exemption", "IPV", "2011-03-01", "Medical Exemption"),
    ]
    assert picked(rows, "raw_health_record_id", "parse_issue") == [
        (f"{guid('hea')}/Immunization/MMR/2011-03-01", None),
        (f"{guid('hea')}/Immunization/MMR/2011-04-30", None),
        (f"{guid('hea')}/Exemption/IPV", None),
    ]
    assert set(picked(rows, "raw_student_id", "raw_as_of_date", "raw_school_id")) == {(STUDENT, "2024-08-19", None)}


REQUIRED: list[tuple[Json, list[tuple[str | None, ...]]]] = [
    (health(given("2011-02-30", None)), [("Immunization", "MMR", "2011-02-30", "Given"), ("Immunization", "MMR", None, "Given")]),
    (health(given("2011-03-01", "2011-03-01")), [("Immunization", "MMR", "2011-03-01", "Given")] * 2),
    (health(given(), given(dates=None)), []),
    (health(given(medicalExemption="on record")), [("Exemption", "MMR", None, "Medical Exemption")]),
    (health(given(medicalExemptionDate="2011-03-01")), [("Exemption", "MMR", "2011-03-01", "Medical Exemption")]),
    *[(health(given(medicalExemption=word)), []) for word in ("No", "false", "N/A", " ", None)],
    (health(given("2012-01-01", immunizationTypeDescriptor=None)), [("Immunization", None, "2012-01-01", "Given")]),
]  # fmt: skip
FURTHER: list[tuple[Json, list[tuple[str | None, ...]]]] = [
    (
        health(additionalImmunizations=[{"immunizationName": "Flu", "dates": [{"immunizationDate": "2023-10-01"}]}]),
        [("Immunization", "Flu", "2023-10-01", "Given")],
    ),
    (
        health(nonMedicalImmunizationExemptionDescriptor=code("NonMedicalImmunizationExemption", "Religious")),
        [("Exemption", "All Vaccines", None, "Other Exemption")],
    ),
    (
        health(nonMedicalImmunizationExemptionDate="2024-08-01"),
        [("Exemption", "All Vaccines", "2024-08-01", "Other Exemption")],
    ),
    (health(nonMedicalImmunizationExemptionDescriptor="", nonMedicalImmunizationExemptionDate="N/A"), []),
    ({**HEALTH, "requiredImmunizations": "none", "additionalImmunizations": None}, []),
]


def test_what_is_a_record(spark: SparkSession) -> None:
    """Who says nothing of a student says nothing: it is no dose that is due."""
    every = [(said | {"id": guid(f"{number}")}, due) for number, (said, due) in enumerate([*REQUIRED, *FURTHER])]
    rows = candidates(spark, "health_records", {"studentHealths": [said for said, _ in every]})
    for said, due in every:
        mine = [row for row in rows if row["raw_id"] == said["id"]]
        told = [row for row in mine if row["parse_issue"] is None]
        assert sorted(picked(told, *RECORD), key=str) == sorted(due, key=str)
        assert due or picked(mine, "parse_issue", "raw_kind") == [("NOTHING_SAID", None)]


@pytest.mark.more
def test_a_dose_that_is_said_no_more(spark: SparkSession) -> None:
    new = health(given("2011-03-01"), _lastModifiedDate=LATER)
    for told in ([HEALTH, new], [new, HEALTH]):
        rows = candidates(spark, "health_records", *[{"studentHealths": [one]} for one in told])
        assert sorted(picked(rows, "raw_code", "raw_event_date", "parse_issue"), key=str) == [
            ("IPV", "2011-03-01", "TAKEN_BACK"),
            ("MMR", "2011-03-01", "TAKEN_BACK"),
            ("MMR", "2011-03-01", None),
            ("MMR", "2011-04-30", "TAKEN_BACK"),
        ]
    rows = candidates(
        spark, "health_records", {"studentHealths": [HEALTH]}, {"deletes/studentHealths": [{"id": guid("hea")}]}
    )
    assert picked(rows, "parse_issue") == [("TAKEN_BACK",)] * 3


@pytest.mark.parametrize("standard", BOTH)
def test_a_ride_for_each_direction(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "transport_riders", EXAMPLES[standard])
    names = ("direction", "ride_id", "begin_date", "end_date")
    assert picked(rows, *[f"raw_{name}" for name in names]) == [
        ("To School", f"{guid('bus')}/To School", None, None),
        ("From School", f"{guid('bus')}/From School", None, None),
    ]
    shared = ("student_id", "mode", "route_id", "bus_number", "days", "miles", "provider_org_id", "eligibility")
    assert set(picked(rows, *[f"raw_{name}" for name in shared], "parse_issue")) == {
        (STUDENT, "School Bus", "RE01", "B3", "Monday", "4.5", str(LEA), None, None)
    }
    said = {"transportationPublicExpenseEligibilityTypeDescriptor": code("E", "Distance"), "specialAccomodationRequirements": "Lift"}  # fmt: skip
    walker = {**RIDES, "studentBusDetails": None, **said}
    [row] = candidates(spark, "transport_riders", {"studentTransportations": [walker]})
    none = ("direction", "route_id", "bus_number", "days", "miles")
    assert {row[f"raw_{name}"] for name in none} == {None}
    assert (row["raw_ride_id"], row["raw_eligibility"], row["raw_accommodation"]) == (guid("bus"), "Distance", "Lift")


def rides(changed: str, *ways: str) -> Json:
    bus = {
        **RIDES["studentBusDetails"],
        "travelDirections": [{"travelDirectionDescriptor": code("T", way)} for way in ways],
    }
    return {**RIDES, "studentBusDetails": bus, "_lastModifiedDate": changed}


def test_a_ride_ends_when_it_is_said_no_more(spark: SparkSession) -> None:
    """Nothing is taken back: until then the student rode."""
    old, new = rides("2025-03-28T16:00:00Z", "To School", "From School"), rides(LATER, "To School")
    for told in ([old, new], [new, old]):
        rows = candidates(spark, "transport_riders", *[{"studentTransportations": [one]} for one in told])
        found = sorted(picked(rows, "raw_direction", "raw_updated_at", "raw_end_date", "parse_issue"))
        assert found == [
            ("From School", "2025-03-28T16:00:00Z", LATER, None),
            ("To School", "2025-03-28T16:00:00Z", None, None),
            ("To School", LATER, None, None),
        ]
    rows = candidates(
        spark, "transport_riders", {"studentTransportations": [old]}, {"studentTransportations": [new]}, new=2
    )
    assert {row["revisit"] for row in rows} == {True}
    assert {str(row["told_at"]) for row in rows if row["raw_end_date"]} == {"2025-03-29 16:00:00"}
    assert {row["told_at"] for row in rows if not row["raw_end_date"]} == {None}
    none = rides(LATER)
    rows = candidates(spark, "transport_riders", {"studentTransportations": [old, none]})
    assert sorted(picked(rows, "raw_direction", "raw_end_date"), key=str) == [
        ("From School", LATER),
        ("To School", LATER),
        (None, None),
    ]


@pytest.mark.more
def test_a_ride_that_ended_stays_ended_when_it_did(spark: SparkSession) -> None:
    """Whatever the object says later, in whichever order it comes, and however often the same is listed."""
    old, new = rides("2025-03-28T16:00:00Z", "To School", "From School"), rides(LATER, "To School")
    newest = {**rides("2025-04-02T16:00:00Z", "To School"), "transportationTypeDescriptor": code("T", "Walk")}
    went = {"deletes/studentTransportations": [{"id": guid("bus")}]}
    due = {"From School": (LATER, "2025-03-29 16:00:00")}
    for order in ([old, new, newest], [newest, new, old], [new, old, newest, old]):
        rows = candidates(spark, "transport_riders", *[{"studentTransportations": [one]} for one in order])
        ended = {
            row["raw_direction"]: (row["raw_end_date"], str(row["told_at"])) for row in rows if row["raw_end_date"]
        }
        assert ended == due
    rows = candidates(spark, "transport_riders", {"studentTransportations": [old, new, newest]}, went)
    last = {(row["raw_direction"], row["raw_updated_at"]): (row["raw_end_date"], str(row["told_at"])) for row in rows}
    assert last["From School", "2025-03-28T16:00:00Z"] == due["From School"]
    assert last["To School", "2025-04-02T16:00:00Z"] == ("2025-02-02", "2025-02-02 00:00:00")


@pytest.mark.more
def test_a_ride_that_was_left_out_for_a_while(spark: SparkSession) -> None:
    """One ride: its newest version says that it goes on."""
    told = [
        rides(f"2025-03-0{n}T16:00:00Z", *ways)
        for n, ways in enumerate((["To School"], ["From School"], ["To School"]), 1)
    ]
    rows = candidates(spark, "transport_riders", {"studentTransportations": told})
    ends = {(row["raw_direction"], row["raw_updated_at"][:10]): row["raw_end_date"] for row in rows}
    assert ends == {
        ("To School", "2025-03-01"): "2025-03-02T16:00:00Z",
        ("From School", "2025-03-02"): "2025-03-03T16:00:00Z",
        ("To School", "2025-03-03"): None,
    }


@pytest.mark.more
def test_versions_without_a_time_are_in_the_order_of_their_deliveries(spark: SparkSession) -> None:
    old, new = ({k: v for k, v in rides("", *ways).items() if k != "_lastModifiedDate"} for ways in (["To School", "From School"], ["To School"]))  # fmt: skip
    rows = candidates(spark, "transport_riders", *[{"studentTransportations": [one]} for one in (old, new, new)])
    assert {row["raw_direction"]: row["raw_end_date"] for row in rows if row["raw_end_date"]} == {
        "From School": "2025-02-02"
    }
    unknown = [{**rides(LATER, way), "id": None} for way in ("To School", "From School")]
    rows = candidates(spark, "transport_riders", {"studentTransportations": unknown})
    assert picked(rows, "raw_end_date", "raw_ride_id") == [(None, None)] * 2, "of which object they are nobody knows"


@pytest.mark.more
def test_a_ride_ends_when_it_is_deleted(spark: SparkSession) -> None:
    said, went = {"studentTransportations": [RIDES]}, {"deletes/studentTransportations": [{"id": guid("bus")}]}
    for told, on in (([said, went], "2025-02-02"), ([went, said], "2025-02-01")):
        rows = candidates(spark, "transport_riders", *told)
        assert picked(rows, "raw_end_date", "parse_issue", "revisit") == [(on, None, True)] * 2
    rows = candidates(spark, "transport_riders", said, went, new=3)
    assert {row["revisit"] for row in rows} == {False}
