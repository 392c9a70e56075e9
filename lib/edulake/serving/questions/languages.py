"""Languages in questions: what they are called."""

from __future__ import annotations

from edulake.contract.sql import literal
from edulake.expr.languages import NAMES

# In a query of which each row has source_system; the source is said where there are several.
SOURCE = "CASE WHEN min(source_system) OVER () = max(source_system) OVER () THEN '' ELSE concat(source_system, ' ') END"
# As one text, |code:Name| after |code:Name|: two hundred cases of each query else.
EACH = literal("".join(f"|{code}:{names[0].replace('_', ' ').title()}|" for code, names in NAMES.items()))


def named(course_id: str) -> str:
    """The SQL of a language's name in English, by the SQL of its code; what is no code stays as it is."""
    after = f"split_part({EACH}, concat('|', {course_id}, ':'), 2)"
    return f"coalesce(nullif(split_part({after}, '|', 1), ''), {course_id})"


LANGUAGE = f"concat({SOURCE}, {named('course_id')})"
# In a query of a list of students: a run that is called like its course is a language.
PLACE = f"CASE WHEN class_id = course_id THEN {named('course_id')} ELSE coalesce(grade_level, class_id) END"
