"""The block of configuration for a kind of file, and what its files leave open: a line to fill in for each question."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from edulake.expr.vocabulary import MISSED, YEARS, order_of, unreadable
from edulake.landing.suggest import evidence, names
from edulake.landing.suggest.block import Block, key_of
from edulake.landing.suggest.kinds import glob

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.landing.suggest.kinds import Kind

# Words of a register that mean one thing everywhere (expr/attendance.py), by their letters; others are a source's own.
STATUSES = (
    *MISSED,
    "P",
    "A",
    "Here",
    "Attended",
    "Tardy",
    "Late arrival",
    "Left early",
    "Early dismissal",
    "Unexcused",
)
STATUSES += ("Unexcused absence", "Excused absence", "Absent excused", "Absent unexcused", "In attendance", "Half day")
_KNOWN = {names.plain(word) for word in STATUSES}
MOST_CODES = 30
HUNDRED, FIFTY = Decimal(100), Decimal(50)


def blocks(found: Sequence[Kind], system: str) -> list[Block]:
    """A block for each kind that can be read, named by the `system` and what its files are called."""
    read = [kind for kind in found if not kind.table.unread]
    made: list[Block] = []
    standards = {kind.standard for kind in read} - {""}
    for standard in sorted(standards):
        of = next(kind for kind in read if kind.standard == standard)
        name = system if len(standards) == 1 else f"{system}_{standard}"
        says = {"standard": standard, **({"system": system} if name != system else {})}
        made.append(Block(name, of, says, notes=[f"files of the standard {standard}: it says all of their columns"]))
    others = [kind for kind in read if not kind.standard]
    for kind in others:
        made.append(_block(kind, system, {block.name for block in made}, read, alone=len(read) == 1))
    return made


def _block(kind: Kind, system: str, taken: set[str], read: Sequence[Kind], *, alone: bool) -> Block:
    subject = kind.mapped.subject if kind.mapped else ""
    name = system if alone else f"{system}_{subject or 'unknown'}"
    number = 2
    while name in taken:
        name, number = f"{system}_{subject or 'unknown'}_{number}", number + 1
    block = Block(name, kind)
    block.says |= {} if name == system else {"system": system}
    block.says |= {} if subject in ("", "assessments") else {"subject": subject}
    block.says |= {"files": glob(kind, read, name), "format": kind.table.format}
    if block.own_folder:
        block.notes.append(f"other files are called the same: put these into landing/{system}/{name}")
    _say_bytes(block)
    if not kind.mapped or kind.rivals:
        _ask_subject(block)
        return block
    _say_columns(block)
    _say_dates(block)
    _say_numbers(block)
    _say_ids(block)
    _ask_codes(block)
    return block


def _say_bytes(block: Block) -> None:
    table = block.kind.table
    if table.format == "csv" and block.kind.is_tidy:
        block.says |= {} if table.encoding.startswith(("utf-8", "utf-16", "utf-32")) else {"encoding": table.encoding}
        block.says |= {"encoding": table.encoding} if table.encoding in ("utf-16-le", "utf-16-be") else {}
    if table.format == "csv":
        block.says |= {} if table.form.delimiter == "," else {"delimiter": table.form.delimiter}
    block.says |= {"records": table.within} if table.within else {}
    if table.sheet:
        block.says["format"] = "csv"
        block.notes.append("workbooks are not read: --tidy DIR writes the first sheet as CSV, for which this is")
    if above := max(one.above for one in block.kind.tables):
        block.notes.append(f"{above} lines stand above the header: --tidy DIR writes the files without them")
    if block.kind.sums:
        block.notes.append(f"{block.kind.sums} rows are sums, and no records: --tidy DIR writes the files without them")
    block.notes += [f"looked at: {table.part}"] if table.part else []


def _ask_subject(block: Block) -> None:
    """Which subject it is: two for which as much speaks, or none that is known by these names."""
    kind, header = block.kind, block.kind.table.header
    block.is_whole = False
    of = [kind.mapped.subject, *kind.rivals] if kind.mapped else sorted(names.known()["subjects"])
    block.asks.append((f"which subject are these files of: {', '.join(of)}?", 'subject = ""'))
    block.tables["columns"] = {f"COLUMN_{place}": name for place, name in enumerate(header, 1) if name}


def _say_columns(block: Block) -> None:
    kind = block.kind
    columns = dict(kind.columns)
    block.tables["columns"] = columns
    mapped = {*columns, *(kind.wide.gives if kind.wide else ())}
    own = names.known()["subjects"][kind.mapped.subject]["needs"] if kind.mapped else []
    required = {"assessments": ["student_id", "assessment_date"], "attendance": ["student_id", "date", "status"]}
    required |= {"enrollments": ["student_id", "course_id"]}
    for column in required.get(kind.mapped.subject if kind.mapped else "", own):
        if column not in mapped:
            answer = f'[sources.{block.name}.constants]\n{column} = ""'
            block.asks.append((f"no column says {column}: is it one text for all of the file?", answer))
    if kind.wide:
        block.tables["spread"] = kind.wide.says
    left = [name for name in kind.table.header if name and name not in {*columns.values(), *_spread(kind)}]
    block.notes += [f"not mapped: {', '.join(left)}"] if left else []


def _spread(kind: Kind) -> tuple[str, ...]:
    return kind.wide.headers if kind.wide else ()


def _say_dates(block: Block) -> None:
    """The formats of all its days; a question where a column's order is open and no other column decides it."""
    found = {name: evidence.dates(column) for name, column in block.kind.seen.items() if column.kind == "date"}
    types = dict(zip(block.kind.table.header, block.kind.table.types, strict=False))
    found = {name: dates for name, dates in found.items() if block.kind.seen[name].values or not types}
    decided = {name: dates for name, dates in found.items() if not dates.asks}
    formats = list(dict.fromkeys(name for dates in decided.values() for name in dates.formats))
    orders = {order_of(name) for name in formats} - {YEARS}
    for name, dates in found.items():
        if not block.kind.seen[name].values:
            continue
        likely = [one for one in dates.possible if order_of(one) in orders]
        if dates.asks and len(orders) == 1 and likely and "both orders are possible" in dates.asks:
            formats += [one for one in likely if one not in formats]
            block.notes.append(f"{name}: {dates.asks}; read as the other columns are")
        elif dates.asks:
            either = " or ".join(f'["{one}"]' for one in dates.possible) or "none that edulake reads"
            block.asks.append((f"how are the days of {name} written: {dates.asks}", f"date_formats = []  # {either}"))
        else:
            block.notes.append(f"{name}: {dates.why}")
    if len(orders) > 1 or (formats and unreadable(formats)):
        block.asks.append(("some columns are day first, others month first: which?", "date_formats = []"))
    elif formats and not any("date_formats" in answer for _, answer in block.asks):
        block.says |= {} if formats == ["yyyy-MM-dd"] else {"date_formats": formats}
    text = [
        name for name, spark_type in types.items() if spark_type == "string" and name in block.kind.columns.values()
    ]
    if any(block.kind.columns.get(name) in text for name in block.kind.seen if block.kind.seen[name].kind == "date"):
        block.asks.append(("how are the days that are text in Parquet written?", 'date_formats = ["yyyy-MM-dd"]'))


