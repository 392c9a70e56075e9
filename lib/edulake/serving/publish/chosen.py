"""What is served by the settings: products, masked people and what they learn, rosters, released cells of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.gold import PRODUCTS
from edulake.governance import catalog, roles
from edulake.governance.masked_views import hidden
from edulake.serving.publish.served import Field, Reference, Served, served_type
from edulake.serving.questions import QUESTIONS
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.config.publish import Publish
    from edulake.contract.table import Column, Table
    from edulake.serving.questions.question import Question

RELEASED, GOLD, PEOPLE, MASKED, ACCESS = "released", "gold", "people", "masked", "access"
ABOUT_PEOPLE = (PEOPLE, MASKED, ACCESS)
# What a row of silver says of its own coming about: it changes where nothing did of what it says.
BOOKKEEPING = {
    *("source_file", "source_file_modified_at", "batch_id", "bronze_batch_id", "processing_timestamp", "delivered_at"),
    *("record_hash", "content_hash", "first_known_at", "valid_to", "is_current"),
}
NUMBERS = ("count", "score", "share", "precise")
PLACE = Field("place", "integer", "Place of the row in the answer, from 1", nullable=False)


def chosen(settings: Publish) -> list[Served]:
    """All that the settings choose, what others refer to first; ConfigError for a product that does not exist."""
    return [
        *[of_product(_named(name)) for name in dict.fromkeys(settings.tables)],
        *(masked() if settings.masked else []),
        *([roster(), teaching()] if settings.roster else []),
        *([of_question(question) for question in asked()] if settings.questions else []),
    ]


def of_product(table: Table) -> Served:
    """A product: about groups as it is; about persons with their ids, but without what else names them."""
    fields = tuple(_as_served(column) for column in table.columns if _is_served(column, table))
    schema, readers = (PEOPLE, roles.ADVISERS) if table.people else (GOLD, roles.ANALYSTS)
    of_person = [(name,) for name in table.people if name != table.key[0]]
    of_filters = dict.fromkeys((of.column,) for of in roles.filters(table))
    return Served(
        schema,
        table.name,
        table.meaning,
        fields,
        table.key,
        (table,),
        unit=f"{schema}.{table.name}",
        indexes=(*of_person, *[index for index in of_filters if index not in of_person]),
        filters=tuple(roles.filters(table)),
        readers=(readers,),
    )


def masked() -> list[Served]:
    """Courses, classes, students and staff as they are now, without whom they are about; references that hold."""
    course, class_ = ("source_system", "course_id"), ("source_system", "class_id")
    to_course = Reference(("source_system", "known_course_id"), MASKED, "courses", course)
    to_class = Reference(("source_system", "known_class_id"), MASKED, "classes", class_)
    return [
        _masked("courses", course),
        _masked("classes", class_, to_course),
        _masked("students", ("source_system", "student_key"), to_class),
        _masked("staff", ("source_system", "staff_key")),
    ]


def roster() -> Served:
    """Who is in which class, and on which days, by enrollments that nobody closed."""
    meaning = "Students by class, of enrollments that nobody closed: what row filters by class look up."
    names = ("class_id", "student_id", "source_system", "enrollment_id", "start_date", "end_date", "school_year")
    condition = f"class_id IS NOT NULL AND is_active AND {roles.days_are_read()}"
    return _looked_up("enrollments", "roster", meaning, names, condition, "class_id")


def teaching() -> Served:
    """Who teaches in which class, and on which days."""
    meaning = "Classes by who teaches there, by what nobody closed: what row filters by teacher look up."
    names = ("staff_id", "class_id", "source_system", "class_staff_id", "begin_date", "end_date", "school_year")
    return _looked_up("class_staff", "teaching", meaning, names, roles.teaches(), "staff_id")


def asked() -> list[Question]:
    """The questions whose released cells are served: of gold, for ops is written by every run."""
    return [q for q in QUESTIONS if q.is_seen("notebook") and all(table.layer == GOLD for table in q.tables)]


def of_question(question: Question) -> Served:
    """The cells of a question that may be told, in their order."""
    keys = [Field(name, "text", f"What joins it to others: {name}") for name in question.keys]
    columns = [
        Field(name, "numeric" if column.kind in NUMBERS else "text", f"{column.words.capitalize()}, as it may be told")
        for name, column in question.columns.items()
    ]
    said = " ".join(part for part in (question.asks, question.note) if part)
    return Served(
        RELEASED,
        question.name,
        said,
        (PLACE, *keys, *columns),
        ("place",),
        tuple(question.tables),
        unit=f"released.{question.name}",
        question=question,
    )


def _named(name: str) -> Table:
    tables = {t.name: t for t in catalog.TABLES if t.layer == GOLD}
    if name not in tables:
        raise ConfigError(
            f"publish.tables names {name}", "no table of gold is called so", f"e.g. {next(iter(PRODUCTS))}"
        )
    return tables[name]


def _looked_up(subject: str, name: str, meaning: str, names: tuple[str, ...], condition: str, by: str) -> Served:
    """A table that nobody reads: row filters look it up `by` a column."""
    table = SUBJECTS[subject].table
    of = {column.name: column for column in table.columns}
    fields = tuple(Field(n, served_type(of[n].type), of[n].meaning, of[n].nullable) for n in names)
    unit = f"{ACCESS}.{name}"
    return Served(ACCESS, name, meaning, fields, table.key, (table,), unit, condition, indexes=((by,),))


def _masked(subject: str, key: tuple[str, ...], *refers: Reference) -> Served:
    table = SUBJECTS[subject].table
    keys = tuple(
        Field(f"{kind}_key", "text", f"Pseudonym of the {kind}", False, "pseudonym", name, kind)
        for name, kind in table.people.items()
    )
    shown = [column for column in table.columns if column.name not in BOOKKEEPING]
    fields = [_as_served(column) for column in shown if not hidden(column)]
    known = [
        Field(
            reference.columns[1], "text", f"The same as {said}, where {reference.table} has it", True, "reference", said
        )
        for reference in refers
        for said in [reference.key[1]]
    ]
    is_history = "is_current" in table.column_names
    return Served(
        MASKED,
        subject,
        f"{subject.capitalize()} as they are now, without what names anybody.",
        (*keys, *fields, *known),
        key,
        (table,),
        unit=MASKED,
        condition="is_current" if is_history else "",
        indexes=tuple(reference.columns for reference in refers),
        refers=refers,
        readers=(roles.ANALYSTS,),
    )


def _is_served(column: Column, table: Table) -> bool:
    """Whether a column of gold is served: ids of a row's person, and what names nobody; a key always."""
    return column.personal != "sensitive" and (
        column.mask == "identifier" or not hidden(column) or column.name in table.key
    )


def _as_served(column: Column) -> Field:
    form = "email" if column.personal == "direct" and column.mask == "email" else "plain"
    return Field(column.name, served_type(column.type), column.meaning, column.nullable, form)


def names(served: Iterable[Served]) -> list[str]:
    return [str(one) for one in served]
