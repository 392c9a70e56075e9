"""Who asks is said by a token of RS256 that the public key proves, and a key that cannot sign is told without a word."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as elliptic
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from signing import KEY, of_bits, text

from edulake.errors import ConfigError
from edulake.landing.rest.signed import assertion

pytestmark = pytest.mark.once
NOW = dt.datetime(2026, 11, 30, 4, 0, 0, 999_999, tzinfo=dt.UTC)


def part(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def signed(pem: str) -> str:
    return assertion("client-7", "https://lms.example/token", "key-1", pem, NOW, "once")


@pytest.mark.parametrize("pem", [text(KEY), text(KEY).replace("\n", "\\n")])
def test_a_token_says_who_asks_and_is_proved_by_the_public_key(pem: str) -> None:
    head, claims, proof = signed(pem).split(".")
    assert json.loads(part(head)) == {"alg": "RS256", "typ": "JWT", "kid": "key-1"}
    at = int(NOW.timestamp())
    whom = {"iss": "client-7", "sub": "client-7", "aud": "https://lms.example/token"}
    assert json.loads(part(claims)) == {**whom, "iat": at, "exp": at + 300, "jti": "once"}
    KEY.public_key().verify(part(proof), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        KEY.public_key().verify(part(proof), f"{head}.{claims}x".encode(), PKCS1v15(), SHA256())


@pytest.mark.parametrize(
    "pem",
    ["Canary", text(KEY)[:-200], text(elliptic(SECP256R1())), text(of_bits(1024)), text(KEY, password=b"Canary")],
)
def test_a_key_that_cannot_sign_is_told_without_a_word_of_it(pem: str) -> None:
    with pytest.raises(ConfigError, match="no key that can sign") as caught:
        signed(pem)
    told = "".join(caught.value.lines())
    assert not [line for line in pem.splitlines() if line in told]