def _say_numbers(block: Block) -> None:
    """The decimal mark, and the scale of scores: out of 100 unless a column says each one's highest."""
    seen = block.kind.seen
    figures = [column for column in seen.values() if column.kind == "number"]
    found = evidence.numbers(figures)
    if found.asks:
        block.asks.append((f"how are numbers written: {found.asks}", "decimal_comma = true  # or leave it out"))
    elif found.comma:
        block.says["decimal_comma"] = True
        block.notes.append(found.why)
    scores = seen.get("score") or (seen.get("spread") if block.kind.wide and "score" in block.kind.wide.gives else None)
    if not scores or not scores.values:
        return
    if scores.percents:
        block.says["score_percent"] = True
    if scores.numbers * 2 < scores.values:
        block.asks.append(("most scores are no numbers: which column holds points?", 'score = ""'))
    has_maximum = "score_max" in {*block.kind.columns, *(block.kind.wide.gives if block.kind.wide else ())}
    highest = scores.highest or Decimal(0)
    if not has_maximum and not scores.percents and not FIFTY < highest <= HUNDRED:
        block.asks.append((f"the highest score is {highest.normalize():f}: out of how many?", "score_max = 0"))


def _say_ids(block: Block) -> None:
    """What harms ids: zeros before them, numbers that a spreadsheet wrote with an exponent, and keys that repeat."""
    subject = block.kind.mapped.subject if block.kind.mapped else ""
    own = {"assessments": "assessment_id", "attendance": "attendance_id", "engagement": "engagement_id"}.get(subject)
    for name, column in block.kind.seen.items():
        if column.kind == "id" and column.zeros:
            block.notes.append(
                f"{name}: {column.zeros} ids begin with 0, which is kept: open the file in no spreadsheet"
            )
        if column.kind == "id" and column.damaged:
            block.notes.append(f"{name}: {column.damaged} ids cannot be read, as 1.2E+11: export them as text")
        if name == own and column.repeated and not block.kind.wide:
            left = block.tables["columns"].pop(name)
            block.notes.append(
                f"{left} stands in several rows ({column.repeated} times), and is no id of one: left out"
            )
        if column.is_constant and column.kind == "text" and block.kind.records > 1:
            block.notes.append(f"{name}: one text in all {column.values} records")


def _ask_codes(block: Block) -> None:
    """What a register's own codes mean."""
    kind = block.kind
    subject = kind.mapped.subject if kind.mapped else ""
    column = kind.seen.get("spread" if kind.wide else "status")
    if subject != "attendance" or not column:
        return
    codes = [code for code in column.texts if names.plain(code) not in _KNOWN][:MOST_CODES]
    if codes:
        answers = "\n".join(f'{key_of(code)} = ""' for code in sorted(codes))
        why = f"what do these codes mean: {', '.join(MISSED)}"
        block.asks.append((why, f"[sources.{block.name}.codes.status]\n{answers}"))
