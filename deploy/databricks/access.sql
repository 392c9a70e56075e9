-- Made by `./spark-submit.sh deploy` from the contracts of the tables: change those, and run it again.
-- Run it after the first daily run, and again when a table was added, as somebody with MANAGE on the catalog.
-- An account admin first makes governed tags: edulake_mask (absent, absent_number, email), edulake_school (id),
-- edulake_class and edulake_student (id, alone)
-- and edulake_sensitive (boolean, date, decimal_5_2, decimal_6_2, int, string),
-- and the groups edulake-engineers, edulake-schools, and for each school edulake-school-<school_id>, as gold.* writes
-- the id: with the namespace of its source, edulake-school-north:S1, so that two districts' schools S1 have two groups.
-- Sources without id_namespace share their ids, and such groups with them. All schools of one: edulake-district-north.
-- Who teaches is in edulake-classes, and for each class in edulake-class-<class_id>: they see rows of these classes,
-- and those of the students who are enrolled in them today. Or they are in edulake-teachers, and each in
-- edulake-teacher-<staff_id>: then the classes are those in which they teach today, by silver.class_staff. Who is in
-- several sees by schools before classes, and by classes before what they teach.
-- The group edulake-sensitive is for those few who need what is sensitive (health, sex, race, behaviour of a person):
-- they see it in silver, names only if they are engineers; nobody else sees it, whatever other groups they are in.
-- Needs Databricks Runtime 16.4 or newer, or serverless, on whatever reads the tables.

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_absent(value STRING) RETURNS STRING
RETURN CAST(NULL AS STRING);

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_absent_number(value BIGINT) RETURNS BIGINT
RETURN CAST(NULL AS BIGINT);

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_sensitive_boolean(value BOOLEAN) RETURNS BOOLEAN
RETURN CAST(NULL AS BOOLEAN);

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_sensitive_date(value DATE) RETURNS DATE
RETURN CAST(NULL AS DATE);

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_sensitive_decimal_5_2(value DECIMAL(5,2)) RETURNS DECIMAL(5,2)
RETURN CAST(NULL AS DECIMAL(5,2));

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_sensitive_decimal_6_2(value DECIMAL(6,2)) RETURNS DECIMAL(6,2)
RETURN CAST(NULL AS DECIMAL(6,2));

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_sensitive_int(value INT) RETURNS INT
RETURN CAST(NULL AS INT);

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_sensitive_string(value STRING) RETURNS STRING
RETURN CAST(NULL AS STRING);

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_email(value STRING) RETURNS STRING
RETURN regexp_replace(value, '(?s)\\A(?:([^@\\s])[^@]*(@[^@\\s]+)|.*)\\z', '$1***$2');

CREATE OR REPLACE FUNCTION `education`.`ops`.is_my_school(school_id STRING) RETURNS BOOLEAN
RETURN is_account_group_member(concat('edulake-school-', school_id))
  OR (contains(school_id, ':') AND is_account_group_member(concat('edulake-district-', split_part(school_id, ':', 1))));

CREATE OR REPLACE FUNCTION `education`.`ops`.is_my_class(class_id STRING) RETURNS BOOLEAN
RETURN is_account_group_member(concat('edulake-class-', class_id));

CREATE OR REPLACE FUNCTION `education`.`ops`.is_my_student(of_student STRING) RETURNS BOOLEAN
RETURN EXISTS (
  SELECT 1 FROM `education`.`silver`.`enrollments` e
  WHERE e.student_id = of_student AND e.is_active AND NOT array_contains(e.issue_codes, 'BAD_BEGIN_DATE') AND NOT array_contains(e.issue_codes, 'BAD_START_DATE') AND NOT array_contains(e.issue_codes, 'BAD_END_DATE') AND coalesce(e.start_date <= to_date(to_utc_timestamp(current_timestamp(), current_timezone())), true) AND coalesce(coalesce(e.end_date, make_date(e.school_year, 6, 30)) >= to_date(to_utc_timestamp(current_timestamp(), current_timezone())), true)
    AND is_account_group_member(concat('edulake-class-', e.class_id)));

