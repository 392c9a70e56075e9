"""Keys of a test's own, as a platform and a tool of LTI 1.3 share them."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat


def of_bits(size: int) -> RSAPrivateKey:
    return generate_private_key(65537, size)


def text(key: RSAPrivateKey | EllipticCurvePrivateKey, password: bytes = b"") -> str:
    """The key in PEM."""
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked).decode()


KEY = of_bits(2048)
