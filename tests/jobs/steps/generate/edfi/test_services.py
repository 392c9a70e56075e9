"""Vaccinations of a student in one object, and riders until they ride no more."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_vaccinations_are_those_of_the_district(delivered: Any, district: Any) -> None:
    doses, exempt = defaultdict(list), set()
    for row in district.plan.happens["health_records"].where("kind <> 'Visit'").collect():
        vaccine = row["student_id"], {"Polio": "IPV"}.get(row["code"], row["code"])
        exempt |= {vaccine} if row["kind"] == "Exemption" else set()
        doses[vaccine] += [row["event_date"]] if row["kind"] == "Immunization" else []
    held = {
        (one["studentReference"]["studentUniqueId"], each["immunizationTypeDescriptor"].partition("#")[2]): each
        for one in delivered.standing("studentHealths").values()
        for each in one["requiredImmunizations"]
    }
    assert {key: [day["immunizationDate"] for day in each["dates"]] for key, each in held.items()} == {
        key: sorted(of) for key, of in doses.items()
    }
    assert {key for key, each in held.items() if each.get("medicalExemption") == "Medical Exemption"} == exempt


def test_riders_of_the_newest_year_ride_both_ways(delivered: Any, district: Any) -> None:
    first, last = district.years[-1].first.isoformat(), delivered.nights()[-1].name
    rides = (
        district.plan.lasts["transport_riders"].where(f"begin_date >= '{first}' AND begin_date <= '{last}'").collect()
    )
    held = {
        one["studentReference"]["studentUniqueId"]: one for one in delivered.standing("studentTransportations").values()
    }
    assert held.keys() == {row["student_id"] for row in rides if row["end_date"] > last}
    assert held
    for row in rides:
        if row["student_id"] in held:
            details = held[row["student_id"]]["studentBusDetails"]
            ways = {way["travelDirectionDescriptor"].partition("#")[2] for way in details["travelDirections"]}
            assert ways == {"To School", "From School"}
            assert (details["busNumber"], details["mileage"]) == (row["bus_number"], float(row["miles"]))
            assert details["busRouteDescriptor"] == f"uri://district.example/BusRouteDescriptor#{row['route_id']}"
