"""Regular expressions of settings: Python looks at them here, and Java, which Spark uses, matches with them."""

from __future__ import annotations

import re
import warnings

from edulake.errors import ConfigError

# What Python reads and Java does not, or otherwise.
NOT_JAVA = re.compile(
    r"""
    \(\? (?: P | \# | \( | [a-zA-Z-]*[aLux] )              # named groups, comments, conditions, flags of one of them
    | (?<!\\) (?:\\\\)* \\ [ZNU0]                          # the end, characters by name or number
    | (?<!\\) (?:\\\\)* \{ (?! [0-9]+ (?:,[0-9]*)? \} )   # a brace that counts nothing
    | (?<!\\) (?:\\\\)* \[ (?: [^\]\\] | \\. )* \[        # a bracket within brackets
    """,
    re.VERBOSE,
)


def must_be_a_pattern(pattern: str, where: str) -> None:
    """ConfigError unless Python and Java understand a regular expression, and both the same."""
    try:
        with warnings.catch_warnings():
            # Python warns of sets within sets, which are something else in Java.
            warnings.simplefilter("error", FutureWarning)
            re.compile(pattern)
        why = f"{found[0]} means something else to Java, or nothing" if (found := NOT_JAVA.search(pattern)) else ""
    except (re.error, FutureWarning) as error:
        why = str(error)
    if why or not pattern:
        how = "write one that both Java and Python understand"
        raise ConfigError(f"{where} is no regular expression", why or "it is empty", how)
