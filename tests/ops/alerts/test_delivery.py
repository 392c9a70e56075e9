"""Alerts against real servers: what arrives, what is tried again, and what is said when nothing helps."""

from __future__ import annotations

import socket

import pytest
from alert_servers import mail_server, webhook

from edulake.config.alerts import Alerts, Email, Webhook
from edulake.errors import BalanceError
from edulake.ops.alerts import delivery
from edulake.ops.alerts.alert import Alert, Message, of_failure

pytestmark = pytest.mark.once
DRIFT = Alert("drift", "course_result-40 sees other data than it learned from", "2 of 31 features", "train it again")
FAILED = of_failure("pipeline", BalanceError("oulad does not balance", "3 <came> & 2 left", "run it again"))
MESSAGE = Message("pipeline", "run-7", [FAILED, DRIFT])


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSE_SECONDS", 0.001)


def sent(settings: Alerts, message: Message = MESSAGE) -> list[str]:
    """What was said while it was delivered."""
    said: list[str] = []
    delivery.deliver(settings, message, said.append)
    return said


def hooked(monkeypatch: pytest.MonkeyPatch, url: str) -> Alerts:
    monkeypatch.setenv("HOOK", url)
    return Alerts(webhook=Webhook("env:HOOK"))


def mailed(port: int) -> Alerts:
    to = ["a@x.example", "b@x.example"]
    return Alerts(email=Email(host="127.0.0.1", tls="none", sender="lake@school.example", to=to, port=port))


# --- webhook ----------------------------------------------------------------------------------------


def test_a_webhook_gets_text_and_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook() as hook:
        assert sent(hooked(monkeypatch, hook.url)) == []
    [body] = hook.got
    assert (body["job"], body["run_id"]) == ("pipeline", "run-7")
    assert body["alerts"][0] == {
        "kind": "unbalanced",
        "what": "pipeline failed (UNBALANCED): oulad does not balance",
        "why": "3 <came> & 2 left",
        "fix": "run it again",
    }
    assert body["text"].splitlines()[:3] == [
        "edulake: pipeline failed (UNBALANCED): oulad does not balance (and 1 more)",
        "",
        "pipeline failed (UNBALANCED): oulad does not balance",
    ]
    assert body["text"].endswith("Do: train it again\n\nRun run-7 of pipeline")


@pytest.mark.parametrize(
    ("answers", "posts", "said"),
    [
        ([500, 429, 200], 3, []),
        ([503], 3, ["alert   not sent by webhook: HTTP 503"]),
        ([404], 1, ["alert   not sent by webhook: HTTP 404"]),
        ([302], 1, ["alert   not sent by webhook: HTTP 302"]),
    ],
)
def test_what_may_pass_is_tried_again(
    answers: list[int], posts: int, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A redirect is not followed: it would carry the alert, as a GET, to somebody else."""
    with webhook(*answers) as hook:
        assert sent(hooked(monkeypatch, hook.url)) == said
    assert hook.visits == ["POST /hook"] * posts


def test_a_secret_url_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        refused = f"http://127.0.0.1:{closed.getsockname()[1]}/T0-secret"
        assert sent(hooked(monkeypatch, refused)) == ["alert   not sent by webhook: ConnectionRefusedError"]
    assert sent(hooked(monkeypatch, "http://school.example/T0-secret")) == [
        "alert   not sent by webhook: its URL is not https"
    ]
    [said] = sent(hooked(monkeypatch, "https://[T0-secret"))
    assert said == "alert   not sent by webhook: ValueError"
    monkeypatch.delenv("HOOK")
    assert sent(Alerts(webhook=Webhook("env:HOOK"))) == ["alert   not sent by webhook: there is no secret at env:HOOK"]


def test_only_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", "unused")
    with webhook() as hook:
        monkeypatch.setenv("HOOK", hook.url)
        assert sent(Alerts(on=["drift"], webhook=Webhook("env:HOOK"))) == []
        assert sent(Alerts(on=["gate"], webhook=Webhook("env:HOOK"))) == []
    assert [[alert["kind"] for alert in body["alerts"]] for body in hook.got] == [["drift"]]


# --- e-mail -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "mails", "said"),
    [
        (["451 later", "451 later", "250 taken"], 1, []),
        (["550 unknown"], 0, ["alert   not sent by e-mail: SMTP 550"]),
        (["250 taken", "550 unknown"], 1, ["alert   not sent by e-mail: 1 of 2 addresses were refused"]),
    ],
)
def test_a_mail_server_that_declines(answers: list[str], mails: int, said: list[str]) -> None:
    with mail_server(*answers) as box:
        assert sent(mailed(box.port)) == said
    assert len(box.got) == mails


def test_a_broken_channel_does_not_stop_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", "http://school.example")
    with mail_server() as box:
        both = Alerts(webhook=Webhook("env:HOOK"), email=mailed(box.port).email)
        assert sent(both) == ["alert   not sent by webhook: its URL is not https"]
    assert len(box.got) == 1
