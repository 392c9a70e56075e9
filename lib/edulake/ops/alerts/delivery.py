"""Sends alerts, and never lets a run fail for it: what cannot be sent is said."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.ops.alerts import mail, webhook
from edulake.ops.alerts.undelivered import UndeliveredError

if TYPE_CHECKING:
    from collections.abc import Callable

    from edulake.config.alerts import Alerts
    from edulake.ops.alerts.alert import Message

PAUSE_SECONDS = 1.0


def deliver(settings: Alerts, message: Message, say: Callable[[str], None]) -> None:
    """Send what is asked for of `message` by every channel; nothing if nothing is left. Raises nothing."""
    wanted = replace(message, alerts=[alert for alert in message.alerts if alert.kind in settings.on])
    if not wanted.alerts:
        return
    seconds, channels = settings.timeout_seconds, {}
    if hook := settings.webhook:
        channels["webhook"] = lambda: webhook.post(hook, wanted, seconds)
    if server := settings.email:
        channels["e-mail"] = lambda: mail.send(server, wanted, seconds)
    for name, send in channels.items():
        try:
            _persistently(send, settings.attempts)
        except (UndeliveredError, ConfigError) as reason:
            say(f"alert   not sent by {name}: {reason}")
        except Exception as reason:  # noqa: BLE001 - whatever it is, a run does not fail for its alert
            say(f"alert   not sent by {name}: {type(reason).__name__}")


def _persistently(send: Callable[[], None], attempts: int) -> None:
    """Again after one, two, four … seconds where the reason may pass."""
    for attempt in range(1, attempts + 1):
        try:
            return send()
        except UndeliveredError as reason:
            if attempt == attempts or not reason.may_pass:
                raise
            time.sleep(PAUSE_SECONDS * 2 ** (attempt - 1))
    return None