CREATE OR REPLACE FUNCTION `education`.`ops`.is_class_i_teach(of_class STRING) RETURNS BOOLEAN
RETURN EXISTS (
  SELECT 1 FROM `education`.`silver`.`class_staff` t
  WHERE t.class_id = of_class AND t.is_active AND NOT t.is_deleted AND t.role IN ('Teacher of Record', 'Teacher', 'Support Teacher', 'Assistant Teacher', 'Substitute Teacher', 'Aide') AND NOT array_contains(t.issue_codes, 'BAD_BEGIN_DATE') AND NOT array_contains(t.issue_codes, 'BAD_START_DATE') AND NOT array_contains(t.issue_codes, 'BAD_END_DATE')
    AND coalesce(t.begin_date <= to_date(to_utc_timestamp(current_timestamp(), current_timezone())), true) AND coalesce(coalesce(t.end_date, make_date(t.school_year, 6, 30)) >= to_date(to_utc_timestamp(current_timestamp(), current_timezone())), true)
    AND is_account_group_member(concat('edulake-teacher-', t.staff_id)));

CREATE OR REPLACE FUNCTION `education`.`ops`.is_student_i_teach(of_student STRING) RETURNS BOOLEAN
RETURN EXISTS (
  SELECT 1 FROM `education`.`silver`.`enrollments` e
  JOIN `education`.`silver`.`class_staff` t ON e.class_id = t.class_id
  WHERE e.student_id = of_student AND e.is_active AND NOT array_contains(e.issue_codes, 'BAD_BEGIN_DATE') AND NOT array_contains(e.issue_codes, 'BAD_START_DATE') AND NOT array_contains(e.issue_codes, 'BAD_END_DATE') AND coalesce(e.start_date <= to_date(to_utc_timestamp(current_timestamp(), current_timezone())), true) AND coalesce(coalesce(e.end_date, make_date(e.school_year, 6, 30)) >= to_date(to_utc_timestamp(current_timestamp(), current_timezone())), true)
    AND t.is_active AND NOT t.is_deleted AND t.role IN ('Teacher of Record', 'Teacher', 'Support Teacher', 'Assistant Teacher', 'Substitute Teacher', 'Aide') AND NOT array_contains(t.issue_codes, 'BAD_BEGIN_DATE') AND NOT array_contains(t.issue_codes, 'BAD_START_DATE') AND NOT array_contains(t.issue_codes, 'BAD_END_DATE')
    AND coalesce(t.begin_date <= to_date(to_utc_timestamp(current_timestamp(), current_timezone())), true) AND coalesce(coalesce(t.end_date, make_date(t.school_year, 6, 30)) >= to_date(to_utc_timestamp(current_timestamp(), current_timezone())), true)
    AND is_account_group_member(concat('edulake-teacher-', t.staff_id)));

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `given_name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `family_name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `email` SET TAGS ('edulake_mask' = 'email');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`memberships` ALTER COLUMN `membership_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`memberships` ALTER COLUMN `exit_type_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`memberships` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`memberships` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`school_days` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`school_days` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`staff` ALTER COLUMN `name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`staff` ALTER COLUMN `given_name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`staff` ALTER COLUMN `family_name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`staff` ALTER COLUMN `email` SET TAGS ('edulake_mask' = 'email');

ALTER TABLE `education`.`silver`.`staff` ALTER COLUMN `staff_number` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`staff` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`staff_roles` ALTER COLUMN `staff_role_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`staff_roles` ALTER COLUMN `role_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`staff_roles` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`staff_roles` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`guardians` ALTER COLUMN `name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`guardians` ALTER COLUMN `given_name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`guardians` ALTER COLUMN `family_name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`guardians` ALTER COLUMN `email` SET TAGS ('edulake_mask' = 'email');

