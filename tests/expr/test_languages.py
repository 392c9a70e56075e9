from __future__ import annotations

import re

from edulake.expr.languages import CODES, NAMES, language_code

KNOWN = {
    "spanish": "es", "Italian": "it", "GERMAN": "de", "french": "fr", "Dutch": "nl", "english": "en", "es": "es",
    "NL": "nl", " de\u00a0": "de", "Scottish Gaelic": "gd", "norwegian-bokmal": "nb", "no": "no", "haitian creole": "ht",
}  # fmt: skip
UNKNOWN = (
    None,
    "",
    "N/A",
    "espa\u00f1ol",
    "pt-BR",
    "es_ES",
    "spa",
    "xx",
    "klingon",
    "e s",
    "\uff45\uff53",
    "x" * 9_999,
)


def test_the_code_of_a_language(check):
    """What is not named in English, or of a region only, has none."""
    check(language_code, [*KNOWN.items(), *[(text, None) for text in UNKNOWN]])


def test_each_name_is_of_one_language():
    named = [name for names in NAMES.values() for name in names]
    assert len(named) == len(set(named))
    assert set(named).isdisjoint(NAMES)
    assert len(NAMES) == 183
    assert all(re.fullmatch("[a-z]{2}", code) for code in NAMES)
    assert len(CODES) == len(NAMES) + len(named)
