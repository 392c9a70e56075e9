"""Personal data made unrecognisable, but still of use."""

from __future__ import annotations

# Views and masks of platforms replace this by that, in SQL: first letter, three stars and domain. Of a text that is no
# address (not exactly one @ between a name and a domain) both groups are empty, and nothing but the stars is left.
EMAIL = r"(?s)\A(?:([^@\s])[^@]*(@[^@\s]+)|.*)\z"
MASKED_EMAIL = "$1***$2"
