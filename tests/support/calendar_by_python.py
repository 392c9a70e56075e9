"""Days and moments as Python's own datetime reads them, for the tests of dates; and texts that are neither."""

from __future__ import annotations

import datetime as dt
import re

NO_DATES = [
    None, "", " ", "N/A", "2024", "2024-02", "2024-01-05 junk", "2024-01-05T", "2024-01-05 25:00",
    "2024-01-05 10:60", "2024-01-05 10:00:60", "2024-01-05 10", "2024-01-05T10:00+25:00",
    "2024-01-05T10:00 CET", "2024-02-30", "2023-02-29", "1900-02-29", "2100-02-29", "2024-04-31",
    "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32", "2024-1-5", "+12345-01-01", "12345-01-01",
    "0001-01-01", "0000-01-01", "1899-12-31", "-2024-01-05", "2024-01-05\n",
    "\uff12\uff10\uff12\uff14-01-05", "2024\u201301\u201305", "20240105", "05/01/2024", "01/05/24",
    "Jan 5, 2024", "epoch", "today", "now", "1704412800", "45296",
]  # fmt: skip


def written(date_format: str, year: int, month: int, day: int) -> str:
    values = {"yyyy": f"{year:04d}", "MM": f"{month:02d}", "M": f"{month}", "dd": f"{day:02d}", "d": f"{day}"}
    return re.sub("yyyy|MM?|dd?", lambda part: values[part[0]], date_format)


def python_day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat() if year >= 1900 else None
    except ValueError:
        return None


def python_date(text: str, names: tuple[str, ...]) -> str | None:
    groups = {
        "yyyy": r"(?P<y>\d{4})",
        "MM": r"(?P<m>\d\d)",
        "M": r"(?P<m>\d\d?)",
        "dd": r"(?P<d>\d\d)",
        "d": r"(?P<d>\d\d?)",
    }
    for name in names:
        hour = r"([01]\d|2[0-3])" if "dd" in name else r"([01]?\d|2[0-3])"
        time = rf"([T ]{hour}:[0-5]\d(:[0-5]\d(\.\d{{1,9}})?)?( ?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?))?)?"
        shape = re.sub("yyyy|MM?|dd?", lambda part: groups[part[0]], name.replace(".", r"\."))
        found = re.fullmatch(shape + time, text.strip(" "), re.ASCII)
        if found:
            return python_day(int(found["y"]), int(found["m"]), int(found["d"]))
    return None


def micros(utc: str | None) -> str | None:
    if utc is None:
        return None
    moment = dt.datetime.fromisoformat(f"{utc}+00:00".replace(".5+", ".500+").replace(".25+", ".250+"))
    return f"{(moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)}"


def python_micros(text: str) -> str:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return f"{(moment - epoch) // dt.timedelta(microseconds=1)}"