ALTER TABLE `education`.`silver`.`guardians` ALTER COLUMN `phone` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`guardians` ALTER COLUMN `household_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`guardians` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`guardians` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`guardian_links` ALTER COLUMN `link_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`guardian_links` ALTER COLUMN `relation_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`guardian_links` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`guardian_links` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`student_groups` ALTER COLUMN `student_group_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`student_groups` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`student_groups` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`programs` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`programs` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`program_memberships` ALTER COLUMN `program_membership_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`program_memberships` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`program_memberships` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`courses` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`courses` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`classes` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`classes` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`line_items` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`line_items` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`enrollments` ALTER COLUMN `enrollment_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`enrollments` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`enrollments` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`student_assessments_clean` ALTER COLUMN `assessment_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`student_assessments_clean` ALTER COLUMN `score_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`student_assessments_clean` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`student_assessments_clean` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`engagement` ALTER COLUMN `engagement_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`engagement` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`engagement` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`pd_attendance` ALTER COLUMN `pd_attendance_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`pd_attendance` ALTER COLUMN `status_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`pd_attendance` ALTER COLUMN `unit_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`pd_attendance` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`pd_attendance` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`class_staff` ALTER COLUMN `class_staff_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`class_staff` ALTER COLUMN `role_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`class_staff` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`class_staff` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`standards` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`standards` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`curriculum_links` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`curriculum_links` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`objective_results` ALTER COLUMN `objective_result_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`objective_results` ALTER COLUMN `assessment_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`objective_results` ALTER COLUMN `score_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`objective_results` ALTER COLUMN `level_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`objective_results` ALTER COLUMN `status_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`objective_results` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`objective_results` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`skill_ratings` ALTER COLUMN `skill_rating_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`skill_ratings` ALTER COLUMN `level_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`skill_ratings` ALTER COLUMN `rater_kind_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`skill_ratings` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`skill_ratings` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `attendance_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `status_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`incidents` ALTER COLUMN `category_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`incidents` ALTER COLUMN `tier_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`incidents` ALTER COLUMN `status_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`incidents` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`incidents` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`incident_students` ALTER COLUMN `incident_student_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`incident_students` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`incident_students` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `discipline_action_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`staff_absences` ALTER COLUMN `staff_absence_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`staff_absences` ALTER COLUMN `leave_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`staff_absences` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`staff_absences` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`survey_items` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`survey_items` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`survey_responses` ALTER COLUMN `response_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`survey_responses` ALTER COLUMN `respondent_kind_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`survey_responses` ALTER COLUMN `applicant_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`survey_responses` ALTER COLUMN `status_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`survey_responses` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`survey_responses` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`survey_answers` ALTER COLUMN `response_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`survey_answers` ALTER COLUMN `answer_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`survey_answers` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`survey_answers` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`survey_invitations` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`survey_invitations` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`transport_riders` ALTER COLUMN `ride_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`transport_riders` ALTER COLUMN `direction_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`transport_riders` ALTER COLUMN `mode_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`transport_riders` ALTER COLUMN `stop_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`transport_riders` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`transport_riders` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`application_stages` ALTER COLUMN `application_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`application_stages` ALTER COLUMN `stage_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`application_stages` ALTER COLUMN `applicant_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`application_stages` ALTER COLUMN `stage_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`application_stages` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`application_stages` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`fee_entries` ALTER COLUMN `invoice_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`fee_entries` ALTER COLUMN `kind_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`fee_entries` ALTER COLUMN `applies_to` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`fee_entries` ALTER COLUMN `reverses` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`fee_entries` ALTER COLUMN `status_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`fee_entries` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`fee_entries` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`accounts` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`accounts` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`finance_postings` ALTER COLUMN `posting_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`finance_postings` ALTER COLUMN `payee` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`finance_postings` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`finance_postings` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`finance_balances` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`finance_balances` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`lessons` ALTER COLUMN `level_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`lessons` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`lessons` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`conversations` ALTER COLUMN `conversation_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`conversations` ALTER COLUMN `level_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`conversations` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`conversations` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`messages` ALTER COLUMN `message_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`messages` ALTER COLUMN `conversation_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`messages` ALTER COLUMN `level_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`messages` ALTER COLUMN `role_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`messages` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`messages` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`lesson_progress` ALTER COLUMN `progress_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`lesson_progress` ALTER COLUMN `status_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`lesson_progress` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`attempts` ALTER COLUMN `attempt_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`attempts` ALTER COLUMN `level_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`attempts` ALTER COLUMN `recommended_level_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`attempts` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`attempts` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`proficiency` ALTER COLUMN `proficiency_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`proficiency` ALTER COLUMN `level_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`proficiency` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`experiment_assignments` ALTER COLUMN `assignment_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`experiment_assignments` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`experiment_assignments` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`experiment_exposures` ALTER COLUMN `exposure_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`experiment_exposures` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`experiment_exposures` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `gender` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `disability` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`staff` ALTER COLUMN `sex` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`staff` ALTER COLUMN `leave_reason` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`guardian_links` ALTER COLUMN `is_legal_guardian` SET TAGS ('edulake_sensitive' = 'boolean');

ALTER TABLE `education`.`silver`.`guardian_links` ALTER COLUMN `restrictions` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`student_groups` ALTER COLUMN `kind` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`student_groups` ALTER COLUMN `value` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`student_groups` ALTER COLUMN `value_raw` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`program_memberships` ALTER COLUMN `program_id` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`program_memberships` ALTER COLUMN `exit_reason` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`incidents` ALTER COLUMN `is_law_enforcement` SET TAGS ('edulake_sensitive' = 'boolean');

ALTER TABLE `education`.`silver`.`incident_students` ALTER COLUMN `role` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`incident_students` ALTER COLUMN `role_raw` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`incident_students` ALTER COLUMN `behaviour` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`incident_students` ALTER COLUMN `behaviour_raw` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`incident_students` ALTER COLUMN `points` SET TAGS ('edulake_sensitive' = 'int');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `action` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `action_raw` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `begin_date` SET TAGS ('edulake_sensitive' = 'date');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `end_date` SET TAGS ('edulake_sensitive' = 'date');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `days_assigned` SET TAGS ('edulake_sensitive' = 'decimal_5_2');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `days_served` SET TAGS ('edulake_sensitive' = 'decimal_5_2');

ALTER TABLE `education`.`silver`.`staff_absences` ALTER COLUMN `category` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`staff_absences` ALTER COLUMN `category_raw` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `event_date` SET TAGS ('edulake_sensitive' = 'date');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `health_record_id` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `kind` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `kind_raw` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `code` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `code_raw` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `dose` SET TAGS ('edulake_sensitive' = 'int');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `status` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `status_raw` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `severity` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`survey_answers` ALTER COLUMN `value` SET TAGS ('edulake_sensitive' = 'decimal_6_2');

ALTER TABLE `education`.`silver`.`survey_answers` ALTER COLUMN `option` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`transport_riders` ALTER COLUMN `eligibility` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`transport_riders` ALTER COLUMN `accommodation` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`fee_entries` ALTER COLUMN `aid_type` SET TAGS ('edulake_sensitive' = 'string');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`memberships` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`school_days` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`staff` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`staff_roles` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`guardians` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`guardian_links` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`student_groups` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`programs` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`program_memberships` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`courses` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`classes` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`line_items` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`enrollments` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`student_assessments_clean` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`engagement` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`pd_attendance` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`class_staff` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`standards` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`curriculum_links` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`objective_results` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`skill_ratings` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`incidents` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`incident_students` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`discipline_actions` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`staff_absences` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`health_records` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`survey_items` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`survey_responses` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`survey_answers` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`survey_invitations` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`transport_riders` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`application_stages` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`fee_entries` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`accounts` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`finance_postings` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`finance_balances` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`lessons` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`conversations` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`messages` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`lesson_progress` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`attempts` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`proficiency` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`experiment_assignments` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`experiment_exposures` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`enrollment_metrics` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`staff_profile` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`demographics_overview` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`guardian_coverage` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_performance_aggregates` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_performance_aggregates` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`student_performance_summary` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_performance_summary` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`subject_performance_analytics` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`class_daily_performance` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`class_daily_performance` ALTER COLUMN `class_id` SET TAGS ('edulake_class' = 'id');

