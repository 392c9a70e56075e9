"""When something happened: texts as moments, in each format and in the time zone of whoever wrote them."""

from __future__ import annotations

import datetime as dt

import pytest
from calendar_by_python import NO_DATES, micros, python_micros, written
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F

from edulake.expr import DATE_FORMATS, as_date, as_timestamp, local_day, midnight, utc_text


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
        ("2024-01-05T10:00:00.9999", "2024-01-05 10:00:00.9999"),
        ("2024-01-05 10:00:00.9999-08:00", "2024-01-05 18:00:00.9999"),
        ("2024-01-05T10:00:00.25", "2024-01-05 10:00:00.25"),
        ("2024-01-05 10:00:00 Z", "2024-01-05 10:00:00"),
        ("2024-01-05 10:00:00GMT", "2024-01-05 10:00:00"),
        ("2024-01-05 10:00:00+05:30", "2024-01-05 04:30:00"),
        ("9999-12-31T10:00:00Z", None),
        ("9999-12-31 10:00", None),
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
