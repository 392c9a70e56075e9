"""A small demo, models and lists included, and a day more: what the class archive is trained with.

Run as `spark-submit warm_up.py DIR`, with an empty folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

from edulake.jobs import demo, pipeline

# Enough that models are trained.
STUDENTS = "300"

RECORD = (
    '{"assessment_id": "%d", "student_id": "s%d", "assessment_date": "2024-02-01", "subject": "Math", "score": "%d.5",'
    ' "grade_level": "3rd Grade", "completion_time": "45", "engagement_score": "70", "updated_at": "%s"}\n'
)
HEADERS = {
    "assessment_platform_b": "ResultId,StudentRef,TestDate,SubjectName,Points,Grade,DurationMin,Engagement,LastChanged",
    "school_database_c": "record_id;student_no;exam_date;subject;mark;class_level;minutes;engagement;changed_at;note",
}
LINES = {
    "assessment_platform_b": "%d,s%d,02/01/2024,Art,%d.5,4,30,70,2024-02-02 00:00:00\n",
    "school_database_c": '%d;s%d;01.02.2024;Art;%d,5;4;30;70;02.02.2024 10:00:00;"two\nlines"\n',
}


def deliver(landing: Path, day: int) -> None:
    """One file of each system; each day brings new results and corrections of the day before."""
    numbers = range(day * 20, day * 20 + 40)
    updated = f"2024-02-0{day + 2}T10:00:00Z"
    texts = {"lms_system_a": "".join(RECORD % (n, n % 7, n % 100, updated) for n in numbers) + "{}\n"}
    for system, line in LINES.items():
        texts[system] = HEADERS[system] + "\n" + "".join(line % (n, n % 7, (n + day) % 100) for n in numbers)
    for system, text in texts.items():
        file = landing / system / f"{day}.{'jsonl' if system == 'lms_system_a' else 'csv'}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def main(folder: Path) -> int:
    arguments = ["--landing", str(folder / "landing"), "--warehouse", str(folder / "warehouse")]
    codes = [demo.main([*arguments, "--students", STUDENTS, "--quiet"])]
    for day in range(2):
        deliver(folder / "landing", day)
        codes.append(pipeline.main(arguments))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
