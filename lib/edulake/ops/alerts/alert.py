"""What an alert says, in words and as data. It never holds a value of a student: it leaves the house."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.errors import EdulakeError

UNBALANCED = "UNBALANCED"


@dataclass(frozen=True)
class Alert:
    """`kind` is one of those of settings.py; what happened, why, and what to do, one line each."""

    kind: str
    what: str
    why: str = ""
    fix: str = ""


def of_failure(job: str, error: EdulakeError) -> Alert:
    """The alert of a run that failed."""
    kind = "unbalanced" if error.code == UNBALANCED else "failed"
    return Alert(kind, f"{job} failed ({error.code}): {error.what}", error.why, error.fix)


@dataclass(frozen=True)
class Message:
    """All alerts of one run."""

    job: str
    run_id: str
    alerts: Sequence[Alert]

    @property
    def title(self) -> str:
        more = f" (and {len(self.alerts) - 1} more)" if len(self.alerts) > 1 else ""
        return f"edulake: {self.alerts[0].what}{more}"

    @property
    def text(self) -> str:
        """Plain text, a paragraph for each alert, the run's id at the end."""
        paragraphs = [(alert.what, alert.why, f"Do: {alert.fix}" if alert.fix else "") for alert in self.alerts]
        told = ["\n".join(line for line in lines if line) for lines in paragraphs]
        return "\n\n".join([*told, f"Run {self.run_id} of {self.job}"])

    def as_json(self) -> dict[str, Any]:
        """One text for people, and the fields of each alert for programs."""
        alerts = [asdict(alert) for alert in self.alerts]
        return {"text": f"{self.title}\n\n{self.text}", "job": self.job, "run_id": self.run_id, "alerts": alerts}

    def as_slack(self) -> dict[str, Any]:
        # Slack reads &, < and > as markup.
        escaped = f"{self.title}\n\n{self.text}".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return {"text": escaped}

    def as_teams(self) -> dict[str, Any]:
        """A message with one adaptive card, as the Workflows of Teams take it."""
        lines = [{"type": "TextBlock", "text": self.title, "weight": "Bolder", "wrap": True}]
        lines += [{"type": "TextBlock", "text": part, "wrap": True} for part in self.text.split("\n\n")]
        card = {"type": "AdaptiveCard", "version": "1.4", "body": lines}
        return {
            "type": "message",
            "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
        }
