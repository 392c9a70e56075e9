"""Levels of learners and the times at them in plain Python: learner by learner, from rows of silver as tests write them."""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
from collections import defaultdict
from fractions import Fraction
from typing import Any

import oracle_language_levels as oracle
from products import Row, Silver

from edulake.config.language import Language
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE
from edulake.silver.language.proficiency import PROFICIENCY_TABLE

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
Learner = tuple[str, str]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Source:
    """All that one source tells."""

    def __init__(self, silver: Silver, settings: Language | None = None) -> None:
        self.settings = settings or Language()
        self.silver = silver
        self.active: dict[Learner, set[dt.date]] = defaultdict(set)
        known: set[dt.date] = set()
        written = [row for row in silver.get(MESSAGES_TABLE, []) if row["role"] == "user"]
        for row in (*silver.get(CONVERSATIONS_TABLE, []), *written, *silver.get(ATTEMPTS_TABLE, [])):
            self.active[self.who(row)].add(day(row["date"]))
            known |= {day(row["date"])} if day(row["date"]) <= row["delivered_at"].date() else set()
        for row in silver.get(LESSON_PROGRESS_TABLE, []):
            moments = [row.get(name) for name in ("started_at", "completed_at", "last_accessed_at")]
            if row["status"] != "not_started":
                self.active[self.who(row)] |= {moment.date() for moment in moments if moment}
        self.until = max(known) - dt.timedelta(1)
        self.active = {who: {d for d in days if d <= self.until} for who, days in self.active.items()}
        self.levels = self._levels()

    @staticmethod
    def who(row: Row) -> Learner:
        return row["student_id"], row["course_id"]

    def of(self, table: Any) -> dict[Learner, list[Row]]:
        found: dict[Learner, list[Row]] = defaultdict(list)
        for row in self.silver.get(table, []):
            found[self.who(row)].append(row)
        return found

    def tests(self) -> dict[Learner, list[Row]]:
        """Finished attempts in their order, with what each shows."""
        return {
            who: [
                {**row, "shown": shown(row)}
                for row in sorted(rows, key=lambda row: (row["completed_at"] or row["delivered_at"], row["attempt_id"]))
                if row["is_finished"] and day(row["date"]) <= self.until
            ]
            for who, rows in self.of(ATTEMPTS_TABLE).items()
        }

    def _levels(self) -> dict[tuple[Learner, str], dict[int, tuple[Any, ...]]]:
        """By learner and basis each level with its moment, evidence, day, and days to the attempt that confirmed it."""
        told: dict[Any, dict[int, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
        for who, rows in self.tests().items():
            showing = [row for row in rows if row["shown"]]
            for one, after in itertools.zip_longest(showing, showing[1:]):
                for rank in range(1, 7):
                    at = (one["completed_at"], "attempts", day(one["date"]))
                    if one["shown"] >= rank:
                        told[who, "first_shown"][rank].append((*at, -1, None))
                    if after and min(one["shown"], after["shown"]) >= rank:
                        gap = (day(after["date"]) - day(one["date"])).days
                        told[who, "confirmed"][rank].append((*at, gap, after["completed_at"]))
        end = dt.datetime.combine(self.until + dt.timedelta(1), dt.time(), dt.UTC)
        for who, rows in self.of(PROFICIENCY_TABLE).items():
            for rank in range(1, 7):
                for begin, last in runs(rows, rank, end):
                    at = (begin, "proficiency", begin.date(), -1, begin)
                    told[who, "first_shown"][rank].append(at)
                    if last - begin >= dt.timedelta(self.settings.confirmed_after_days):
                        told[who, "confirmed"][rank].append(at)
        return {key: {rank: min(found) for rank, found in ranks.items()} for key, ranks in told.items()}

    def spells(self) -> list[Row]:
        found = []
        practice = self.practice()
        for (who, basis), ranks in self.levels.items():
            days = self.active.get(who, set()) | {
                at[2] for (one, _), of in self.levels.items() if one == who for at in of.values()
            }
            seen = False
            for rank, (at, _, entered, _, sure) in sorted(ranks.items()):
                following = ranks.get(rank + 1)
                if rank < 6:
                    how, last = self._end(entered, following and following[2], days)
                    above = self.levels[who, "first_shown"].get(rank + 1)
                    too_low = not seen and basis == "confirmed" and above and above[0] <= sure
                    if (following and following[0] == at) or too_low:
                        how = "passed_over"
                    seconds = practice.get(who)
                    found.append(
                        {
                            "course_id": who[1],
                            "basis": basis,
                            "level": LEVELS[rank - 1],
                            "entered_by": "progress" if seen else "placement",
                            "outcome": how,
                            "days": max((last - entered).days, 1),
                            "seconds": seconds and sum(n for d, n in seconds.items() if entered < d <= last),
                            "gap": following[3] if how == "reached" and following and following[3] >= 0 else None,
                        }
                    )
                    seen = seen or how != "passed_over"
        return found

    def _end(self, entered: dt.date, reached: dt.date | None, days: set[dt.date]) -> tuple[str, dt.date]:
        """Day after day, until the next level or so many days without any activity."""
        last = now = entered
        while now <= self.until:
            if now == reached:
                return "reached", now
            last = now if now in days else last
            if (now - last).days >= self.settings.drop_off_days:
                return "dropped", last
            now += dt.timedelta(1)
        return "still_there", self.until

    def practice(self) -> dict[Learner, dict[dt.date, int]]:
        found: dict[Learner, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
        for who, rows in self.of(MESSAGES_TABLE).items():
            rows.sort(key=lambda row: (row["sent_at"], row["message_id"]))
            found[who][day(rows[0]["date"])] += 0
            for before, row in itertools.pairwise(rows):
                gap = int((row["sent_at"] - before["sent_at"]).total_seconds())
                found[who][day(row["date"])] += 0 if gap > 1800 else min(gap, 300)
        return found

    def figures(self) -> list[Row]:
        """The rows of level_velocity, their figures as fractions and doubles."""
        strata: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for spell in self.spells():
            for clock in ("days", "hours"):
                time = spell["days"] if clock == "days" else spell["seconds"]
                if time is not None:
                    key = tuple(spell[name] for name in ("course_id", "level", "entered_by", "basis"))
                    strata[(*key, clock)].append({**spell, "time": time})
        made = [row for key, spells in strata.items() for row in self._stratum(*key, spells)]
        names = ("course_id", "level", "entered_by", "clock", "quantity")
        return sorted(made, key=lambda row: [row[name] for name in names])

    def _stratum(self, course: str, level: str, way: str, basis: str, clock: str, told: list[Row]) -> list[Row]:
        spells = [(row["time"], row["outcome"]) for row in told if row["outcome"] != "passed_over"]
        if not spells:
            return []
        counts = {one: sum(how == one for _, how in spells) for one in ("reached", "dropped", "still_there")}
        passed = len(told) - len(spells)
        kept = {"n": len(spells), "learners": len(spells), **counts, "passed_over": passed}
        of = {"course_id": course, "level": level, "entered_by": way, "clock": clock, **kept}
        is_enough = len(spells) >= self.settings.min_spells and counts["reached"] >= self.settings.min_events
        found = quantities(spells, basis, clock, [row["gap"] for row in told], self.settings.horizons)
        rows = []
        for name, (told_of, after, is_masked) in found.items():
            status = "TOO_FEW" if not is_enough else "MASKED" if is_masked else "OK"
            value, low, high = told_of if status == "OK" else (None, None, None)
            rows.append(
                {
                    **of,
                    "quantity": name,
                    "days_after": after,
                    "value": value,
                    "low": low,
                    "high": high,
                    "status": status,
                }
            )
        return rows


def shown(attempt: Row) -> int | None:
    recommended, own = attempt.get("recommended_rank"), attempt.get("level_rank")
    if recommended is None or attempt.get("is_mixed"):
        return recommended
    return None if own is None else min(recommended, own + 1)


def runs(versions: list[Row], rank: int, end: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """From when to when versions show a level or more, one after the other."""
    found: list[tuple[dt.datetime, dt.datetime]] = []
    is_on = False
    for row in sorted(versions, key=lambda row: row["valid_from"]):
        if row["valid_from"] >= end:
            continue
        holds = row["is_active"] and (row["level_rank"] or 0) >= rank
        last = min(row["valid_to"] or end, end)
        if holds:
            begin = found.pop()[0] if is_on else row["valid_from"]
            found.append((begin, last))
        is_on = holds
    return found


Figure = tuple[tuple[Any, Any, Any], int | None, bool]


def quantities(
    spells: list[oracle.Spell], basis: str, clock: str, gaps: list[int | None], horizons: list[int]
) -> dict[str, Figure]:
    """By name the value with its limits, the horizon, and whether it lies beyond what was seen."""
    steps = oracle.steps(spells)
    unit = 1 if clock == "days" else 3600
    median = tuple(None if time is None else Fraction(time, unit) for time in oracle.median(steps))
    if basis == "first_shown":
        return {"median_as_first_shown": (median, None, False)} if clock == "days" else {}
    reached = [time for time, how in spells if how == "reached"]
    mean = Fraction(sum(reached), len(reached) * unit) if reached else None
    found: dict[str, Figure] = {
        "median": (median, None, False),
        "mean_of_those_who_reached": ((mean, None, None), None, False),
    }
    if clock == "hours":
        return found
    told = [gap for gap in gaps if gap is not None]
    found["median_gap"] = ((statistics.median(told) if told else None, None, None), None, False)
    last = steps[-1]
    left = last.at_risk - sum(time == last.time and how != "still_there" for time, how in spells)
    for horizon in horizons:
        step = oracle.at(steps, horizon)
        is_late = last.time < horizon
        shares = step.shares if step else {"reached": Fraction(0), "dropped": Fraction(0)}
        for one in ("reached", "dropped"):
            limits = (oracle.share_limits(step, one) if step else None) or (None, None)
            found[f"{one}_by_{horizon}"] = ((shares[one], *limits), horizon, is_late and left > 0)
        still = 1 - sum(shares.values())
        found[f"still_there_after_{horizon}"] = ((still, None, None), horizon, is_late and left > 0)
        kept = (oracle.survival_limits(step) if step else None) or None
        limits = (1 - kept[1], 1 - kept[0]) if kept else (None, None)
        would = 1 - step.survival if step else Fraction(0)
        found[f"would_reach_by_{horizon}"] = ((would, *limits), horizon, is_late and last.survival > 0)
    return found
