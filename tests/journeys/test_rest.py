"""A list of OneRoster 1.2 behind an API: pulled, loaded, judged; then what changed; then an API that is not there."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from lake import Lake, record
from rest_server import CLIENT, PASSWORD, TOKEN, serving

from edulake.jobs import bronze_ingest
from edulake.ops.tables import DELIVERIES, JOB_RUNS
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]
STUDENTS = SUBJECTS["students"]
KEY = "key-Canary-3b1e"
CONF = """
[sources.sis_users]
format = "rest"
subject = "students"
system = "sis"
records = "users"
columns = { student_id = "sourcedId", given_name = "givenName", updated_at = "dateLastModified", school_id = "primaryOrg.sourcedId" }

[sources.sis_users.rest]
url = "URL"
token_url = "URL/token"
client_id = "env:API_ID"
client_secret = "env:API_SECRET"
paging = "offset"
parameters = { api_key = "env:API_KEY" }
every_minutes = 0
changed = { since = "{since}" }
"""


def user(number: int, name: str = "Ada", changed: str = "2026-11-01T00:00:00Z") -> dict[str, object]:
    of = {"sourcedId": f"STU{number}", "givenName": name, "dateLastModified": changed, "changed": changed}
    return {**of, "primaryOrg": {"sourcedId": "north"}, "metadata": {"gpa": 3.50}}


def test_a_list_is_pulled_and_is_files_from_there_on(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_ID", CLIENT)
    monkeypatch.setenv("API_SECRET", PASSWORD)
    monkeypatch.setenv("API_KEY", KEY)
    with serving([user(n) for n in range(1, 8)], "offset") as api:
        api.indent = None
        lake = lake.configured(CONF.replace("URL/token", f"{api.url}/token").replace("URL", api.list_url))
        lake.deliver_json("lms_system_a/1.jsonl", record())
        lake.ingest()
        lake.cleanse(subject=["students"])
        first = {row["student_id"]: row for row in lake.rows(STUDENTS.table)}
        assert len(first) == 7
        assert first["STU1"]["given_name"] == "Ada"
        payload = json.dumps(user(1))
        assert payload in {row["raw_payload"] for row in lake.rows(STUDENTS.form.table, "raw_payload")}, "to the letter"
        [file] = (lake.landing / "sis").iterdir()
        assert file.name.endswith("-all.jsonl")

        now = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        api.records += [user(8, changed=now), user(1, "Zoe", now)]
        file.unlink()
        api.faults = ["ok", 503, 429, "half"]
        lake.ingest()
        lake.cleanse(subject=["students"])
        names = {row["student_id"]: row["given_name"] for row in lake.rows(STUDENTS.table) if row["is_current"]}
        assert (len(names), names["STU1"], names["STU8"]) == (8, "Zoe", "Ada")
        assert "since" in api.asked[-1], "what bronze holds counts where the file is gone"
        delivered = [row for row in lake.rows(DELIVERIES) if row["source_system"] == "sis"]
        assert sorted(row["records"] for row in delivered) == [2, 7]

        before, asked = lake.rows(STUDENTS.form.table), len(api.asked)
        lake.ingest()
        assert lake.rows(STUDENTS.form.table) == before, "the overlap again is nothing new"
        assert len(api.asked) > asked

        api.faults = [404]
        context = lake.context()
        lake.deliver_json("lms_system_a/2.jsonl", record(assessment_id="A-2"))

        [run] = bronze_ingest.run(context)
        [error] = context.failures
        assert error.lines() == [
            "error: source sis, sis_users: the API has no such list",
            "why:   HTTP 404",
            "do:    check url",
        ]
        assert sum(entry.records_in or 0 for entry in run.entries) == 1, "the other sources go on"
        assert {asked.get("api_key") for asked in api.asked if asked["path"] != "/token"} == {KEY}
    kept = [row for table in (JOB_RUNS, DELIVERIES, STUDENTS.form.table) for row in lake.rows(table)]
    told = "".join([*lake.said, *map(str, kept), repr(lake.settings)])
    assert not [secret for secret in (TOKEN, CLIENT, PASSWORD, KEY) if secret in told]
