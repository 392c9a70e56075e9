"""Settings and files of two districts, and of two colleges, that are the same byte for byte."""

from __future__ import annotations

DISTRICT = """
[sources.{0}]
standard = "oneroster"
id_namespace = "{0}"
time_zone = "{1}"
[sources.{0}.patterns]
class_id = "cla[01]"

[sources.{0}_logins]
system = "{0}"
id_namespace = "{0}"
time_zone = "{1}"
subject = "engagement"
files = "**/logins.jsonl"
format = "jsonl"
[sources.{0}_logins.columns]
student_id = "student"
course_id = "course"
engaged_at = "at"
school_id = "school"
"""
ATTENDANCE_OF_DISTRICT = """
[sources.{0}_attendance]
system = "{0}"
id_namespace = "{0}"
subject = "attendance"
files = "**/attendance.csv"
format = "csv"
[sources.{0}_attendance.columns]
student_id = "student"
date = "day"
status = "status"
class_id = "class"
school_id = "school"
"""
SCHOOL = """
[sources.{0}]
subject = "courses"
id_namespace = "{0}"
files = "**/courses.csv"
format = "csv"
[sources.{0}.columns]
course_id = "course"
school_id = "school"

[sources.{0}_enrolled]
system = "{0}"
subject = "enrollments"
id_namespace = "{0}"
files = "**/enrolled.csv"
format = "csv"
[sources.{0}_enrolled.columns]
student_id = "student"
course_id = "course"
class_id = "class"
school_id = "school"

[sources.{0}_results]
system = "{0}"
id_namespace = "{0}"
files = "**/results.csv"
format = "csv"
[sources.{0}_results.columns]
student_id = "student"
class_id = "class"
school_id = "school"
subject = "subject"
assessment_date = "day"
score = "score"
"""
SCHOOLS = {
    "courses.csv": "course,school\ncou1,sch1\n",
    "enrolled.csv": "student,course,class,school\nstu1,cou1,cla1,sch1\nstu2,cou1,cla1,sch1\n",
    "results.csv": "student,class,school,subject,day,score\nstu1,cla1,sch1,Algebra,2025-01-14,80\n",
}
COLLEGES = """
[sources.oulad]
id_namespace = "open"
[sources.evening]
standard = "oulad"
id_namespace = "evening"
"""
ATTENDANCE = "student,day,status,class,school\nstu1,2025-01-14,Present,cla1,sch1\nstu2,2025-01-14,Absent,cla1,sch1\n"
LOGINS = (
    '{"student": "stu1", "course": "cou1", "at": "2025-01-15T01:00:00Z", "school": "sch1"}\n'
    '{"student": "stu1", "course": "cou1", "at": "2025-01-14 20:00:00", "school": "sch1"}\n'
)
OULAD = {
    "courses.csv": '"code_module","code_presentation","module_presentation_length"\n"AAA","2013B","240"\n',
    "studentRegistration.csv": "code_module,code_presentation,id_student,date_registration,date_unregistration\n"
    "AAA,2013B,11,-10,\n",
    "studentInfo.csv": "code_module,code_presentation,id_student,gender,region,highest_education,imd_band,age_band,"
    "num_of_prev_attempts,studied_credits,disability,final_result\n"
    "AAA,2013B,11,F,North,A Level,10-20%,0-35,0,60,N,Pass\n",
    "assessments.csv": "code_module,code_presentation,id_assessment,assessment_type,date,weight\n"
    "AAA,2013B,1,TMA,19,10\n",
    "studentAssessment.csv": "id_assessment,id_student,date_submitted,is_banked,score\n1,11,28,0,70\n",
    "vle.csv": "id_site,code_module,code_presentation,activity_type,week_from,week_to\n5,AAA,2013B,quiz,,\n",
    "studentVle.csv": "code_module,code_presentation,id_student,id_site,date,sum_click\nAAA,2013B,11,5,3,4\n",
}
