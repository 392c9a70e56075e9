"""Alerts by e-mail, through a server that forwards them."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import TYPE_CHECKING

from edulake.config import secret
from edulake.ops.alerts.undelivered import UndeliveredError

if TYPE_CHECKING:
    from edulake.config.alerts import Email
    from edulake.ops.alerts.alert import Message

# From here on a server's answer is final.
PERMANENT = 500


def send(server: Email, message: Message, timeout: int) -> None:
    """Hand the message over once; UndeliveredError unless the server takes it for every address."""
    try:
        with _connected(server, timeout) as smtp:
            if server.user:
                smtp.login(secret.read(server.user), secret.read(server.password))
            refused = smtp.send_message(_written(server, message))
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise UndeliveredError(f"SMTP {max(codes)}", may_pass=max(codes) < PERMANENT) from None
    except smtplib.SMTPResponseException as error:
        raise UndeliveredError(f"SMTP {error.smtp_code}", may_pass=error.smtp_code < PERMANENT) from None
    except ssl.SSLError as error:
        raise UndeliveredError(type(error).__name__, may_pass=False) from None
    except smtplib.SMTPNotSupportedError:
        raise UndeliveredError("the server offers no STARTTLS, or no sign-in", may_pass=False) from None
    except OSError as error:
        raise UndeliveredError(type(error).__name__, may_pass=True) from None
    if refused:
        raise UndeliveredError(f"{len(refused)} of {len(server.to)} addresses were refused", may_pass=False)


def _connected(server: Email, timeout: int) -> smtplib.SMTP:
    """A connection, encrypted and with the server's certificate checked unless `tls` is none."""
    if server.tls == "implicit":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=ssl.create_default_context())
    smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
    if server.tls == "starttls":
        try:
            smtp.starttls(context=ssl.create_default_context())
        except BaseException:
            smtp.close()
            raise
    return smtp


def _written(server: Email, message: Message) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.title.split())
    mail["From"], mail["To"] = server.sender, ", ".join(server.to)
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain="edulake.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail
