"""suggest --try: the real jobs on the first records, in a warehouse that is thrown away."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from edulake.jobs.runner.trial import Refused, tried
from edulake.landing.suggest import kinds, proposal
from edulake.serving.suggestions import columns_of_subjects

pytestmark = pytest.mark.once

REGISTER = "Student ID;Attendance Date;Attendance Code\n00123;14/03/2024;P\n00124;31/02/2024;P\n;15/03/2024;A\n"
RESULTS = (
    "Schüler-ID;Klausurdatum;Fach;Punkte\nS1;14.03.2024;Mathe;85,5\nS2;1.4.2024;Deutsch;120\nS3;2.4.2024;Kunst;-\n"
)


def test_what_silver_refuses_is_told_with_its_reason(tmp_path: Path, spark: SparkSession) -> None:
    delivered, copies = tmp_path / "north", tmp_path / "copies"
    delivered.mkdir()
    copies.mkdir()
    (delivered / "attendance.csv").write_text("Daily register\n\n" + REGISTER)
    (delivered / "noten.csv").write_bytes(RESULTS.encode("cp1252"))
    found = kinds.kinds(list(kinds.files_in([delivered])), copies, columns_of_subjects())
    made = proposal.blocks(found, "north")
    told = tried(made, "\n\n".join(one.toml() for one in made), tmp_path, spark)
    assert (told.records, told.accepted) == (6, 2)
    assert [(one.source, one.subject, one.reason, one.number) for one in told.refused] == [
        ("north", "assessments", "NO_VALID_MEASURE", 2),
        ("north", "attendance", "BAD_DATE", 1),
        ("north", "attendance", "NULL_STUDENT_ID", 1),
    ]
    assert all(isinstance(one, Refused) and one.meaning for one in told.refused)
