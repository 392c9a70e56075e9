from __future__ import annotations

from pyspark.sql import functions as F

from edulake.expr.masking import EMAIL, MASKED_EMAIL


def test_masked_email(check):
    rows = [
        (None, None),
        ("", "***"),
        ("jane.doe@school.example", "j***@school.example"),
        ("J@school.example", "J***@school.example"),
        ("j.doe+tag@mail.school.example", "j***@mail.school.example"),
        ("östen@schule.example", "ö***@schule.example"),
        ("\U0001f600x@school.example", "\U0001f600***@school.example"),
        ("jane\ndoe@school.example", "j***@school.example"),
        ("Jane Doe", "***"),
        ("jane@doe@school.example", "***"),
        ("@school.example", "***"),
        ("jane@", "***"),
        ("@", "***"),
        ("jane@Jane Doe", "***"),
        ("jane@school.example\n", "***"),
        ("$1\\@school.example", "$***@school.example"),
    ]
    check(lambda raw: F.regexp_replace(raw, EMAIL, MASKED_EMAIL), rows)
