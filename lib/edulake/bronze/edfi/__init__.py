"""Ed-Fi, what an ODS/API of data standard 5 or 6 lists of its resources, as JSON lines, and of their deletes.

Ids are those of the API, so that an object is the same row whatever its key becomes; what is deleted goes, in whichever
order it is told. Descriptors are read by their code, uri://namespace/Name#Code; one that means nothing known is marked,
and the block of the source says what it means (`codes`). Days called end are the last ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.edfi import events, people
from edulake.bronze.edfi.tables import ATTENDANCE, DISCIPLINE_ACTIONS, STUDENT_SCHOOLS, STUDENTS
from edulake.bronze.source import Source

if TYPE_CHECKING:
    from edulake.bronze.edfi.resources import Resource
    from edulake.bronze.source import Candidates

__all__ = ["EDFI"]

NAME = "edfi"


def _source(
    subject: str,
    candidates: Candidates,
    facts: Resource,
    provides: str,
    references: tuple[Resource, ...] = (),
    absences: Candidates | None = None,
    *,
    spreads: bool = False,
) -> Source:
    """One subject of Ed-Fi; what `spreads` refers to its own facts: what is said last of an object counts."""
    own = facts.references if spreads else facts.references[1:]
    return Source(
        name=NAME,
        subject=subject,
        feeds=tuple(feed for resource in (facts, *references) for feed in resource),
        facts=facts.feed.table,
        candidates=candidates,
        provides=frozenset(f"raw_{name}" for name in (*provides.split(), "updated_at")),
        references=(*own, *(one for resource in references for one in resource.references)),
        absences=absences,
        spreads=spreads,
    )


EDFI: tuple[Source, ...] = (
    _source(
        "students",
        people.students,
        STUDENTS,
        "student_id given_name family_name birth_date grade_level enrollment_date school_id school_ids school_year",
        (STUDENT_SCHOOLS,),
        people.deleted,
    ),
    _source(
        "memberships",
        people.memberships,
        STUDENT_SCHOOLS,
        "membership_id student_id school_id entry_date exit_date grade_level entry_type exit_type is_primary fte"
        " school_year",
    ),
    _source(
        "attendance",
        events.attendance,
        ATTENDANCE,
        "attendance_id student_id date status absent_fraction school_id school_year term",
    ),
    _source(
        "discipline_actions",
        events.discipline_actions,
        DISCIPLINE_ACTIONS,
        "discipline_action_id student_id date action incident_id incident_school_id days_assigned days_served"
        " school_id",
        spreads=True,
    ),
)
