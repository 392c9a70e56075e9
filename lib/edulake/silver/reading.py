"""How words become values: ids, days, moments, and the namespace of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import (
    as_date,
    as_number,
    as_school_year,
    as_timestamp,
    cleaned,
    coded,
    identifier,
    in_namespace,
    known_category,
    midnight,
    plausible,
    school_year,
)
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver.notation import by_notation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pyspark.sql import Column as SparkColumn

    from edulake.contract.table import Person
    from edulake.silver.notation import Notations


# Which subject knows what a column names.
KNOWN_BY = {
    "student_id": "students",
    "course_id": "courses",
    "class_id": "classes",
    "staff_id": "staff",
    "guardian_id": "guardians",
    "program_id": "programs",
    "incident_id": "incidents",
    "standard_id": "standards",
    "account_id": "accounts",
    "response_id": "survey_responses",
    "lesson_id": "lessons",
    "conversation_id": "conversations",
}


def refers(*columns: str) -> dict[str, str]:
    """The subjects that should know the values of `columns`."""
    return {column: KNOWN_BY[column] for column in columns}


def person(notations: Notations, kind: Person = "student") -> dict[str, SparkColumn]:
    """The id of the person of this kind, read before as `known_<kind>`, in the namespace of its source.

    Of a source with a crosswalk it is the student that its id stands for; one that stands for nobody, or for two, is of
    the source alone.
    """
    id_ = F.col(f"known_{kind}")
    if kind != "student":
        return {f"{kind}_id": _namespaced(notations, id_)}

    def of_source(namespace: str, unmapped: str) -> SparkColumn:
        if not unmapped:
            return in_namespace(id_, namespace)
        return F.coalesce("mapped_student", in_namespace(id_, unmapped))

    return {"student_id": by_notation(notations, lambda n: (n.id_namespace, n.unmapped), lambda of: of_source(*of))}


def as_said(*names: str) -> list[SparkColumn]:
    """Ids in ids that are made of rows: as read, else as delivered, so that two that cannot be read are not one."""
    return [F.coalesce(F.col(name), cleaned(F.col(f"raw_{name}"))) for name in names]


def who(kind: Person = "student") -> SparkColumn:
    """The person in ids that are made of rows: as read, else as delivered; without the namespace of the source."""
    return F.coalesce(f"known_{kind}", kind)


def named(notations: Notations, *names: str) -> dict[str, SparkColumn]:
    """These ids, read before, in the namespace of their source.

    It belongs into a subject's last step, where ids of rows are made: those hold within a source, and the values that
    they are made of go without its namespace.
    """
    return {name: _namespaced(notations, F.col(name)) for name in names}


def all_named(notations: Notations, main: str, raw: str) -> SparkColumn:
    """The id `main` and those of the list `raw`, commas between, in the namespace of their source; null for none."""
    listed = F.transform(F.split(F.col(raw), ","), identifier)
    known = F.array_distinct(F.array_compact(F.concat(F.array(main), F.coalesce(listed, F.array(main)))))
    all_of = by_notation(
        notations, lambda n: n.id_namespace, lambda name: F.transform(known, lambda id_: in_namespace(id_, name))
    )
    return F.when(F.size(known) > 0, all_of)


def day(notations: Notations, name: str, word: str, latest: dt.date) -> dict[str, SparkColumn]:
    """The column `name`: the day that the text `word` says, where its source is."""
    text = F.col(word)
    read = by_notation(notations, lambda n: (n.date_formats, n.time_zone), lambda of: as_date(text, of[0], zone=of[1]))
    return {name: plausible(read, latest)}


def first_and_last_day(notations: Notations, latest: dt.date) -> dict[str, SparkColumn]:
    """The columns start_date and end_date, from the words `first` and `last`."""
    return {**day(notations, "start_date", "first", latest), **day(notations, "end_date", "last", latest)}


def moment(notations: Notations, name: str, word: str) -> dict[str, SparkColumn]:
    """The column `name`: the moment that the text `word` says."""
    text = F.col(word)
    return {name: by_notation(notations, lambda n: (n.date_formats, n.time_zone), lambda of: as_timestamp(text, *of))}


def versioned(notations: Notations) -> dict[str, SparkColumn]:
    """Update time and school year as the source gives them, from the words `updated` and `year`."""
    return {**moment(notations, "source_updated_at", "updated"), "given_year": as_school_year(F.col("year"))}


def values(notations: Notations, date: str, latest: dt.date, kind: Person = "student") -> dict[str, SparkColumn]:
    """Person, day, update time and the year that is given, from the person's id and `day`, `updated` and `year`."""
    return {**person(notations, kind), **day(notations, date, "day", latest), **versioned(notations)}


