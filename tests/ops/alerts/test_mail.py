"""A mail handed to a real server: what stands in it, how it travels, and which refusals may pass."""

from __future__ import annotations

import shutil
import smtplib
import socket
import ssl
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from alert_servers import PASSWORD, certificate, mail_server

from edulake.config.alerts import Email
from edulake.ops.alerts import mail
from edulake.ops.alerts.alert import Alert, Message
from edulake.ops.alerts.undelivered import UndeliveredError

pytestmark = pytest.mark.once

MESSAGE = Message(
    "pipeline", "run-7", [Alert("failed", "3 <came> & 2 left", "Grüße", "run it again"), Alert("drift", "x")]
)


@pytest.fixture(autouse=True)
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_USER", "robot")
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)


def server(port: int, **choices: Any) -> Email:
    chosen = {"host": "127.0.0.1", "tls": "none", "to": ["a@x.example", "b@x.example"], **choices}
    return Email(sender="lake@school.example", port=port, **chosen)


def undelivered(settings: Email, message: Message = MESSAGE) -> tuple[str, bool]:
    with pytest.raises(UndeliveredError) as error:
        mail.send(settings, message, 10)
    return str(error.value), error.value.may_pass


def test_a_mail() -> None:
    """To everybody, dated, with the whole text; and no automatic reply is asked for."""
    with mail_server() as box:
        mail.send(server(box.port), MESSAGE, 10)
    [envelope] = box.got
    assert (envelope.mail_from, envelope.rcpt_tos) == ("lake@school.example", ["a@x.example", "b@x.example"])
    written = message_from_bytes(envelope.content, policy=policy.default)
    assert written["Subject"].strip() == "edulake: 3 <came> & 2 left (and 1 more)"
    assert (written["From"], written["To"]) == ("lake@school.example", "a@x.example, b@x.example")
    assert written["Date"].datetime
    assert (written["Message-ID"].strip()[-17:], written["Auto-Submitted"]) == ("@edulake.invalid>", "auto-generated")
    assert written.get_content().replace("\r\n", "\n").rstrip("\n") == MESSAGE.text


def test_a_title_of_two_lines_adds_no_header() -> None:
    with mail_server() as box:
        mail.send(server(box.port), Message("j", "r", [Alert("failed", "first\r\nBcc: c@x.example\n\n second")]), 10)
    [envelope] = box.got
    written = message_from_bytes(envelope.content, policy=policy.default)
    assert written["Subject"].strip() == "edulake: first Bcc: c@x.example second"
    assert written["Bcc"] is None
    assert "c@x.example" not in envelope.rcpt_tos


def test_over_tls_with_sign_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server takes nothing else; a certificate that nobody vouches for ends it before the password is sent."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl is installed here (Debian: apt install openssl)")
    signed = {"host": "localhost", "tls": "starttls", "user": "env:MAIL_USER", "password": "env:MAIL_PASSWORD"}
    with mail_server(certificate=certificate(tmp_path)) as box:
        assert undelivered(server(box.port, **signed)) == ("SSLCertVerificationError", False)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))
        mail.send(server(box.port, **signed), MESSAGE, 10)
        [envelope] = box.got
        assert (envelope.was_encrypted, envelope.was_signed_in) == (True, True)
        monkeypatch.setenv("MAIL_PASSWORD", "another")
        assert undelivered(server(box.port, **signed)) == ("SMTP 535", False)
    assert len(box.got) == 1


def test_implicit_tls_is_tls_from_the_first_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a certificate that is checked."""
    asked: list[Any] = []

    def connect(*words: Any, context: ssl.SSLContext, **_: Any) -> smtplib.SMTP:
        asked.append((words, context.verify_mode, context.check_hostname))
        raise TimeoutError

    monkeypatch.setattr(smtplib, "SMTP_SSL", connect)
    assert undelivered(server(465, host="mail.example", tls="implicit")) == ("TimeoutError", True)
    assert asked == [(("mail.example", 465), ssl.CERT_REQUIRED, True)]


@pytest.mark.parametrize(
    ("answers", "mails", "why"),
    [
        (["451 later"], 0, ("SMTP 451", True)),
        (["550 unknown"], 0, ("SMTP 550", False)),
        (["451 later", "550 unknown"], 0, ("SMTP 550", False)),
        (["250 taken", "451 later"], 1, ("1 of 2 addresses were refused", False)),
    ],
)
def test_a_server_that_declines(answers: list[str], mails: int, why: tuple[str, bool]) -> None:
    """Once one address has the mail it is not sent again: that one would get it twice."""
    with mail_server(*answers) as box:
        assert undelivered(server(box.port)) == why
    assert len(box.got) == mails


def test_no_encryption_offered_means_no_mail() -> None:
    with mail_server() as box:
        told = undelivered(server(box.port, tls="starttls"))
    assert told == ("the server offers no STARTTLS, or no sign-in", False)
    assert box.got == []


def test_nobody_who_listens_may_listen_later() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert undelivered(server(closed.getsockname()[1])) == ("ConnectionRefusedError", True)
