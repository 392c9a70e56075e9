-- Made by `./spark-submit.sh deploy` from the contracts of the tables: change those, and run it again.
-- Run it after the first daily run, and again when a table was added, as somebody with MANAGE on the catalog.
-- An account admin first makes two governed tags: edulake_mask (absent, absent_number, email) and edulake_school (id),
-- and the groups edulake-engineers, edulake-schools, and for each school edulake-school-<school_id>, as gold.* writes
-- the id: with the namespace of its source, edulake-school-north:S1, so that two districts' schools S1 have two groups.
-- Sources without id_namespace share their ids, and such groups with them.
-- Needs Databricks Runtime 16.4 or newer, or serverless, on whatever reads the tables.

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_absent(value STRING) RETURNS STRING
RETURN CAST(NULL AS STRING);

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_absent_number(value BIGINT) RETURNS BIGINT
RETURN CAST(NULL AS BIGINT);

CREATE OR REPLACE FUNCTION `education`.`ops`.mask_email(value STRING) RETURNS STRING
RETURN regexp_replace(value, '(?s)\\A(?:([^@\\s])[^@]*(@[^@\\s]+)|.*)\\z', '$1***$2');

CREATE OR REPLACE FUNCTION `education`.`ops`.is_my_school(school_id STRING) RETURNS BOOLEAN
RETURN is_account_group_member(concat('edulake-school-', school_id));

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `given_name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `family_name` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `email` SET TAGS ('edulake_mask' = 'email');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

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

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `attendance_id` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `status_raw` SET TAGS ('edulake_mask' = 'absent');

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `record_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `content_hash` SET TAGS ('edulake_mask' = 'absent_number');

ALTER TABLE `education`.`silver`.`students` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`courses` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`classes` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`line_items` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`enrollments` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`student_assessments_clean` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`engagement` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`silver`.`attendance` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_performance_aggregates` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_performance_summary` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`subject_performance_analytics` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`class_daily_performance` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`student_engagement` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`course_completion` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

ALTER TABLE `education`.`gold`.`attendance_insights` ALTER COLUMN `school_id` SET TAGS ('edulake_school' = 'id');

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

CREATE OR REPLACE POLICY `edulake_schools` ON CATALOG `education`
ROW FILTER `education`.`ops`.is_my_school
TO `edulake-schools` EXCEPT `edulake-engineers`
FOR TABLES
MATCH COLUMNS has_tag_value('edulake_school', 'id') AS school
USING COLUMNS (school);

GRANT USE CATALOG ON CATALOG `education` TO `edulake-schools`;

GRANT USE SCHEMA ON SCHEMA `education`.`gold` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_aggregates` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`student_performance_summary` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`subject_performance_analytics` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`class_daily_performance` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`student_engagement` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`course_completion` TO `edulake-schools`;

GRANT SELECT ON TABLE `education`.`gold`.`attendance_insights` TO `edulake-schools`;
