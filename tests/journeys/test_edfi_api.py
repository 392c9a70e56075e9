"""Ed-Fi from its API to silver: all of it, then what changed and what was deleted; and a pull that fails on the way."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import EXAMPLES, STUDENT
from lake import Lake
from ods_server import serving_ods
from rest_server import CLIENT, PASSWORD, TOKEN

from edulake.jobs import bronze_ingest
from edulake.ops.tables import JOB_RUNS
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

pytestmark = pytest.mark.once
CONF = """
[sources.edfi.rest]
api = "edfi"
url = "URL/data/v3/ed-fi"
token_url = "URL/oauth/token"
client_id = "env:API_ID"
client_secret = "env:API_SECRET"
every_minutes = 0
versions = { url = "URL/changeQueries/v1/availableChangeVersions", overlap = 0 }
"""
EVENTS = "studentSchoolAttendanceEvents"
ADA = {"studentUniqueId": STUDENT, "firstName": "Ada", "lastSurname": "Brown", "birthDate": "2015-05-04"}


def bring(lake: Lake) -> None:
    lake.ingest(source=["edfi"])
    lake.cleanse(source=["edfi"], subject=["students", "attendance"])


def told(lake: Lake) -> dict[str, Any]:
    return {
        "students": {row["student_id"]: row["given_name"] for row in lake.rows(STUDENTS_TABLE) if row["is_current"]},
        "days": sorted((row["student_id"], row["status"]) for row in lake.rows(ATTENDANCE_TABLE)),
    }


def test_a_districts_api_is_followed(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_ID", CLIENT)
    monkeypatch.setenv("API_SECRET", PASSWORD)
    with serving_ods("students", EVENTS) as ods:
        lake = lake.configured(CONF.replace("URL", ods.url))
        absent, _ = (ods.put(EVENTS, said["id"], **said) or said for said in EXAMPLES["6"][EVENTS])
        ods.put("students", "ada", **ADA)
        bring(lake)
        first = {"students": {STUDENT: "Ada"}, "days": [(STUDENT, "Absent"), ("D0000002", "Late")]}
        assert told(lake) == first
        assert lake.refused() == []
        [words] = [line for line in lake.said if "pulled up to version 3" in line]
        assert words.startswith("bronze  edfi: edfi pulled up to version 3, 3 objects and 0 deletes of 2 resources; not")

        ods.put("students", "ada", firstName="Zoe")
        ods.delete(EVENTS, absent["id"])
        ods.faults = ["ok", "ok", "html"]
        context = lake.context(source=["edfi"])
        bronze_ingest.run(context)
        context.journal.close()
        assert [error.code for error in context.failures] == ["UNREADABLE"]
        lake.cleanse(source=["edfi"], subject=["students", "attendance"])
        assert told(lake)["students"] == {STUDENT: "Ada"}, "nothing of a resource whose deletes did not come"
        bring(lake)
        assert told(lake) == {"students": {STUDENT: "Zoe"}, "days": [("D0000002", "Late")]}
        assert "Zebulon" not in "".join([*lake.said, *map(str, lake.rows(JOB_RUNS))])

        before = lake.versions()
        bring(lake)
        assert lake.versions() == before, "a second run changes nothing"
    told_all = "".join([*lake.said, *map(str, lake.rows(JOB_RUNS)), repr(lake.settings)])
    assert not [secret for secret in (TOKEN, CLIENT, PASSWORD) if secret in told_all]
