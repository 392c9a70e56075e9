"""Sources that a block of configuration describes: rows of a known form under other column names."""

from __future__ import annotations

import difflib
from functools import partial
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze import crosswalk
from edulake.bronze.called import called_in
from edulake.bronze.source import Source
from edulake.bronze.wide import Wide, wide
from edulake.contract import pulled
from edulake.contract.feed import Database, Dialect, Feed, Files, Notation, Scale, Topic, Withheld
from edulake.contract.raw import raw_columns
from edulake.errors import ConfigError
from edulake.expr.called import alike, names
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyspark.sql import DataFrame

    from edulake.config.settings import SourceSettings
    from edulake.contract.table import Table
    from edulake.expr.called import Called
    from edulake.silver.subject import Form


# What a block can deliver: subjects of silver, and what their sources look up.
FORMS = {**{name: subject.form for name, subject in SUBJECTS.items()}, crosswalk.SUBJECT: crosswalk.FORM}


def configured(block: str, settings: SourceSettings) -> Source:
    """The source that a block of configuration describes; ConfigError for columns that its table does not have."""
    form = _form(block, settings)
    _must_tell_repeats_apart(block, settings)
    name = settings.system or block
    columns = called_in(block, settings)
    feed = Feed(
        table=form.table,
        columns={f"raw_{column}": header for column, header in columns.items()},
        arrives=_arrives(block, settings, _withheld(block, settings, columns)),
        required=tuple(f"raw_{column}" for column in form.required if column in settings.columns),
        snapshot=settings.snapshot,
        identity=_identity(form, settings),
    )
    constants = {f"raw_{column}": value for column, value in settings.constants.items()}
    return Source(
        name=name,
        subject=settings.subject,
        feeds=(feed,),
        facts=form.table,
        candidates=partial(_with_constants, name, constants, _wide(form, settings)),
        provides=frozenset(f"raw_{column}" for column in _given(settings)),
        notation=_notation(settings),
        spreads=settings.spread is not None,
        is_described=True,
    )


def _given(settings: SourceSettings) -> set[str]:
    """The columns that records have: of a file, of header and cell of a wide one, or the same in all."""
    spread = settings.spread.gives if settings.spread else ()
    return {*settings.columns, *settings.constants, *spread}


def _wide(form: Form, settings: SourceSettings) -> Wide | None:
    """How the records of a block are wide; None where a record is a row."""
    if settings.spread is None:
        return None
    own = form.identity[0] if len(form.identity) == 1 and form.identity[0][4:] in settings.columns else None
    return Wide(settings.spread, names(settings.columns.values()), own, settings.delimiter)


def _arrives(block: str, settings: SourceSettings, withheld: Withheld) -> Files | Database | Topic:
    """The files, database or topic of a block, as its format says: a block over another one may have several."""
    if settings.format == "jdbc" and settings.database:
        return Database(settings.database, withheld, settings.loose_names)
    if settings.format == "kafka" and settings.kafka:
        return Topic(settings.kafka, withheld)
    if settings.format == "rest":
        return Files(pulled.glob(block), Dialect("jsonl", withheld=withheld))
    dialect = Dialect(
        settings.format,  # type: ignore[arg-type]
        settings.delimiter,
        settings.encoding,
        withheld,
        settings.records,
        settings.header,
        settings.loose_names,
    )
    return Files(settings.files, dialect)


def _with_constants(
    name: str, constants: Mapping[str, str], how: Wide | None, facts: DataFrame, current: Mapping[Table, DataFrame]
) -> DataFrame:
    """Rows as they are, wide ones spread, those of the source `name` with what it says of all of its rows."""
    rows = facts if how is None else wide(how, facts, current)
    ours = F.col("source_system") == name
    fixed = {column: F.when(ours, F.lit(value)).otherwise(F.col(column)) for column, value in constants.items()}
    return rows.withColumns({**fixed, "revisit": F.lit(False)})


def _notation(settings: SourceSettings) -> Notation:
    return Notation(
        date_formats=tuple(settings.date_formats),
        decimal_comma=settings.decimal_comma,
        scale=Scale(settings.score_min, settings.score_max, settings.score_percent),
        id_namespace=settings.id_namespace,
        no_engagement_is_zero=settings.no_engagement_is_zero,
        exceptions_only=bool(settings.exceptions_only),
        time_zone=settings.time_zone,
        patterns=tuple(settings.patterns.items()),
        codes=tuple(settings.codes.items()),
        caps_scores=settings.score_above_maximum == "cap",
        money=settings.money,
        corrections_up_to=settings.corrections_up_to,
    )


def _withheld(block: str, settings: SourceSettings, columns: Mapping[str, Called]) -> Withheld:
    """What the source keeps out; ConfigError for a column that is mapped as well, or that holds a mapped one."""
    mapped, loosely = names(columns.values()), settings.loose_names
    for name in settings.omit:
        one = alike(name, loosely=loosely)
        others = {column: alike(column, loosely=loosely) for column in mapped}
        both = next((column for column, other in others.items() if _is_part(other, one) or _is_part(one, other)), None)
        if both:
            why = "it cannot be read and kept out at once"
            raise ConfigError(f"source {block}: {both} is mapped, and omit names {name}", why, "take it out of one")
    return Withheld(tuple(settings.omit), mapped if settings.only_mapped else None, loosely=loosely)


def _is_part(name: str, whole: str) -> bool:
    """Whether a column is another one, or within it."""
    return f"{name}.".lower().startswith(f"{whole}.".lower())


def _identity(form: Form, settings: SourceSettings) -> tuple[str, ...]:
    named = {f"raw_{column}" for column in settings.columns}
    if set(form.identity) <= named:
        return form.identity
    return tuple(column for column in form.or_identity if column in named)


def _must_tell_repeats_apart(block: str, settings: SourceSettings) -> None:
    """ConfigError for rows of a database or a topic that may be alike to the last word, and have no ids.

    Extractions cut a table or a topic anywhere, and tell a changed row again: neither is known without its id.
    """
    subject = SUBJECTS.get(settings.subject)
    named = {"jdbc": "a database", "kafka": "a topic"}.get(settings.format)
    if named and subject and subject.repeats and subject.row_id not in settings.columns:
        what = f"source {block}: rows of {subject.name} in {named} need their ids"
        why = "of two that are alike one would be lost, and a changed one would count twice"
        raise ConfigError(what, why, f"add {subject.row_id} to its columns")


def _form(block: str, settings: SourceSettings) -> Form:
    form = FORMS.get(settings.subject)
    if form is None:
        what = f"source {block}: no subject is called {settings.subject}"
        raise ConfigError(what, "", _meant(settings.subject, FORMS))
    given = _given(settings)
    known = {name.removeprefix("raw_") for name in raw_columns(form.table)}
    unknown, lacking = sorted(given - known), sorted(set(form.required) - given)
    if unknown or lacking:
        why = f"{settings.subject} has no column {unknown[0]}" if unknown else f"without {', '.join(lacking)}"
        add = f'add {", ".join(lacking)} to [sources.{block}.columns]: our name = "the file\'s name"'
        raise ConfigError(f"source {block} is not described well", why, _meant(unknown[0], known) if unknown else add)
    return form


def _meant(wanted: str, names: Iterable[str]) -> str:
    """What is to be written for a name that there is not: one that is like it, or any of them."""
    near = difflib.get_close_matches(wanted, names, 3, 0.6)
    return f"did you mean {' or '.join(near)}?" if near else f"choose from {', '.join(sorted(names))}"
