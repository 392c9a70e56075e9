"""The students of the district: who they are, their stays in its schools, what they are like, and where they live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.calendar import NEWEST, OPENING
from edulake.jobs.steps.generate.district.contacts import LANGUAGES
from edulake.jobs.steps.generate.district.people import student_id
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.edfi.facts import (
    EXIT_BEFORE_ENTRY,
    NO_SCHOOL_YEAR,
    agency,
    grade_level,
    school,
    school_year,
    student,
    with_end,
)
from edulake.jobs.steps.generate.edfi.forms import Resource, code, coded, nothing, to
from edulake.jobs.steps.generate.edfi.schools import calendar_key

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

ENTRIES = {
    "New to the district": "New to education system",
    "Promoted": "Next year school",
    "Transferred": "Transfer",
    "Re-entry": "Re-entry",
}
LANGUAGE_CODES = {"English": "eng", "Spanish": "spa", "Arabic": "ara", "Vietnamese": "vie"}
RACES = {"Black or African American": "Black - African American"}
WITHOUT_YEAR, BACKWARDS, POOR, POOR_NO_MORE = 50, 20, 300, 200  # per mille
# Nobody is born after the first dose that anybody was given.
BORN, DAYS_OF_BIRTH = "2005-01-01", 1_800


def students(facts: Facts) -> Resource:
    draws = Draws(facts.seed, ("student",))
    day = F.date_add(F.lit(BORN).cast("date"), draws.between("day of birth", 0, DAYS_OF_BIRTH).cast("int"))
    number = F.col("student_id")
    return Resource(
        every_student(facts),
        {"studentUniqueId": number},
        {
            "studentUniqueId": number,
            "birthDate": day.cast("string"),
            "firstName": F.col("given_name"),
            "lastSurname": F.col("family_name"),
            "identificationDocuments": nothing(),
            "otherNames": nothing(),
            "personalIdentificationDocuments": nothing(),
        },
    )


def student_school_associations(facts: Facts) -> Resource:
    """Each stay, told again when it ends; of some there is no school year, and some end before they begin."""
    rows = with_end(_stays(facts).unionByName(_backwards(facts)), "entry_date", "ends")
    name, year = F.col("school_id"), F.col("school_year").cast("int")
    is_yearless = F.col("fault") == NO_SCHOOL_YEAR
    said_year = F.when(F.coalesce(~is_yearless, F.lit(True)), year)
    over, calendar = F.col("ended").isNotNull(), to("Calendar", "calendars", calendar_key(name, year))
    return Resource(
        rows,
        {
            "entryDate": F.col("entry_date"),
            "schoolId": school(name)["schoolId"],
            "studentUniqueId": F.col("student_id"),
        },
        {
            "schoolReference": school(name),
            "schoolYearTypeReference": school_year(said_year),
            "calendarReference": F.when(said_year.isNotNull(), calendar),
            "studentReference": student(F.col("student_id")),
            "entryDate": F.col("entry_date"),
            "entryGradeLevelDescriptor": grade_level(F.col("grade_level")),
            "entryTypeDescriptor": code("EntryType", looked_up(F.col("entry_type"), ENTRIES)),
            "exitWithdrawDate": F.col("ended"),
            "exitWithdrawTypeDescriptor": F.when(over, code("ExitWithdrawType", F.col("exit_type"))),
            "primarySchool": F.lit(True),
            "alternativeGraduationPlans": nothing(),
            "educationPlans": nothing(),
        },
    )


def student_education_organization_associations(facts: Facts, standard: str) -> Resource:
    """What the district says of a student: in standard 5 demographics and addresses as well."""
    rest = {"cohortYears": nothing(), "studentIndicators": nothing()}
    if standard == "5":
        rest = {**_demographic(facts), **_directory(), **rest, "studentIdentificationCodes": nothing()}
    else:
        rest["displacedStudents"] = nothing()
    return _of_agency(_described(facts), rest)


def student_demographics(facts: Facts) -> Resource:
    return _of_agency(_described(facts), _demographic(facts))


def student_directories(facts: Facts) -> Resource:
    return _of_agency(_described(facts), _directory())


def every_student(facts: Facts) -> DataFrame:
    """One row a student, told on the first day of the first stay; `student` is the number."""
    named = facts.plan.lasts["students"].groupBy("student_id", "given_name", "family_name")
    each = named.agg(F.min("told_on").alias("told_on"), F.max("gone_after").alias("gone_after"))
    return each.withColumn("student", F.substring("student_id", 2, 9).cast("bigint"))


def _stays(facts: Facts) -> DataFrame:
    days = F.datediff(F.col("entry_date").cast("date"), F.lit("2000-01-01").cast("date")).cast("bigint")
    stays = facts.plan.lasts["memberships"].drop("told_on").withColumn("number", F.xxhash64("student_id", days))
    is_so = Draws(facts.seed, ("number",)).happens("no school year", WITHOUT_YEAR)
    return stays.withColumn("fault", F.when(is_so, NO_SCHOOL_YEAR))


def _backwards(facts: Facts) -> DataFrame:
    """A second stay of some students of the newest year, which begins on the day after the true one and ends before."""
    is_so = Draws(facts.seed, ("number",)).happens("backwards", BACKWARDS)
    is_told = (F.col("school_year") == str(NEWEST)) & (F.col("entry_date") < OPENING.isoformat())
    later = F.date_add(F.col("entry_date").cast("date"), 1).cast("string")
    return (
        _stays(facts)
        .where(is_so & is_told)
        .withColumns({"ends": F.col("entry_date"), "entry_date": later, "fault": F.lit(EXIT_BEFORE_ENTRY)})
    )


def _described(facts: Facts) -> DataFrame:
    """Each student with a column for each kind of group, and the language of the household."""
    kinds = {
        "Sex": "sex",
        "Race": "race",
        "Hispanic": "hispanic",
        "English Learner": "learner",
        "Special Education": "special",
    }
    of_kind = [F.max(F.when(F.col("kind") == kind, F.col("value"))).alias(name) for kind, name in kinds.items()]
    groups = facts.plan.lasts["student_groups"].groupBy("student_id").agg(*of_kind)
    spoken = Draws(facts.seed, ("household",)).one_of("language", LANGUAGES)
    homes = facts.people.select(student_id(F.col("student")).alias("student_id"), "household", spoken.alias("language"))
    return every_student(facts).join(groups, "student_id").join(homes, "student_id")


def _of_agency(rows: DataFrame, says: dict[str, Column]) -> Resource:
    number = F.col("student_id")
    of = {"educationOrganizationReference": agency(), "studentReference": student(number)}
    key = {"educationOrganizationId": agency()["educationOrganizationId"], "studentUniqueId": number}
    return Resource(rows, key, {**of, **says})


def _demographic(facts: Facts) -> dict[str, Column]:
    race = F.col("race")
    both = F.array(coded("Race", "White"), coded("Race", "Asian"))
    one = F.array(coded("Race", F.coalesce(looked_up(race, RACES), race)))
    use = F.array(coded("LanguageUse", "Home language"))
    language = code("Language", looked_up(F.col("language"), LANGUAGE_CODES))
    spoken = F.struct(language.alias("languageDescriptor"), use.alias("uses"))
    return {
        "hispanicLatinoEthnicity": F.col("hispanic") == "Yes",
        "limitedEnglishProficiencyDescriptor": F.when(
            F.col("learner") == "Yes", code("LimitedEnglishProficiency", "Limited")
        ),
        "sexDescriptor": code("Sex", F.col("sex")),
        "ancestryEthnicOrigins": nothing(),
        "disabilities": F.when(F.col("special") == "Yes", F.array(disability())).otherwise(F.array()),
        "languages": F.array(spoken),
        "races": F.when(race == "Two or More", both).otherwise(one),
        "studentCharacteristics": _characteristics(facts),
        "tribalAffiliations": nothing(),
    }


def disability() -> Column:
    return F.struct(
        code("Disability", "Specific learning disability").alias("disabilityDescriptor"),
        F.lit(1).alias("orderOfDisability"),
        nothing().alias("designations"),
    )


def _characteristics(facts: Facts) -> Column:
    """Who is poor from the first day on, and of some until the end of that school year."""
    draws = Draws(facts.seed, ("student",))
    ends = [F.when(F.col("told_on") <= year.last.isoformat(), year.last.isoformat()) for year in facts.years]
    end = F.when(draws.happens("poor no more", POOR_NO_MORE), F.coalesce(*ends))
    period = F.struct(F.col("told_on").alias("beginDate"), F.when(end <= OPENING.isoformat(), end).alias("endDate"))
    what = code("StudentCharacteristic", "Economic Disadvantaged").alias("studentCharacteristicDescriptor")
    poor = F.array(F.struct(what, F.array(period).alias("periods")))
    return F.when(draws.happens("poor", POOR), poor).otherwise(F.array())


def _directory() -> dict[str, Column]:
    home = F.col("household").cast("string")
    address = F.struct(
        code("AddressType", "Home").alias("addressTypeDescriptor"),
        code("StateAbbreviation", "TX").alias("stateAbbreviationDescriptor"),
        F.lit("Springfield").alias("city"),
        F.lit("78834").alias("postalCode"),
        F.concat(home, F.lit(" Main Street")).alias("streetNumberName"),
        F.array(F.struct(F.col("told_on").alias("beginDate"))).alias("periods"),
    )
    mail = F.struct(
        code("ElectronicMailType", "Organization").alias("electronicMailTypeDescriptor"),
        F.concat("student_id", F.lit("@example.org")).alias("electronicMailAddress"),
    )
    phone = F.struct(
        code("TelephoneNumberType", "Home").alias("telephoneNumberTypeDescriptor"),
        F.concat(F.lit("555-"), home).alias("telephoneNumber"),
    )
    return {
        "addresses": F.array(address),
        "electronicMails": F.array(mail),
        "internationalAddresses": nothing(),
        "telephones": F.array(phone),
    }
