-- Made by `./spark-submit.sh deploy`. The owner of a database that serves nothing else runs it, once or again:
--   psql -d DATABASE -v ON_ERROR_STOP=1 -f roles.sql
-- Then \password etl_user and \password reporting_user: no password stands in a file.
-- reporting_user reads the released cells of questions, and nothing else. Persons get a role of their own, and groups:
--   GRANT "edulake-analysts" TO anna;    groups of people in all schools, and masked people
--   GRANT "edulake-advisers" TO ben;     a row for each student, of all schools
--   CREATE ROLE "edulake-school-north:S1"; GRANT "edulake-schools", "edulake-school-north:S1" TO carla;
--   CREATE ROLE "edulake-district-north"; GRANT "edulake-schools", "edulake-district-north" TO dora;
--   CREATE ROLE "edulake-class-north:C7"; GRANT "edulake-classes", "edulake-class-north:C7" TO emil;
--   CREATE ROLE "edulake-teacher-north:T9"; GRANT "edulake-teachers", "edulake-teacher-north:T9" TO fred;
-- An id stands as gold writes it, with the namespace of its source; PostgreSQL cuts names of roles after 63 bytes.
-- Whose rows they are is asked of the role that signed in, whatever SET ROLE says.

DO $$ BEGIN
  IF to_regrole('"etl_user"') IS NULL THEN CREATE ROLE "etl_user" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF;
END $$;

DO $$ BEGIN
  IF to_regrole('"reporting_user"') IS NULL THEN CREATE ROLE "reporting_user" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF;
END $$;

DO $$ BEGIN
  IF to_regrole('"edulake-analysts"') IS NULL THEN CREATE ROLE "edulake-analysts" NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF;
END $$;

DO $$ BEGIN
  IF to_regrole('"edulake-advisers"') IS NULL THEN CREATE ROLE "edulake-advisers" NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF;
END $$;

DO $$ BEGIN
  IF to_regrole('"edulake-schools"') IS NULL THEN CREATE ROLE "edulake-schools" NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF;
END $$;

DO $$ BEGIN
  IF to_regrole('"edulake-classes"') IS NULL THEN CREATE ROLE "edulake-classes" NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF;
END $$;

DO $$ BEGIN
  IF to_regrole('"edulake-teachers"') IS NULL THEN CREATE ROLE "edulake-teachers" NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF;
END $$;

ALTER ROLE etl_user SET idle_in_transaction_session_timeout = '15min';

ALTER ROLE etl_user SET search_path = 'pg_catalog';

ALTER ROLE reporting_user SET default_transaction_read_only = 'on';

ALTER ROLE reporting_user SET statement_timeout = '60s';

ALTER ROLE reporting_user SET idle_in_transaction_session_timeout = '60s';

ALTER ROLE reporting_user SET search_path = 'released';

REVOKE ALL ON SCHEMA public FROM PUBLIC;

DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO "etl_user", "reporting_user", "edulake-analysts", "edulake-advisers", "edulake-schools", "edulake-classes", "edulake-teachers"', current_database());
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO etl_user', current_database());
END $$;

GRANT etl_user TO CURRENT_USER;

CREATE SCHEMA IF NOT EXISTS released AUTHORIZATION etl_user;

GRANT USAGE ON SCHEMA released TO "reporting_user", "edulake-analysts";

ALTER DEFAULT PRIVILEGES FOR ROLE etl_user IN SCHEMA released GRANT SELECT ON TABLES TO "reporting_user", "edulake-analysts";

CREATE SCHEMA IF NOT EXISTS serving AUTHORIZATION etl_user;

GRANT USAGE ON SCHEMA serving TO "reporting_user", "edulake-analysts";

ALTER DEFAULT PRIVILEGES FOR ROLE etl_user IN SCHEMA serving GRANT SELECT ON TABLES TO "reporting_user", "edulake-analysts";

CREATE SCHEMA IF NOT EXISTS gold AUTHORIZATION etl_user;

GRANT USAGE ON SCHEMA gold TO "edulake-analysts", "edulake-schools", "edulake-classes", "edulake-teachers";

ALTER DEFAULT PRIVILEGES FOR ROLE etl_user IN SCHEMA gold GRANT SELECT ON TABLES TO "edulake-analysts", "edulake-schools", "edulake-classes", "edulake-teachers";

CREATE SCHEMA IF NOT EXISTS masked AUTHORIZATION etl_user;

GRANT USAGE ON SCHEMA masked TO "edulake-analysts";

ALTER DEFAULT PRIVILEGES FOR ROLE etl_user IN SCHEMA masked GRANT SELECT ON TABLES TO "edulake-analysts";

CREATE SCHEMA IF NOT EXISTS people AUTHORIZATION etl_user;

GRANT USAGE ON SCHEMA people TO "edulake-advisers", "edulake-schools", "edulake-classes", "edulake-teachers";

ALTER DEFAULT PRIVILEGES FOR ROLE etl_user IN SCHEMA people GRANT SELECT ON TABLES TO "edulake-advisers", "edulake-schools", "edulake-classes", "edulake-teachers";

CREATE SCHEMA IF NOT EXISTS access AUTHORIZATION etl_user;

SET ROLE etl_user;

CREATE OR REPLACE FUNCTION access.mine(prefix text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT substr(rolname, length(prefix) + 1) FROM pg_roles
  WHERE starts_with(rolname, prefix) AND pg_has_role(session_user, oid, 'member')
$$;

-- By its owner's rights: nobody else reads who is in which class today, and who teaches there.
CREATE OR REPLACE FUNCTION access.my_students() RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF to_regclass('access.roster') IS NOT NULL THEN
    RETURN QUERY SELECT student_id FROM access.roster
      WHERE class_id IN (SELECT access.mine('edulake-class-')) AND coalesce(start_date <= (now() AT TIME ZONE 'UTC')::date, true) AND coalesce(coalesce(end_date, make_date(school_year, 6, 30)) >= (now() AT TIME ZONE 'UTC')::date, true);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION access.classes_i_teach() RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF to_regclass('access.teaching') IS NOT NULL THEN
    RETURN QUERY SELECT class_id FROM access.teaching
      WHERE staff_id IN (SELECT access.mine('edulake-teacher-')) AND coalesce(begin_date <= (now() AT TIME ZONE 'UTC')::date, true) AND coalesce(coalesce(end_date, make_date(school_year, 6, 30)) >= (now() AT TIME ZONE 'UTC')::date, true);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION access.students_i_teach() RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF to_regclass('access.roster') IS NOT NULL THEN
    RETURN QUERY SELECT student_id FROM access.roster
      WHERE class_id IN (SELECT access.classes_i_teach()) AND coalesce(start_date <= (now() AT TIME ZONE 'UTC')::date, true) AND coalesce(coalesce(end_date, make_date(school_year, 6, 30)) >= (now() AT TIME ZONE 'UTC')::date, true);
  END IF;
END
$$;

REVOKE ALL ON FUNCTION access.mine(text), access.my_students(), access.classes_i_teach(), access.students_i_teach() FROM PUBLIC;

GRANT USAGE ON SCHEMA access TO "edulake-schools", "edulake-classes", "edulake-teachers";

GRANT EXECUTE ON FUNCTION access.mine(text), access.my_students(), access.classes_i_teach(), access.students_i_teach() TO "edulake-schools", "edulake-classes", "edulake-teachers";

RESET ROLE;

REVOKE etl_user FROM CURRENT_USER;
