"""The seven files of OULAD as bronze tables, under their own column names."""

from __future__ import annotations

from edulake.contract.raw import raw_table
from edulake.contract.table import Column

COURSES_RAW = raw_table(
    "oulad_courses_raw",
    "OULAD courses.csv as delivered: presentations of modules and their length in days.",
    (
        Column("raw_code_module", "STRING", "Module"),
        Column("raw_code_presentation", "STRING", "Presentation: year and B (February) or J (October)"),
        Column("raw_module_presentation_length", "STRING", "Length in days"),
    ),
    cluster_by=("raw_code_module", "raw_code_presentation"),
)
ASSESSMENTS_RAW = raw_table(
    "oulad_assessments_raw",
    "OULAD assessments.csv as delivered: what is assessed in a presentation, when due and with what weight.",
    (
        Column("raw_code_module", "STRING", "Module"),
        Column("raw_code_presentation", "STRING", "Presentation"),
        Column("raw_id_assessment", "STRING", "Assessment, shared by all students"),
        Column("raw_assessment_type", "STRING", "TMA (tutor marked), CMA (computer marked) or Exam"),
        Column("raw_date", "STRING", "Due day, counted from the presentation's start; empty for exams"),
        Column("raw_weight", "STRING", "Weight in percent"),
    ),
    cluster_by=("raw_code_module", "raw_id_assessment"),
)
STUDENT_ASSESSMENT_RAW = raw_table(
    "oulad_student_assessment_raw",
    "OULAD studentAssessment.csv as delivered: one result of one student.",
    (
        Column("raw_id_student", "STRING", "Student"),
        Column("raw_id_assessment", "STRING", "Assessment"),
        Column("raw_date_submitted", "STRING", "Day of submission, counted from the presentation's start"),
        Column("raw_is_banked", "STRING", "1 for a result carried over from an earlier presentation"),
        Column("raw_score", "STRING", "Score 0 to 100"),
    ),
    cluster_by=("raw_id_student", "ingestion_timestamp"),
    people={"raw_id_student": "student"},
)
STUDENT_INFO_RAW = raw_table(
    "oulad_student_info_raw",
    "OULAD studentInfo.csv as delivered: a student in a presentation, demographics and final result.",
    (
        Column("raw_code_module", "STRING", "Module"),
        Column("raw_code_presentation", "STRING", "Presentation"),
        Column("raw_id_student", "STRING", "Student"),
        Column("raw_gender", "STRING", "Gender"),
        Column("raw_region", "STRING", "Region lived in"),
        Column("raw_highest_education", "STRING", "Highest education on entry"),
        Column("raw_imd_band", "STRING", "Index of multiple deprivation, band of percent"),
        Column("raw_age_band", "STRING", "Band of ages"),
        Column("raw_num_of_prev_attempts", "STRING", "Earlier attempts at the module"),
        Column("raw_studied_credits", "STRING", "Credits studied at the time"),
        Column("raw_disability", "STRING", "Y or N"),
        Column("raw_final_result", "STRING", "Pass, Distinction, Fail or Withdrawn"),
    ),
    cluster_by=("raw_id_student", "ingestion_timestamp"),
    people={"raw_id_student": "student"},
    sensitive=("raw_gender", "raw_disability"),
)
STUDENT_REGISTRATION_RAW = raw_table(
    "oulad_student_registration_raw",
    "OULAD studentRegistration.csv as delivered: when a student registered for a presentation, and left it.",
    (
        Column("raw_code_module", "STRING", "Module"),
        Column("raw_code_presentation", "STRING", "Presentation"),
        Column("raw_id_student", "STRING", "Student"),
        Column("raw_date_registration", "STRING", "Day of registration, counted from the presentation's start"),
        Column("raw_date_unregistration", "STRING", "Day of unregistration; empty for those who stayed"),
    ),
    cluster_by=("raw_id_student", "ingestion_timestamp"),
    people={"raw_id_student": "student"},
)
VLE_RAW = raw_table(
    "oulad_vle_raw",
    "OULAD vle.csv as delivered: the sites of a presentation and their kind.",
    (
        Column("raw_id_site", "STRING", "Site"),
        Column("raw_code_module", "STRING", "Module"),
        Column("raw_code_presentation", "STRING", "Presentation"),
        Column("raw_activity_type", "STRING", "Kind of site"),
        Column("raw_week_from", "STRING", "First week planned"),
        Column("raw_week_to", "STRING", "Last week planned"),
    ),
    cluster_by=("raw_code_module", "raw_id_site"),
)
STUDENT_VLE_RAW = raw_table(
    "oulad_student_vle_raw",
    "OULAD studentVle.csv as delivered: clicks of a student on a site on a day; rows have no key, and repeat.",
    (
        Column("raw_code_module", "STRING", "Module"),
        Column("raw_code_presentation", "STRING", "Presentation"),
        Column("raw_id_student", "STRING", "Student"),
        Column("raw_id_site", "STRING", "Site"),
        Column("raw_date", "STRING", "Day, counted from the presentation's start"),
        Column("raw_sum_click", "STRING", "Clicks"),
    ),
    cluster_by=("raw_id_student", "ingestion_timestamp"),
    people={"raw_id_student": "student"},
)
