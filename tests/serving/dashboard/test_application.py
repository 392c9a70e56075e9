"""What is answered to somebody on this machine, and to somebody who would like to be."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from report_lake import STUDENTS, student
from served_dashboard import TOKEN, Served

from edulake.serving.dashboard.guards import POLICY

pytestmark = pytest.mark.once

NASTY = (
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    '"><img src=x>',
    "../../etc/passwd",
    "North\x00",
    "{{7*7}}",
    "x" * 5000,
)


def test_the_address_lets_in_and_nothing_else_does(shown: Served) -> None:
    assert shown.ask("/", cookie="").status == 403
    entered = shown.ask(f"/?token={TOKEN}", cookie="")
    assert entered.status == 303
    kept = entered.headers["set-cookie"].split(";")[0]
    assert shown.ask("/", cookie=kept).status == 200
    for path in ("/", "/state", "/report", "/assets/page.css", "/sections/people", "/nowhere"):
        assert shown.ask(path, cookie="").status == 403
        assert shown.ask(path, host=f"evil.example:{shown.port}").status == 421


def test_answers_are_for_this_page_alone(shown: Served) -> None:
    for path in ("/", "/state", "/assets/live.js", "/sections/people?school=North", "/nowhere"):
        headers = shown.ask(path, origin="http://evil.example").headers
        assert headers["content-security-policy"] == POLICY
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert not [name for name in headers if name.startswith("access-control")]
        assert "server" not in headers


@pytest.mark.parametrize("name", ["school", "grade", "class", "year"])
@pytest.mark.parametrize("value", NASTY)
def test_a_value_that_is_not_told_is_not_repeated(shown: Served, name: str, value: str) -> None:
    """Neither as HTML nor as SQL, nor at all: a filter is one of the values that figures tell of."""
    told = shown.ask(f"/sections/people?{name}={quote(value)}")
    assert told.status == 404
    assert value not in told.text
    assert "<script>alert" not in told.text


@pytest.mark.parametrize("query", ["schol=North", "school=North&school=South", "<script>=1", "school=North&x="])
def test_an_address_that_is_not_understood_is_refused(shown: Served, query: str) -> None:
    assert shown.ask(f"/?{query}").status == 400


@pytest.mark.parametrize(
    "path",
    ["/assets/../server.py", "/assets/..%2f..%2fserver.py", "/assets/%2e%2e/%2e%2e/server.py", "/assets/page.html", "/assets/base.html",
     "/assets/", "/sections/../../etc/passwd", "/sections/%2e%2e%2fetc", "/sections/nothing", "//evil.example/", "/report/x", "/docs"],
)  # fmt: skip
def test_there_is_nothing_else(shown: Served, path: str) -> None:
    told = shown.ask(path)
    assert told.status == 404
    assert "evil" not in told.headers.get("location", "")


def test_only_questions_are_answered(shown: Served) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert shown.ask("/", method).status in (403, 405)


def test_the_report_is_that_of_what_is_held(shown: Served) -> None:
    """With its own style and script, which it names by their hashes."""
    told = shown.ask("/report")
    for section in shown.live.newest().sections[1:]:
        assert f'<section id="{section.anchor}"' in told.text
    assert "script-src &#39;sha256-" in told.text
    assert "frame-ancestors 'none'" in told.headers["content-security-policy"]
    assert "'self'" not in told.headers["content-security-policy"]


def test_the_state_says_whether_there_is_news(shown: Served) -> None:
    state = json.loads(shown.ask("/state").text)
    assert state["stamp"] == shown.live.newest().stamp
    assert f'data-stamp="{state["stamp"]}"' in shown.ask("/").text
    assert state["age"].startswith("data ")


def test_without_the_flag_there_is_no_student(shown: Served) -> None:
    for told in (
        shown.ask("/students"),
        shown.ask("/students", "POST", f"student={student(5)}"),
        shown.ask("/students/x"),
    ):
        assert told.status == 404
    everything = [shown.ask(f"/sections/{one.anchor}").text for one in shown.live.newest().sections]
    assert not [number for number in range(STUDENTS) if any(student(number) in text for text in everything)]


def test_with_it_a_student_has_a_page_that_no_address_names(identified: Served) -> None:
    found = identified.ask("/students", "POST", f"student={student(5)}")
    assert found.status == 303
    assert student(5) not in found.headers["location"]
    told = identified.ask(found.headers["location"])
    assert told.status == 200
    assert student(5) in told.text
    assert student(6) not in told.text
    listed = identified.ask("/sections/early-warning").text
    [link] = re.findall(rf'<a href="([^"]+)">{student(5)}</a>', listed)[:1]
    assert link == found.headers["location"]


@pytest.mark.parametrize(
    "body", ["", "student=", "student=nobody", "student=%27+OR+1%3D1", "x=1", "student=" + "x" * 5000, "%ff"]
)
def test_an_id_that_nobody_has_finds_nobody(identified: Served, body: str) -> None:
    told = identified.ask("/students", "POST", body)
    assert told.status == 404
    assert "No table knows" in told.text
    assert identified.ask("/students/0123456789abcdef0123456789abcdef").status == 404
