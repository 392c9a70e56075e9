from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from edulake.expr import GRADE_CODES, grade_code, grade_level

NUMBERED = ["1st Grade", "2nd Grade", "3rd Grade", *[f"{n}th Grade" for n in range(4, 13)]]
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
UNREADABLE = [
    "13", "013", "003", "Year 3", "-1", "1.0", "3.5", "Grade", "Grade 13", "grade -1", "3 4", "Kth", "0K",
    "k 1", "\uff13", "\u212a", "Third Third", "3rd Grade!", "A", "85.50", "x" * 10_000, "g" * 10_000,
]  # fmt: skip


def spellings() -> dict[str, str]:
    """Every accepted spelling, in lower case, written out by plain loops."""
    words = dict.fromkeys(("0", "00", "k", "kg", "kinder", "kindergarten"), "Kindergarten")
    pre = ("pk", "prek", "pre-k", "pre k", "prekindergarten", "pre-kindergarten", "pre kindergarten")
    words |= dict.fromkeys(pre, "Prekindergarten") | dict.fromkeys(("ug", "ungraded"), "Ungraded")
    words |= dict(zip(ORDINALS, NUMBERED, strict=True))
    for number, level in enumerate(NUMBERED, start=1):
        words |= {f"{number}": level, f"{number:02d}": level}
    for word, level in list(words.items()):
        if word.isdigit():
            words |= {f"{word}{suffix}": level for suffix in ("st", "nd", "rd", "th")}
    for word, level in list(words.items()):
        words |= {f"{word}{end}": level for end in (" grade", "grade")}
    starts = [f"{prefix}{gap}" for prefix in ("grade", "gr", "gr.", "g") for gap in ("", " ", "-")]
    return words | {f"{start}{word}": level for word, level in words.items() for start in starts}


SPELLINGS = spellings()


def test_grade_level(check):
    rows = [
        (None, "Ungraded"),
        ("", "Ungraded"),
        ("N/A", "Ungraded"),
        ("Ungraded", "Ungraded"),
        ("UG", "Ungraded"),
        ("KG", "Kindergarten"),
        ("K", "Kindergarten"),
        ("Kinder", "Kindergarten"),
        ("Grade K", "Kindergarten"),
        ("00", "Kindergarten"),
        ("Pre-K", "Prekindergarten"),
        ("PK", "Prekindergarten"),
        ("3", "3rd Grade"),
        ("03", "3rd Grade"),
        ("Grade 3", "3rd Grade"),
        ("grade 03", "3rd Grade"),
        ("Gr. 3", "3rd Grade"),
        ("G3", "3rd Grade"),
        ("3rd", "3rd Grade"),
        ("3rd Grade", "3rd Grade"),
        ("3th Grade", "3rd Grade"),
        ("  THIRD \u00a0 grade\u200b ", "3rd Grade"),
        ("Twelfth Grade", "12th Grade"),
        *[(text, "Unknown") for text in UNREADABLE],
    ]
    check(grade_level, rows)


def test_canonical_levels_stay_themselves(check):
    check(grade_level, [(level, level) for level in [*GRADE_CODES, *NUMBERED, "Unknown"]])


def test_grade_code(check):
    rows = [("Prekindergarten", "PK"), ("Kindergarten", "KG"), ("1st Grade", "01"), ("12th Grade", "12")]
    check(grade_code, [*rows, ("Ungraded", "UG"), ("Unknown", None), ("3", None), ("", None), (None, None)])


def test_every_spelling(check):
    check(grade_level, SPELLINGS.items())


def test_grade_level_like_python(check):
    known = st.sampled_from(sorted(SPELLINGS))
    broken = st.builds(
        lambda text, at, char: text[:at] + char + text[at:],
        known,
        st.integers(0, 8),
        st.sampled_from("0gk-. 1"),
    )
    texts = known | broken | known.map(str.title) | st.text("0123grade thk-.", min_size=1, max_size=6)

    @settings(max_examples=3, deadline=None)
    @given(st.lists(texts, min_size=100, max_size=200))
    def like_python(spelled):
        check(grade_level, [(text, python_level(text)) for text in spelled])

    like_python()


def python_level(text: str) -> str:
    single = " ".join(text.split()).lower()
    return "Ungraded" if single in ("", "-") else SPELLINGS.get(single, "Unknown")