ALTER TABLE `education`.`gold`.`student_engagement` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_engagement` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`course_completion` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`proficiency_distribution` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`score_trends` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_longitudinal` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_longitudinal` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`cohort_longitudinal` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`pd_hours` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`pd_trends` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`usage_records` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`curriculum_mastery` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`curriculum_mastery` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`atl_trends` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`language_activity` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`retention` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`topic_engagement` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`error_patterns` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`skill_profile` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`skill_profile` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`lesson_progress_summary` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`learner_levels` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`learner_levels` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`level_velocity` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`lesson_effects` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`experiment_results` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`attendance_insights` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`attendance_insights` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`behaviour_trends` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`discipline_outcomes` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`disproportionality` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`immunization_coverage` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`health_visits` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`staff_attendance` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`staff_absence_days` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`survey_results` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`survey_options` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`survey_constructs` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`transport_usage` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`admissions_funnel` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`fee_collection` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`fee_collection` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`fee_open_items` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`fee_open_items` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'id');

ALTER TABLE `education`.`gold`.`finance_monthly` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_performance_predictions` ALTER COLUMN `class_id` SET TAGS ('edulake_class' = 'alone');

ALTER TABLE `education`.`gold`.`learner_segments` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'alone');

ALTER TABLE `education`.`gold`.`next_lessons` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'alone');

