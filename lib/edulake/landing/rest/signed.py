"""Who asks, signed: a JSON Web Token in place of a password (RFC 7523 2.2; LTI 1.3 security framework, 4.1)."""

from __future__ import annotations

import base64
import json
from importlib.util import find_spec
from typing import TYPE_CHECKING

from edulake.errors import ConfigError, NotInstalledError

if TYPE_CHECKING:
    import datetime as dt

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

# Seconds for which a platform may take it: it is used at once.
LASTS = 300
WEAKEST = 2048


def assertion(client: str, audience: str, key_id: str, pem: str, now: dt.datetime, once: str) -> str:
    """That `client` is who asks, for `audience` alone and until five minutes after `now`, by RS256.

    `once` is told of no other. ConfigError, without a word of it, for a key that is no RSA key of 2,048 bits;
    NotInstalledError without the library that signs.
    """
    if find_spec("cryptography") is None:
        why = "this API's tokens are asked for by a signature"
        raise NotInstalledError("cryptography is not installed", why, "pip install 'edulake[lti]'")
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    at = int(now.timestamp())
    claims = {"iss": client, "sub": client, "aud": audience, "iat": at, "exp": at + LASTS, "jti": once}
    said = f"{_part({'alg': 'RS256', 'typ': 'JWT', 'kid': key_id})}.{_part(claims)}"
    return f"{said}.{_text(_key(pem).sign(said.encode(), PKCS1v15(), SHA256()))}"


def _key(pem: str) -> RSAPrivateKey:
    """The key; a variable of one line may have it with line breaks written as a backslash and an n."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem.replace("\\n", "\n").encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey) or key.key_size < WEAKEST:
        why = f"it is to be one of RSA, of {WEAKEST} bits or more, in PEM and without a password"
        raise ConfigError("client_key is no key that can sign", why, "check its place, or make a new one")
    return key


def _part(value: dict[str, object]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
