"""What this machine has of what edulake needs, each finding with its fix.

Needs nothing but the standard library: it must answer where pyspark or Java are what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.config.settings import Settings
from edulake.errors import EdulakeError, of_system
from edulake.platforms.doctor import places, programs
from edulake.platforms.doctor.finding import BROKEN, OK, UNREADABLE, WARNING, Finding

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BROKEN", "OK", "WARNING", "Finding", "examine", "worst"]

PROGRAMS: tuple[Callable[[], Finding], ...] = (
    programs.python,
    programs.java,
    programs.spark,
    programs.delta,
    programs.jars,
    programs.class_archive,
    programs.viewer,
)
PLACES: tuple[Callable[[Settings], Finding], ...] = (
    places.machine,
    places.warehouse,
    places.permissions,
    places.landing,
    places.disk,
    places.clock,
)


def examine(settings: Settings | EdulakeError) -> list[Finding]:
    """Every finding, in the order in which a person should mend them.

    Of settings that cannot be understood the error is a finding, and places are those of the defaults.
    """
    programs_found = [_found(check) for check in PROGRAMS]
    if isinstance(settings, EdulakeError):
        return [*programs_found, _of_error(settings), *[_found(check, Settings()) for check in PLACES]]
    return [*programs_found, *[_found(check, settings) for check in PLACES]]


def _of_error(error: EdulakeError) -> Finding:
    found = ": ".join(text for text in (error.what, error.why) if text)
    return Finding("settings", BROKEN, found, error.fix, error.exit_code)


def worst(findings: list[Finding]) -> int:
    """The exit code of the first thing that is broken, else 0: warnings do not keep a job from running."""
    return next((finding.exit_code for finding in findings if finding.level == BROKEN), 0)


def _found(check: Callable[..., Finding], *given: Settings) -> Finding:
    """What a check finds; what the operating system refuses to tell is a finding as well."""
    try:
        return check(*given)
    except OSError as error:
        why = of_system(error)
        return Finding(check.__name__, BROKEN, why, "check paths and permissions", UNREADABLE)
