from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F

from edulake.expr import DATE_FORMATS, as_date, as_timestamp, local_day, midnight, school_year, utc_text

NO_DATES = [
    None, "", " ", "N/A", "2024", "2024-02", "2024-01-05 junk", "2024-01-05T", "2024-01-05 25:00",
    "2024-01-05 10:60", "2024-01-05 10:00:60", "2024-01-05 10", "2024-01-05T10:00+25:00",
    "2024-01-05T10:00 CET", "2024-02-30", "2023-02-29", "1900-02-29", "2100-02-29", "2024-04-31",
    "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32", "2024-1-5", "+12345-01-01", "12345-01-01",
    "0001-01-01", "0000-01-01", "1899-12-31", "-2024-01-05", "2024-01-05\n",
    "\uff12\uff10\uff12\uff14-01-05", "2024\u201301\u201305", "20240105", "05/01/2024", "01/05/24",
    "Jan 5, 2024", "epoch", "today", "now", "1704412800", "45296",
]  # fmt: skip
YEARS = st.sampled_from([0, 1, 1899, 1900, 1996, 2000, 2023, 2024, 2100, 9999]) | st.integers(0, 9999)
TIMES = st.sampled_from(
    ["", "", " 10:00", "T23:59:59Z", "T24:00", " 10:00:00.123456", "T10:00+05:30", " 1:00", "x", " "]
)