def born(notations: Notations, latest: dt.date) -> dict[str, SparkColumn]:
    """Columns birth_date and born_in: the day, and the year, that the word `born` says, whichever of them it is.

    A day of birth is no moment, even where it is written as one.
    """
    year = as_number(F.col("born"))
    return {
        "birth_date": by_notation(notations, lambda n: n.date_formats, lambda f: as_date(F.col("born"), f, latest)),
        "born_in": F.when(year.between(1900, latest.year) & (year == F.floor(year)), year).cast("int"),
    }


def derived(notations: Notations, date: str) -> dict[str, SparkColumn]:
    """The school year, as given or by the day, and when the source knew of the fact."""
    return {
        "school_year": F.coalesce("given_year", school_year(F.col(date))),
        "known_at": F.coalesce("source_updated_at", day_begins(notations, date), "delivered_at"),
    }


def day_begins(notations: Notations, date: str) -> SparkColumn:
    """The moment when the day `date` began where its source is."""
    return by_notation(notations, lambda n: n.time_zone, lambda zone: midnight(F.col(date), zone))


def words(**raw: str) -> dict[str, SparkColumn]:
    """Texts without invisible characters, by name; null where nothing is said."""
    return {name: cleaned(F.col(column)) for name, column in raw.items()}


def person_words(kind: Person = "student") -> dict[str, SparkColumn]:
    """What is said of the person of this kind, and the id that it is; null where it cannot be one."""
    raw = f"raw_{kind}_id"
    return {**words(**{kind: raw}), **ids(**{f"known_{kind}": raw})}


def category(notations: Notations, column: str, spellings: Mapping[str, Sequence[str]]) -> dict[str, SparkColumn]:
    """The category `column`, as the source's codes say, else by its spellings: Unknown for any other text.

    It is said in `raw_<column>`, and that as words in `<column>_raw`; null where nothing is said.
    """
    raw, said = F.col(f"raw_{column}"), F.col(f"{column}_raw")
    by_codes = by_notation(notations, lambda n: n.codes_of(column), lambda codes: coded(raw, codes))
    return {column: F.coalesce(by_codes, known_category(said, spellings))}


def as_coded(column: str) -> SparkColumn:
    """What is said of a category: as words, else as delivered, for a code may be what is nothing elsewhere.

    It belongs into a subject's last step, after `category`.
    """
    return F.coalesce(f"{column}_raw", F.when(F.col(column).isNotNull(), F.trim(f"raw_{column}")))


def or_unknown(column: str) -> SparkColumn:
    """A category, Unknown where nothing is said of it."""
    return F.coalesce(F.col(column), F.lit(UNKNOWN))


def ids(**raw: str) -> dict[str, SparkColumn]:
    """Identifiers, by name; null where none is given or it cannot be one."""
    return {name: identifier(F.col(column)) for name, column in raw.items()}


def day_as_read(date: str) -> SparkColumn:
    """The day as text: in ISO form where it could be read, else as delivered."""
    return F.coalesce(F.col(date).cast("string"), F.col("day"))


def _namespaced(notations: Notations, id_: SparkColumn) -> SparkColumn:
    return by_notation(notations, lambda n: n.id_namespace, lambda namespace: in_namespace(id_, namespace))


def left() -> dict[str, SparkColumn]:
    """Columns of a person whom a snapshot lacks: inactive, unless the status says more."""
    status = F.col("status")
    return {"status": F.when(status.isin("Active", UNKNOWN), "Inactive").otherwise(status)}


def closed() -> dict[str, SparkColumn]:
    """Columns of a row that a snapshot lacks, where such a row stays: it is no longer active."""
    return {"is_active": F.lit(False)}
