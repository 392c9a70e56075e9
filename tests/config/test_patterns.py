"""Regular expressions of settings: what Java reads otherwise than Python is refused where it is written."""

from __future__ import annotations

import re

import pytest

from edulake.config.patterns import must_be_a_pattern
from edulake.errors import ConfigError

BOTH = (r"[A-Z]+", r"a{2}", r"a{2,}", r"a{2,3}", r"\{x", r"(?i)abc", r"\\\\Z", r"[a\[b]", r"(?:a|b)$")
JAVA_READS_OTHERWISE = (r"(?P<n>a)", r"(?#a)", r"a\Z", r"a{,3}", r"a{b", r"(?a)b", r"[[a]", r"\N{DASH}", r"\0")


@pytest.mark.parametrize("pattern", BOTH)
def test_what_both_understand(pattern: str) -> None:
    must_be_a_pattern(pattern, "sources.act.patterns.score")


@pytest.mark.parametrize("pattern", [*JAVA_READS_OTHERWISE, "(", "[", ""])
def test_what_one_of_them_does_not(pattern: str) -> None:
    with pytest.raises(ConfigError, match=re.escape("sources.act.patterns.score is no regular expression")):
        must_be_a_pattern(pattern, "sources.act.patterns.score")
