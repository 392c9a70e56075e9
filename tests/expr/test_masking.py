from __future__ import annotations

from edulake.expr import masked_email


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
    check(masked_email, rows)
