"""Personal data made unrecognisable, but still of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column

# Views are made by SQL, frames by columns: both replace this by that. Of a text that is no address both groups
# are empty, so that nothing but the stars is left.
EMAIL = r"(?s)\A(?:([^@\s])[^@]*(@[^@\s]+)|.*)\z"
MASKED_EMAIL = "$1***$2"


def masked_email(raw: Column) -> Column:
    """First letter, three stars and domain: j***@example.org; *** for what has not exactly one @ between a name
    and a domain; null for null.
    """
    return F.regexp_replace(raw, EMAIL, MASKED_EMAIL)
