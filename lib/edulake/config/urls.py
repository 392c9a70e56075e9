"""Addresses of APIs: what is asked there, and who asks, is not to be read on the way."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from edulake.errors import ConfigError

# What parameters are called that hold a secret, in letters alone.
SECRET_PARAMETERS = (
    "accesskey", "accesstoken", "apikey", "apitoken", "auth", "authorization", "authtoken", "clientsecret", "key",
    "passwd", "password", "pwd", "secret", "sig", "signature", "subscriptionkey", "token",
)  # fmt: skip
LOOPBACK = re.compile(r"\A(?:localhost|127(?:\.\d+){3}|::1)\Z")


def must_be_safe(url: str, name: str) -> None:
    """ConfigError, which does not repeat it, for a URL without https, or with a user, a secret or a part of a page."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ConfigError(f"an API's {name} is no URL", "", f"correct {name}") from None
    if not host or parts.username is not None or parts.fragment or any(c.isspace() for c in url):
        why = "neither a user nor a password may stand in it"
        raise ConfigError(f"an API's {name} is not https://host/path", why, f"correct {name}")
    if any(holds_secret(parameter) for parameter, _ in parse_qsl(parts.query, keep_blank_values=True)):
        why = "it would be read wherever settings are"
        raise ConfigError(f"an API's {name} holds a secret", why, 'write parameters = { NAME = "env:NAME" } instead')
    if parts.scheme != "https" and not (parts.scheme == "http" and LOOPBACK.match(host)):
        why = "tokens and records would be read on the way"
        raise ConfigError(f"an API's {name} is not https", why, f"write {name} with https")


def holds_secret(parameter: str) -> bool:
    """Whether a parameter of that name holds a secret, as `api_key` and `access-token` do."""
    return "".join(c for c in parameter.lower() if c.isalpha()) in SECRET_PARAMETERS


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port, for which a token is; nothing where a user stands in the URL."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    if parts.username is not None:
        return "", "", None
    return parts.scheme, parts.hostname or "", port