ALTER TABLE `education`.`gold`.`review_due` ALTER COLUMN `student_id` SET TAGS ('edulake_student' = 'alone');

CREATE OR REPLACE POLICY `edulake_absent` ON CATALOG `education`
COLUMN MASK `education`.`ops`.mask_absent
TO `account users` EXCEPT `edulake-engineers`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_mask', 'absent') AS hidden
ON COLUMN hidden;

CREATE OR REPLACE POLICY `edulake_absent_number` ON CATALOG `education`
COLUMN MASK `education`.`ops`.mask_absent_number
TO `account users` EXCEPT `edulake-engineers`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_mask', 'absent_number') AS hidden
ON COLUMN hidden;

CREATE OR REPLACE POLICY `edulake_email` ON CATALOG `education`
COLUMN MASK `education`.`ops`.mask_email
TO `account users` EXCEPT `edulake-engineers`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_mask', 'email') AS hidden
ON COLUMN hidden;

CREATE OR REPLACE POLICY `edulake_sensitive_boolean` ON CATALOG `education`
COLUMN MASK `education`.`ops`.mask_sensitive_boolean
TO `account users` EXCEPT `edulake-engineers`, `edulake-sensitive`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_sensitive', 'boolean') AS hidden
ON COLUMN hidden;

CREATE OR REPLACE POLICY `edulake_sensitive_date` ON CATALOG `education`
COLUMN MASK `education`.`ops`.mask_sensitive_date
TO `account users` EXCEPT `edulake-engineers`, `edulake-sensitive`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_sensitive', 'date') AS hidden
ON COLUMN hidden;

CREATE OR REPLACE POLICY `edulake_sensitive_decimal_5_2` ON CATALOG `education`
COLUMN MASK `education`.`ops`.mask_sensitive_decimal_5_2
TO `account users` EXCEPT `edulake-engineers`, `edulake-sensitive`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_sensitive', 'decimal_5_2') AS hidden
ON COLUMN hidden;

CREATE OR REPLACE POLICY `edulake_sensitive_decimal_6_2` ON CATALOG `education`
COLUMN MASK `education`.`ops`.mask_sensitive_decimal_6_2
TO `account users` EXCEPT `edulake-engineers`, `edulake-sensitive`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_sensitive', 'decimal_6_2') AS hidden
ON COLUMN hidden;

CREATE OR REPLACE POLICY `edulake_sensitive_int` ON CATALOG `education`
COLUMN MASK `education`.`ops`.mask_sensitive_int
TO `account users` EXCEPT `edulake-engineers`, `edulake-sensitive`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_sensitive', 'int') AS hidden
ON COLUMN hidden;

CREATE OR REPLACE POLICY `edulake_sensitive_string` ON CATALOG `education`
COLUMN MASK `education`.`ops`.mask_sensitive_string
TO `account users` EXCEPT `edulake-engineers`, `edulake-sensitive`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_sensitive', 'string') AS hidden
ON COLUMN hidden;

CREATE OR REPLACE POLICY `edulake_schools` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_my_school
TO `edulake-schools` EXCEPT `edulake-engineers`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_school', 'id') AS school
USING COLUMNS (school);

CREATE OR REPLACE POLICY `edulake_by_class` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_my_class
TO `edulake-classes` EXCEPT `edulake-engineers`, `edulake-schools`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_class', 'id') AS class
USING COLUMNS (class);

CREATE OR REPLACE POLICY `edulake_by_class_taught` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_class_i_teach
TO `edulake-teachers` EXCEPT `edulake-engineers`, `edulake-schools`, `edulake-classes`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_class', 'id') AS class
USING COLUMNS (class);

