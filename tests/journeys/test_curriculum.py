"""Standards, results in them and ratings of skills, from files to answers: nights, corrections, and a rebuild."""

from __future__ import annotations

import pytest
from lake import Lake

from edulake.gold import PRODUCTS
from edulake.jobs import gold_aggregate

pytestmark = [pytest.mark.slow, pytest.mark.once]

COLUMNS = {
    "standards": ("standard_id", "parent_id", "framework", "kind", "code"),
    "curriculum_links": ("from_id", "to_id", "kind", "weight"),
    "objective_results": ("student_id", "standard_id", "date", "score", "level"),
    "skill_ratings": ("student_id", "date", "category", "level", "rater_kind", "term", "is_published"),
    "memberships": ("student_id", "school_id", "grade_level", "entry_date"),
}
SNAPSHOTS = ("standards", "curriculum_links")
SOURCES = "".join(
    f'[sources.{subject}]\nsystem = "district"\nsubject = "{subject}"\nfiles = "**/{subject}*.csv"\nformat = "csv"\n'
    f"snapshot = {str(subject in SNAPSHOTS).lower()}\n"
    f"[sources.{subject}.columns]\n" + "".join(f'{name} = "{name}"\n' for name in names)
    for subject, names in COLUMNS.items()
)
# Letters in the first term, numbers in the second.
SOURCES += '[sources.skill_ratings.codes.level]\nA = "4"\nB = "3"\n"1" = "1"\n"4" = "4"\n'
TREE = "M,,CCSS,Subject,Math\nM1,M,CCSS,Standard,3.NF.1\nM2,M,CCSS,Standard,3.NF.2\n"
FIRST = {
    "standards": TREE,
    "curriculum_links": "M1,M,is child of,0.5\nM2,M,is child of,0.5\n",
    "objective_results": "S1,M1,2024-10-02,90,Meets\nS1,M2,2024-10-02,80,\nS2,M1,2024-10-02,,ABS\n"
    "S3,X,2024-10-02,70,\n",
    "skill_ratings": "S1,2024-10-02,Social,B,teacher,T1,yes\nS2,2024-10-02,Social,A,teacher,T1,yes\n"
    "S2,2024-10-02,Research,A,teacher,T1,no\n",
    "memberships": "S1,N,3,2024-08-20\nS2,N,3,2024-08-20\nS3,N,3,2024-08-20\n",
}
LATER = {
    "objective_results": "S1,M1,2024-11-02,60,\nS2,M1,2024-11-02,85,\n",
    "skill_ratings": "S1,2024-11-02,Social,4,teacher,T2,yes\nS2,2024-11-02,Social,2,teacher,T2,yes\n",
}
# A third part, which has no weight: none of them count any more.
OTHERWISE = {
    "standards": TREE + "M3,M,CCSS,Standard,3.NF.3\nX,M,CCSS,Standard,3.NF.4\n",
    "skill_ratings": "S2,2024-10-02,Social,A,teacher,T1,no\n",
}


def deliver(lake: Lake, day: str, files: dict[str, str]) -> None:
    for subject, rows in files.items():
        lake.deliver(f"district/{day}/{subject}.csv", ",".join(COLUMNS[subject]) + "\n" + rows)
    lake.run()


def mastery(lake: Lake) -> dict[tuple[str, str], tuple[str, ...]]:
    columns = ("score", "mastery", "coverage", "is_weighed")
    rows = lake.rows(PRODUCTS["curriculum_mastery"].table)
    return {(row["student_id"], row["standard_id"]): tuple(str(row[name]) for name in columns) for row in rows}


def skills(lake: Lake) -> list[tuple[str, ...]]:
    columns = ("term", "category", "grade_level", "avg_level", "students", "not_rated", "matched_change")
    rows = [row for row in lake.rows(PRODUCTS["atl_trends"].table) if row["school_id"] == "All"]
    return sorted(tuple(str(row[name]) for name in columns) for row in rows)


def test_nights_corrections_and_a_rebuild(lake: Lake) -> None:
    lake = lake.configured(SOURCES)
    deliver(lake, "2024-12-05", FIRST)
    assert lake.refused() == []
    assert mastery(lake) == {
        ("S1", "M"): ("85.00", "Mastered", "1.0000", "True"),
        ("S1", "M1"): ("90.00", "Mastered", "1.0000", "False"),
        ("S1", "M2"): ("80.00", "Partly", "1.0000", "False"),
        ("S2", "M"): ("None", "Not Assessed", "0.0000", "True"),
        ("S2", "M1"): ("None", "Not Assessed", "0.0000", "False"),
        ("S3", "X"): ("70.00", "Partly", "1.0000", "False"),
    }
    assert skills(lake) == [("T1", "Social", "3rd Grade", "3.50", "2", "0", "None")]

    held = lake.versions()
    lake.run()
    assert lake.versions() == held, "a run without news writes nothing"

    deliver(lake, "2024-12-06", LATER)
    assert mastery(lake)["S1", "M"] == ("70.00", "Partly", "1.0000", "True")
    assert mastery(lake)["S2", "M"] == ("85.00", "Mastered", "0.5000", "True")
    assert skills(lake)[1] == ("T2", "Social", "3rd Grade", "4.00", "1", "1", "1.00"), "2 is no level of this source"

    deliver(lake, "2024-12-07", OTHERWISE)
    assert mastery(lake)["S1", "M"] == ("70.00", "Partly", "0.5000", "False")
    assert mastery(lake)["S3", "M"] == ("70.00", "Partly", "0.2500", "False"), "what nobody knew is known"
    assert skills(lake)[0] == ("T1", "Social", "3rd Grade", "3.00", "1", "0", "None"), "what is withdrawn is gone"

    held = lake.versions()
    context = lake.context()
    gold_aggregate.run(context, anew="to see whether a rebuild says the same")
    context.journal.close()
    assert lake.versions() == held, "what is rebuilt is what the nights made"
