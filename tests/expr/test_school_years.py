from __future__ import annotations

from edulake.expr import as_school_year


def test_as_school_year(check):
    rows = [
        ("2025", "2025"),
        (" 2025 ", "2025"),
        ("2025.0", "2025"),
        ("1900", "1900"),
        ("2999", "2999"),
        # Two years: the one in which it ends.
        ("2024/25", "2025"),
        ("2024-25", "2025"),
        ("2024\u201325", "2025"),
        ("2024 / 2025", "2025"),
        ("2024-2025", "2025"),
        ("1999/00", "2000"),
        ("2099-2100", "2100"),
        ("1899/1900", "1900"),
        # No guess: neither the year before a fraction nor that before a text.
        ("2025.5", None),
        ("2025,0", None),
        ("2024/26", None),
        ("2025/24", None),
        ("2024/2026", None),
        ("2024/125", None),
        ("2024-1", None),
        ("24/25", None),
        ("25", None),
        ("1899", None),
        ("3000", None),
        ("2999/3000", None),
        ("9999/00", None),
        ("-2025", None),
        ("2025x", None),
        ("SY 2025", None),
        ("\uff12\uff10\uff12\uff15", None),
        ("2024/25\x00", None),
        ("9" * 10_000, None),
        ("", None),
        (None, None),
    ]
    check(as_school_year, rows, "int")
