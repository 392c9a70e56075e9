from __future__ import annotations

import hashlib
import hmac

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.expr import key_blocks, pseudonym

LONG = (
    b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed"
    b" before being used by the HMAC algorithm."
)
# RFC 4231, test cases 1 to 4, 6 and 7: key, data, HMAC-SHA-256.
VECTORS = [
    (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    (b"\xaa" * 20, b"\xdd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (bytes(range(1, 26)), b"\xcd" * 50, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    (
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        b"\xaa" * 131,
        LONG,
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
]
KEYS = (b"short", b"k" * 63, b"k" * 64, b"k" * 65, "Schlüssel".encode() * 20)
VALUES = ("", "STU1", "Ärger Øya 学生", "\U0001f600", "a\x00b", "x" * 10_000)


def test_pseudonym_is_hmac_sha256(spark: SparkSession) -> None:
    python = [(key, v.encode(), hmac.new(key, v.encode(), hashlib.sha256).hexdigest()) for key in KEYS for v in VALUES]
    cases = VECTORS + python
    rows = [(bytearray(data), bytearray(key_blocks(key)), digest) for key, data, digest in cases]
    table = spark.createDataFrame(rows, "data binary, blocks binary, digest string")
    found = table.select(pseudonym(F.col("data"), F.col("blocks")).alias("found"), "digest").collect()
    assert [row["found"] for row in found] == [row["digest"] for row in found] == [digest for *_, digest in cases]


def test_pseudonym_of_text_and_of_nothing(check) -> None:
    blocks = key_blocks(b"a key for tests")
    expected = hmac.new(b"a key for tests", "Zoë".encode(), hashlib.sha256).hexdigest()
    rows = [(None, None), ("Zoë", expected), ("", hmac.new(b"a key for tests", b"", hashlib.sha256).hexdigest())]
    check(lambda raw: pseudonym(raw, F.lit(bytearray(blocks))), rows)


@pytest.mark.parametrize("length", [0, 1, 64, 65, 200])
def test_key_blocks_are_two_blocks(length: int) -> None:
    assert len(key_blocks(b"k" * length)) == 128