CREATE OR REPLACE POLICY `edulake_by_class_alone` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_my_class
TO `edulake-classes` EXCEPT `edulake-engineers`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_class', 'alone') AS class
USING COLUMNS (class);

CREATE OR REPLACE POLICY `edulake_by_class_taught_alone` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_class_i_teach
TO `edulake-teachers` EXCEPT `edulake-engineers`, `edulake-classes`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_class', 'alone') AS class
USING COLUMNS (class);

CREATE OR REPLACE POLICY `edulake_by_student` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_my_student
TO `edulake-classes` EXCEPT `edulake-engineers`, `edulake-schools`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_student', 'id') AS student
USING COLUMNS (student);

CREATE OR REPLACE POLICY `edulake_by_student_taught` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_student_i_teach
TO `edulake-teachers` EXCEPT `edulake-engineers`, `edulake-schools`, `edulake-classes`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_student', 'id') AS student
USING COLUMNS (student);

CREATE OR REPLACE POLICY `edulake_by_student_alone` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_my_student
TO `edulake-classes` EXCEPT `edulake-engineers`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_student', 'alone') AS student
USING COLUMNS (student);

CREATE OR REPLACE POLICY `edulake_by_student_taught_alone` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_student_i_teach
TO `edulake-teachers` EXCEPT `edulake-engineers`, `edulake-classes`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_student', 'alone') AS student
USING COLUMNS (student);

GRANT USE CATALOG ON CATALOG `education` TO `edulake-schools`;

GRANT USE SCHEMA ON SCHEMA `education`.`gold` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`enrollment_metrics` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`staff_profile` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`demographics_overview` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`guardian_coverage` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_aggregates` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_summary` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`subject_performance_analytics` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`class_daily_performance` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`student_engagement` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`course_completion` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`proficiency_distribution` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`score_trends` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`student_longitudinal` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`cohort_longitudinal` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`pd_hours` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`pd_trends` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`usage_records` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`curriculum_mastery` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`atl_trends` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`language_activity` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`retention` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`topic_engagement` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`error_patterns` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`skill_profile` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`lesson_progress_summary` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`learner_levels` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`level_velocity` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`lesson_effects` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`experiment_results` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`attendance_insights` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`behaviour_trends` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`discipline_outcomes` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`disproportionality` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`immunization_coverage` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`health_visits` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`staff_attendance` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`staff_absence_days` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`survey_results` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`survey_options` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`survey_constructs` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`transport_usage` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`admissions_funnel` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`fee_collection` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`fee_open_items` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`finance_monthly` TO `edulake-schools`;

GRANT USE CATALOG ON CATALOG `education` TO `edulake-classes`;

GRANT USE SCHEMA ON SCHEMA `education`.`gold` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_aggregates` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_summary` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`class_daily_performance` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`student_engagement` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`student_longitudinal` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`curriculum_mastery` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`skill_profile` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`learner_levels` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`attendance_insights` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`fee_collection` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`fee_open_items` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_predictions` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`learner_segments` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`next_lessons` TO `edulake-classes`;

GRANT SELECT ON TABLE `education`.`gold`.`review_due` TO `edulake-classes`;

GRANT USE CATALOG ON CATALOG `education` TO `edulake-teachers`;

GRANT USE SCHEMA ON SCHEMA `education`.`gold` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_aggregates` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_summary` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`class_daily_performance` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`student_engagement` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`student_longitudinal` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`curriculum_mastery` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`skill_profile` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`learner_levels` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`attendance_insights` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`fee_collection` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`fee_open_items` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_predictions` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`learner_segments` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`next_lessons` TO `edulake-teachers`;

GRANT SELECT ON TABLE `education`.`gold`.`review_due` TO `edulake-teachers`;

GRANT USE CATALOG ON CATALOG `education` TO `edulake-sensitive`;

GRANT USE SCHEMA ON SCHEMA `education`.`silver` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`students` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`staff` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`guardian_links` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`student_groups` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`program_memberships` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`incidents` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`incident_students` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`discipline_actions` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`staff_absences` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`health_records` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`survey_answers` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`transport_riders` TO `edulake-sensitive`;

GRANT SELECT ON TABLE `education`.`silver`.`fee_entries` TO `edulake-sensitive`;
