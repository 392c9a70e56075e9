"""Secrets, by reference: configuration names the place where one lies, and never holds one."""

from __future__ import annotations

import os
import re

from edulake.errors import ConfigError

REFERENCE = re.compile(r"\A(?:env:[A-Za-z_][A-Za-z0-9_]*|secret:[^/\s]+/[^/\s]+)\Z")
FORMS = "write env:NAME (an environment variable) or secret:SCOPE/NAME (a secret scope of the platform)"


def read(reference: str) -> str:
    """The secret behind `env:NAME` or `secret:SCOPE/NAME`; ConfigError where there is none, or it is empty."""
    kind, _, place = reference.partition(":")
    if kind == "env" and place:
        found = os.environ.get(place)
    elif kind == "secret" and place.count("/") == 1:
        found = _of_scope(*place.split("/"))
    else:
        # The text itself may be a secret that was given in place of a reference: it is not repeated.
        raise ConfigError("a secret is given by reference only", "this is none", FORMS)
    if not found:
        raise ConfigError(f"there is no secret at {reference}", "it is missing or empty", "set it, then run again")
    return found


def is_set(reference: str) -> bool:
    """False for an env:NAME that is not set, else true: a source may be described where it is not connected."""
    kind, _, name = reference.partition(":")
    return kind != "env" or bool(os.environ.get(name))


def _of_scope(scope: str, name: str) -> str:
    try:
        from pyspark.dbutils import DBUtils  # type: ignore[import-not-found] - exists on Databricks only
    except ImportError:
        raise ConfigError("there are no secret scopes here", "this is not Databricks", "use env:NAME") from None
    try:
        return DBUtils().secrets.get(scope=scope, key=name)
    except Exception:  # noqa: BLE001 - its classes belong to the platform, and its words may hold what is secret
        why = "the platform knows none of that name, or does not hand it out to this run"
        raise ConfigError(f"the secret {scope}/{name} cannot be read", why, "check scope, name and rights") from None
