"""A test message: settings of alerts are tried before they are needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edulake.config.alerts import KINDS
from edulake.errors import ConfigError, UnreadableError
from edulake.ops.alerts.alert import Alert, Message
from edulake.ops.alerts.delivery import deliver

if TYPE_CHECKING:
    from edulake.config.alerts import Alerts

TRIAL = Alert("failed", "this is a test", "somebody tries whether alerts arrive", "nothing: all is well")


def send(settings: Alerts) -> None:
    """By every channel, whatever `on` says; UnreadableError if one does not take it, ConfigError if there is none."""
    if not settings.is_sent:
        raise ConfigError("nobody is told of alerts", "neither alerts.webhook nor alerts.email is set", "add one")
    said: list[str] = []
    deliver(replace(settings, on=list(KINDS)), Message("edulake alert", "none", [TRIAL]), said.append)
    if said:
        why = "; ".join(line.removeprefix("alert").strip() for line in said)
        raise UnreadableError("an alert did not arrive", why, "correct [alerts], then try again")
