"""Languages in questions: what they are called."""

from __future__ import annotations

# In a query of which each row has source_system; the source is said where there are several.
SOURCE = "CASE WHEN min(source_system) OVER () = max(source_system) OVER () THEN '' ELSE concat(source_system, ' ') END"
LANGUAGE = f"concat({SOURCE}, course_id)"
