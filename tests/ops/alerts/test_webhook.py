"""A POST to a URL that is a secret: which answers may pass by themselves, and where it is never sent."""

from __future__ import annotations

import socket
import traceback

import pytest
from alert_servers import webhook

from edulake.config.alerts import Webhook
from edulake.errors import ConfigError
from edulake.ops.alerts.alert import Alert, Message
from edulake.ops.alerts.undelivered import UndeliveredError
from edulake.ops.alerts.webhook import post

pytestmark = pytest.mark.once

MESSAGE = Message("pipeline", "run-7", [Alert("failed", "3 <came> & 2 left", "ü", "run it again")])
HOOK = Webhook("env:HOOK")


@pytest.mark.parametrize("body", ["json", "slack", "teams"])
def test_each_body_is_what_its_receiver_takes(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook() as hook:
        monkeypatch.setenv("HOOK", hook.url)
        post(Webhook("env:HOOK", body), MESSAGE, 10)
    assert hook.got == [getattr(MESSAGE, f"as_{body}")()]
    assert hook.visits == ["POST /hook"]


@pytest.mark.parametrize(
    ("answer", "may_pass"), [(429, True), (500, True), (503, True), (400, False), (404, False), (499, False)]
)
def test_which_answers_may_pass(answer: int, may_pass: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is overloaded or broken may be well again; one that refuses the message will go on so."""
    with webhook(answer) as hook:
        monkeypatch.setenv("HOOK", hook.url)
        with pytest.raises(UndeliveredError, match=f"^HTTP {answer}$") as undelivered:
            post(HOOK, MESSAGE, 10)
    assert undelivered.value.may_pass == may_pass
    assert len(hook.visits) == 1, "one attempt is one POST"


@pytest.mark.parametrize("answer", [201, 202, 204])
def test_every_success_is_one(answer: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook(answer) as hook:
        monkeypatch.setenv("HOOK", hook.url)
        post(HOOK, MESSAGE, 10)
    assert len(hook.got) == 1


@pytest.mark.parametrize("answer", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(answer: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would carry the alert, as a GET, to somebody else."""
    with webhook(answer, 200) as hook:
        monkeypatch.setenv("HOOK", hook.url)
        with pytest.raises(UndeliveredError, match=f"^HTTP {answer}$") as undelivered:
            post(HOOK, MESSAGE, 10)
    assert (hook.visits, undelivered.value.may_pass) == (["POST /hook"], False)


@pytest.mark.parametrize(
    "url",
    [
        "http://school.example/T0-secret",
        "http://localhost.school.example/T0-secret",
        "http://127.0.0.1@school.example/T0-secret",
        "ftp://127.0.0.1/T0-secret",
        "file:///etc/T0-secret",
        "T0-secret",
    ],
)
def test_nothing_leaves_this_machine_in_the_clear(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", url)
    with pytest.raises(UndeliveredError, match=r"^its URL is not https$") as undelivered:
        post(HOOK, MESSAGE, 1)
    assert not undelivered.value.may_pass


def test_nobody_who_listens_may_listen_later_and_the_url_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HOOK", f"http://127.0.0.1:{closed.getsockname()[1]}/T0-secret")
        with pytest.raises(UndeliveredError, match=r"^ConnectionRefusedError$") as undelivered:
            post(HOOK, MESSAGE, 1)
    assert undelivered.value.may_pass
    assert "T0-secret" not in "".join(traceback.format_exception(undelivered.value))


def test_a_reference_to_nothing_is_a_mistake_of_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOOK", raising=False)
    with pytest.raises(ConfigError, match="there is no secret at env:HOOK"):
        post(HOOK, MESSAGE, 1)
