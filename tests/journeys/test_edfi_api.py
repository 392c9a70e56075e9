"""Ed-Fi from its API to silver: all of it, then what changed and what was deleted; and a pull that fails on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from lake import Lake
from ods_server import serving_ods
from rest_server import CLIENT, PASSWORD, TOKEN

from edulake.bronze import sources
from edulake.bronze.source import Source
from edulake.config.settings import SourceSettings
from edulake.jobs import bronze_ingest
from edulake.ops.tables import JOB_RUNS
from edulake.silver.people.students import STUDENTS_TABLE

pytestmark = [pytest.mark.once, pytest.mark.more]
NO_LIST = "the API's page is no JSON, or no list where one is"
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
ADA = {"studentUniqueId": "D1", "firstName": "Ada", "lastSurname": "Brown", "birthDate": "2015-05-04"}
BEN = {"studentUniqueId": "D2", "firstName": "Ben", "lastSurname": "Reed", "birthDate": "2015-06-05"}


def told(lake: Lake) -> dict[str, Any]:
    lake.cleanse(source=["edfi"], subject=["students"])
    current = [row for row in lake.rows(STUDENTS_TABLE) if row["is_current"]]
    return {row["student_id"]: (row["given_name"], row["is_active"]) for row in current}


def of_students(blocks: Mapping[str, SourceSettings]) -> list[Source]:
    """All that edfi delivers is looked at for minutes; what students are made of is enough here."""
    return [one for one in sources(blocks) if (one.name, one.subject) == ("edfi", "students")]


def test_a_districts_api_is_followed(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bronze_ingest, "sources", of_students)
    monkeypatch.setenv("API_ID", CLIENT)
    monkeypatch.setenv("API_SECRET", PASSWORD)
    with serving_ods("students") as ods:
        lake = lake.configured(CONF.replace("URL", ods.url))
        ods.put("students", "ada", **ADA)
        ods.put("students", "ben", **BEN)
        lake.ingest(source=["edfi"])
        assert told(lake) == {"D1": ("Ada", True), "D2": ("Ben", True)}
        assert lake.refused() == []
        [words] = [line for line in lake.said if "pulled up to version 2" in line]
        assert words.startswith(
            "bronze  edfi: edfi pulled up to version 2, 2 objects and 0 deletes of 1 resources; not"
        )

        ods.put("students", "ada", firstName="Zoe")
        ods.delete("students", "ben")
        ods.faults = ["ok", "ok", "html"]
        before, context = lake.versions(), lake.context(source=["edfi"])
        bronze_ingest.run(context)
        assert [error.what for error in context.failures] == [f"source edfi, edfi: students: {NO_LIST}"]
        assert lake.versions() == before, "nothing of a resource whose deletes did not come"
        lake.ingest(source=["edfi"])
        assert told(lake) == {"D1": ("Zoe", True), "D2": ("Ben", False)}

        before = lake.versions()
        lake.ingest(source=["edfi"])
        assert lake.versions() == before, "a second run changes nothing"
    told_all = "".join([*lake.said, *map(str, lake.rows(JOB_RUNS)), repr(lake.settings)])
    assert not [secret for secret in (TOKEN, CLIENT, PASSWORD, "Zebulon") if secret in told_all]