def test_as_date(check):
    rows = [
        ("2024-01-05", "2024-01-05"),
        (" 2024-01-05 ", "2024-01-05"),
        ("2024-02-29", "2024-02-29"),
        ("2000-02-29", "2000-02-29"),
        ("1900-01-01", "1900-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("2024-01-05T10:00:00Z", "2024-01-05"),
        ("2024-01-05T23:59:59.999-11:00", "2024-01-05"),
        ("2024-01-05 10:00", "2024-01-05"),
        ("2024-01-05 10:00:00 UTC", "2024-01-05"),
        ("2024-01-05 1:00", None),
        ("2024-01-05 10:00 AM", None),
        *[(text, None) for text in NO_DATES],
    ]
    check(as_date, rows, "date")


@pytest.mark.parametrize(
    ("date_format", "good", "bad"),
    [
        ("yyyyMMdd", ["20240105", "20240105 10:00"], ["2024015", "20241301", "2024-01-05", "202401051"]),
        ("yyyy/MM/dd", ["2024/01/05"], ["2024/1/5", "2024-01-05"]),
        (
            "MM/dd/yyyy",
            ["01/05/2024", "01/05/2024T10:00:00Z"],
            ["1/5/2024", "13/01/2024", "02/30/2024", "01-05-2024"],
        ),
        ("dd/MM/yyyy", ["05/01/2024"], ["5/1/2024", "01/13/2024", "30/02/2024"]),
        ("dd.MM.yyyy", ["05.01.2024"], ["05x01x2024", "5.1.2024", "05.01.24"]),
        ("MM-dd-yyyy", ["01-05-2024"], ["2024-01-05", "13-01-2024"]),
        ("dd-MM-yyyy", ["05-01-2024"], ["2024-01-05", "01-13-2024"]),
        (
            "M/d/yyyy",
            ["1/5/2024", "01/05/2024", "1/5/2024 10:00 -05"],
            ["1//2024", "001/5/2024", "2/30/2024", "0/5/2024"],
        ),
        ("d/M/yyyy", ["5/1/2024", "05/1/2024"], ["29/2/2023", "32/1/2024", "5/1/24"]),
        ("d.M.yyyy", ["5.1.2024", "05.01.2024"], ["31.4.2024", "5,1,2024"]),
    ],
)
def test_as_date_in_each_format(check, date_format, good, bad):
    rows = [*[(text, "2024-01-05") for text in good], *[(text, None) for text in bad], (None, None)]
    check(lambda raw: as_date(raw, (date_format,)), rows, "date")


def test_as_date_in_one_of_several_formats(check):
    rows = [("2024-01-05", "2024-01-05"), ("5.1.2024", "2024-01-05"), ("01/05/2024", None), (None, None)]
    check(lambda raw: as_date(raw, ("yyyy-MM-dd", "d.M.yyyy")), rows, "date")


@pytest.mark.parametrize("latest", [dt.date(2024, 6, 30), F.lit])
def test_as_date_is_not_after_the_latest_day(check, latest):
    last = latest("2024-06-30").cast("date") if callable(latest) else latest
    rows = [
        ("2024-06-30", "2024-06-30"),
        ("2024-07-01", None),
        ("9999-12-31", None),
        ("x", None),
        (None, None),
    ]
    check(lambda raw: as_date(raw, latest=last), rows, "date")


@pytest.mark.parametrize("parse", [as_date, as_timestamp])
def test_formats_that_cannot_be_read_are_refused(spark, parse):
    with pytest.raises(ValueError, match=r"yy-MM.*allowed are yyyy-MM-dd"):
        parse(F.col("raw"), ("yyyy-MM-dd", "yy-MM"))
    with pytest.raises(ValueError, match="allowed are"):
        parse(F.col("raw"), ())
    with pytest.raises(ValueError, match="different days"):
        parse(F.col("raw"), ("MM/dd/yyyy", "d/M/yyyy"))


def test_as_timestamp(spark, check):
    rows = [
        ("2024-01-05", "2024-01-05 00:00:00"),
        ("2024-01-05T10:00:00Z", "2024-01-05 10:00:00"),
        ("2024-01-05T10:00:00", "2024-01-05 10:00:00"),
        ("2024-01-05 10:00", "2024-01-05 10:00:00"),
        ("2024-01-05 10:00Z", "2024-01-05 10:00:00"),
        ("2024-01-05 10:00 Z", "2024-01-05 10:00:00"),
        ("2024-01-05T10:00+05:30", "2024-01-05 04:30:00"),
        ("2024-01-05T10:00 +0530", "2024-01-05 04:30:00"),
        ("2024-01-05 10:00:00+00", "2024-01-05 10:00:00"),
        ("2024-01-05 10:00:00 -08:00", "2024-01-05 18:00:00"),
        ("2024-01-05 10:00:00 UTC", "2024-01-05 10:00:00"),
        ("2024-01-05T10:00UTC", "2024-01-05 10:00:00"),
        ("2024-01-05 10:00:00.25 GMT", "2024-01-05 10:00:00.25"),
        ("2024-01-05 1:00", None),
        ("2024-01-05 10:00 AM", None),
        ("2024-01-05T10:00-08", "2024-01-05 18:00:00"),
        ("2024-01-05T10:00:00.5-0800", "2024-01-05 18:00:00.5"),
        ("2024-01-05T10:00:00.123456Z", "2024-01-05 10:00:00.123456"),
        ("2024-01-05T10:00:00.1234567", "2024-01-05 10:00:00.123456"),
        ("2024-03-10T02:30:00", "2024-03-10 02:30:00"),  # no such hour in New York
        ("1900-01-01T00:00:00+14:00", "1899-12-31 10:00:00"),
        ("9998-12-31T23:59:59-12:00", "9999-01-01 11:59:59"),
        ("9999-12-31", None),
        *[(text, None) for text in NO_DATES],
    ]
    check(as_timestamp, rows, "timestamp")
    for zone in ("America/New_York", "Asia/Kolkata"):
        spark.conf.set("spark.sql.session.timeZone", zone)
        try:
            check(
                lambda raw: F.unix_micros(as_timestamp(raw)),
                [(raw, micros(text)) for raw, text in rows],
                "bigint",
            )
        finally:
            spark.conf.set("spark.sql.session.timeZone", "UTC")


def micros(utc: str | None) -> str | None:
    if utc is None:
        return None
    moment = dt.datetime.fromisoformat(f"{utc}+00:00".replace(".5+", ".500+").replace(".25+", ".250+"))
    return f"{(moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)}"


NEW_YORK = "America/New_York"
# What a source in New York writes, the moment that it means and the day on which it counts there.
WRITTEN_IN_NEW_YORK = [
    ("2024-03-06T01:00:00Z", "2024-03-06 01:00:00", "2024-03-05"),
    ("2024-03-05T20:00:00-05:00", "2024-03-06 01:00:00", "2024-03-05"),
    ("2024-03-05T23:00-08", "2024-03-06 07:00:00", "2024-03-06"),
    ("2024-03-06 01:00 Z", "2024-03-06 01:00:00", "2024-03-05"),
    ("2024-03-05 20:00", "2024-03-06 01:00:00", "2024-03-05"),
    ("2024-03-05T20:00:00.123456", "2024-03-06 01:00:00.123456", "2024-03-05"),
    ("2024-03-05", "2024-03-05 05:00:00", "2024-03-05"),
    ("2024-07-05", "2024-07-05 04:00:00", "2024-07-05"),
    # The day on which clocks go forward: no 02:30, and 23 hours.
    ("2024-03-10T02:30:00", "2024-03-10 07:30:00", "2024-03-10"),
    ("2024-03-10T03:00:00", "2024-03-10 07:00:00", "2024-03-10"),
    ("2024-03-11T03:59:59.999999Z", "2024-03-11 03:59:59.999999", "2024-03-10"),
    ("2024-03-11T04:00:00Z", "2024-03-11 04:00:00", "2024-03-11"),
    # And back: 01:30 comes twice, and is the first of them.
    ("2024-11-03T01:30:00", "2024-11-03 05:30:00", "2024-11-03"),
    ("2024-11-04T04:59:59Z", "2024-11-04 04:59:59", "2024-11-03"),
    ("1900-01-01T10:00:00Z", "1900-01-01 10:00:00", "1900-01-01"),
    ("1969-12-31T23:59:59.999999Z", "1969-12-31 23:59:59.999999", "1969-12-31"),
    ("9999-12-31", None, "9999-12-31"),
    ("2024-02-30T10:00Z", None, None),
    ("x", None, None),
    (None, None, None),
]


@pytest.mark.parametrize("session", ["UTC", "Europe/Berlin", "Asia/Kolkata"])
def test_moments_and_days_of_a_time_zone(spark, check, session):
    spark.conf.set("spark.sql.session.timeZone", session)
    try:
        moments = [(raw, micros(moment)) for raw, moment, _ in WRITTEN_IN_NEW_YORK]
        check(lambda raw: F.unix_micros(as_timestamp(raw, zone=NEW_YORK)), moments, "bigint")
        days = [(raw, day) for raw, _, day in WRITTEN_IN_NEW_YORK]
        check(lambda raw: as_date(raw, zone=NEW_YORK, latest=dt.date(9999, 12, 31)), days, "date")
        texts = [("2024-01-05T10:00:00.5-08:00", "2024-01-05T18:00:00.500000Z"), ("x", None), (None, None)]
        texts += [("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z")]
        check(lambda raw: utc_text(as_timestamp(raw)), texts)
        begins = [("2024-03-31", "2024-03-31T00:00:00.000000Z"), (None, None)]
        check(lambda raw: utc_text(midnight(as_date(raw))), begins)
        begins = [("2024-03-31", "2024-03-30T23:00:00.000000Z"), ("2024-04-01", "2024-03-31T22:00:00.000000Z")]
        check(lambda raw: utc_text(midnight(as_date(raw), "Europe/Berlin")), [*begins, (None, None)])
        days = [("2024-03-31T21:59:59Z", "2024-03-31"), ("2024-03-31T22:00:00Z", "2024-04-01"), (None, None)]
        check(lambda raw: local_day(as_timestamp(raw), "Europe/Berlin"), days, "date")
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


@pytest.mark.parametrize("date_format", [name for name in DATE_FORMATS if name != "yyyy-MM-dd"])
def test_as_timestamp_in_each_format(check, date_format):
    day = (
        date_format.replace("yyyy", "2024").replace("MM", "01").replace("dd", "05").replace("M", "1").replace("d", "5")
    )
    rows = [
        (day, "2024-01-05 00:00:00"),
        (f"{day} 10:00", "2024-01-05 10:00:00"),
        (f"{day}T10:00:00.25 -08:00", "2024-01-05 18:00:00.25"),
        (day.replace("2024", "9999"), None),
        ("2024-02-30", None),
        (None, None),
    ]
    check(lambda raw: as_timestamp(raw, (date_format,)), rows, "timestamp")


# Times that a format reads: those it names, or those that are written as freely as its days.
CLOCKS = [
    ("9:05", "09:05:00", "H"),
    ("9:05:07", "09:05:07", "H"),
    ("09:05", "09:05:00", "HH H"),
    ("13:05:00.5", "13:05:00.5", "HH H"),
    ("0:00", "00:00:00", "H"),
    ("24:00", None, ""),
    ("9:5", None, ""),
    ("9:05 AM", "09:05:00", "h"),
    ("9:05:00 PM", "21:05:00", "h"),
    ("9:05pm", "21:05:00", "h"),
    ("9:05:00.5 p.m.", "21:05:00.5", "h"),
    ("09:05 PM", "21:05:00", "hh h"),
    ("12:05 AM", "00:05:00", "hh h"),
    ("12:05:59 PM", "12:05:59", "hh h"),
    ("11:59:59 PM", "23:59:59", "hh h"),
    ("13:05 PM", None, ""),
    ("0:05 AM", None, ""),
    ("9 AM", None, ""),
    ("9:05 XM", None, ""),
]
READS = {
    "M/d/yyyy": "H h",
    "d.M.yyyy": "H h",
    "MM/dd/yyyy": "HH",
    "M/d/yyyy H:mm": "H",
    "d/M/yyyy h:mm a": "h",
    "M/d/yyyy h:mm:ss a": "h",
    "MM/dd/yyyy hh:mm a": "hh",
    "MM/dd/yyyy h:mm a": "h",
    "yyyy-MM-dd H:mm": "H",
    "yyyy-MM-dd HH:mm:ss": "HH",
    "yyyy-MM-dd'T'HH:mm:ss": "HH",
    "yyyyMMdd h:mm a": "h",
}


@pytest.mark.parametrize("date_format", READS)
def test_times_of_a_format(check, date_format):
    day = written(date_format.split(" ")[0].split("'")[0], 2026, 3, 9)
    reads = {(text, at): bool({*hours.split()} & {*READS[date_format].split()}) for text, at, hours in CLOCKS}
    moments = [(f"{day} {text}", f"2026-03-09 {at}" if reads[text, at] else None) for text, at in reads]
    moments += [(day, "2026-03-09 00:00:00"), (None, None)]
    check(lambda raw: as_timestamp(raw, (date_format,)), moments, "timestamp")
    days = [(text, at and at[:10]) for text, at in moments]
    check(lambda raw: as_date(raw, (date_format,)), days, "date")


def test_times_with_an_offset_and_in_a_zone(check):
    rows = [
        ("3/9/2026 9:05 PM UTC", "2026-03-09 21:05:00", "2026-03-09"),
        ("3/9/2026 9:05:00 PM -05:00", "2026-03-10 02:05:00", "2026-03-09"),
        ("3/10/2026 12:30 AM GMT", "2026-03-10 00:30:00", "2026-03-09"),
        ("3/10/2026 1:30Z", "2026-03-10 01:30:00", "2026-03-09"),
        ("3/9/2026 9:05 PM", "2026-03-10 01:05:00", "2026-03-09"),
        ("3/9/2026 12:00 PM", "2026-03-09 16:00:00", "2026-03-09"),
        ("3/9/2026", "2026-03-09 04:00:00", "2026-03-09"),
        ("3/9/9999 9:05 PM", None, "9999-03-09"),
        (None, None, None),
    ]
    moments = [(raw, moment) for raw, moment, _ in rows]
    check(lambda raw: as_timestamp(raw, ("M/d/yyyy",), NEW_YORK), moments, "timestamp")
    days = [(raw, day) for raw, _, day in rows]
    check(lambda raw: as_date(raw, ("M/d/yyyy",), dt.date(9999, 12, 31), NEW_YORK), days, "date")


def test_school_year(check):
    rows = [
        ("2024-06-30", "2024"),
        ("2024-07-01", "2025"),
        ("2024-12-31", "2025"),
        ("2025-01-01", "2025"),
        (None, None),
    ]
    check(lambda raw: school_year(as_date(raw)), rows, "int")
    check(lambda raw: school_year(as_date(raw), 8), [("2024-07-31", "2024"), ("2024-08-31", "2025")], "int")
    check(lambda raw: school_year(as_date(raw), 1), [("2024-01-01", "2024"), ("2024-12-31", "2024")], "int")
    with pytest.raises(ValueError, match="1 to 12"):
        school_year(F.col("raw"), 0)


def test_every_day_of_the_calendar(check):
    """Each month and day number from 0 to 32 of a leap year, a common year and two turns of a century."""
    dates = [(y, m, d) for y in (1900, 2000, 2023, 2024) for m in range(14) for d in range(33)]
    for name in ("yyyy-MM-dd", "M/d/yyyy", "d.M.yyyy"):
        rows = [(written(name, *date), python_day(*date)) for date in dates]
        check(lambda raw, name=name: as_date(raw, (name,)), rows, "date")


def test_as_date_like_python(check):
    names = ("yyyy-MM-dd", "yyyyMMdd", "MM/dd/yyyy", "d.M.yyyy")
    parts = st.tuples(st.sampled_from(DATE_FORMATS), YEARS, st.integers(0, 13), st.integers(0, 32), TIMES)
    texts = parts.map(lambda p: written(p[0], *p[1:4]) + p[4]) | st.text("0123456789-/. T:Z", max_size=12)

    @settings(max_examples=3, deadline=None)
    @given(st.lists(texts, min_size=100, max_size=200))
    def like_python(written_dates):
        rows = [(text, python_date(text, names)) for text in written_dates]
        check(lambda raw: as_date(raw, names), rows, "date")

    like_python()


def test_as_timestamp_like_python(check):
    zones = st.sampled_from(["", "Z", "+00:00", "-08:00", "+05:30", "+14:00", "-11:30", "+0530", "-08"])
    seconds = st.sampled_from(["", ":00", ":59", ":07.5", ":07.123", ":07.123456"])
    moments = st.datetimes(*map(dt.datetime.fromisoformat, ("1900-01-02", "9998-12-30")))
    texts = st.builds(
        lambda m, gap, s, z: f"{m:%Y-%m-%d}{gap}{m:%H:%M}{s}{z}",
        moments,
        st.sampled_from("T "),
        seconds,
        zones,
    )

    @settings(max_examples=3, deadline=None)
    @given(st.lists(texts, min_size=100, max_size=200))
    def like_python(written_moments):
        rows = [(text, python_micros(text)) for text in written_moments]
        check(lambda raw: F.unix_micros(as_timestamp(raw)), rows, "bigint")

    like_python()


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


def python_micros(text: str) -> str:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return f"{(moment - epoch) // dt.timedelta(microseconds=1)}"
