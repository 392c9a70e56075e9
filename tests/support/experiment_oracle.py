"""Experiments by plain Python: who counts, each learner's figures, and differences by formulas of textbooks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, variance
from typing import Any

from experiment_world import World, by_hash

from edulake.config.experiments import Experiment

Figures = dict[str, tuple[float, float, float | None]]
TEN_THOUSANDTH = Decimal("0.0001")


class Oracle:
    def __init__(self, world: World) -> None:
        self.world = world
        known = [*world.conversations, *[m for m in world.messages if m["role"] == "user"], *world.attempts]
        self.until = max(_date(row["date"]) for row in known) - dt.timedelta(days=1)
        self.classes = {row["student_id"]: row["class_id"] for row in world.students}
        self.activity = self._activity()
        self.facts = self._facts()

    def _activity(self) -> dict[str, list[tuple[str, dt.datetime]]]:
        found = defaultdict(list)
        for row in self.world.conversations:
            found[row["student_id"]].append(("conversation", row["started_at"]))
        for row in self.world.messages:
            if row["role"] == "user":
                found[row["student_id"]].append(("conversation", row["sent_at"]))
        for row in self.world.progress:
            found[row["student_id"]].append(("lesson", row["completed_at"]))
        for row in self.world.attempts:
            found[row["student_id"]].append(("attempt", row["completed_at"]))
        return found

    def _facts(self) -> dict[tuple[str, str], list[tuple[dt.datetime, Decimal]]]:
        found = defaultdict(list)
        for row in self.world.attempts:
            if row["score"] is not None:
                found[row["student_id"], "score"].append((row["completed_at"], Decimal(row["score"])))
        for row in self.world.progress:
            found[row["student_id"], "lessons"].append((row["completed_at"], Decimal(1)))
        last: dict[str, dt.datetime] = {}
        for row in sorted(self.world.messages, key=lambda row: (row["sent_at"], row["message_id"])):
            student, at = row["student_id"], row["sent_at"]
            gap = (at - last.get(student, at)).total_seconds()
            last[student] = at
            found[student, "minutes"].append((at, Decimal(int(min(gap, 300)) if gap <= 1_800 else 0)))
            if row["role"] == "user":
                found[student, "messages"].append((at, Decimal(1)))
            if row["is_checked"]:
                found[student, "errors_per_message"].append((at, Decimal(row["correction_count"])))
        return found

    def members(self, name: str, one: Experiment) -> dict[str, dict[str, Any]]:
        """Exposed learners: variant, when, and whether they are excluded or mismatched."""
        assigned = {
            r["student_id"]: r
            for r in self.world.assignments
            if r["experiment_id"] == name and _date(r["date"]) <= one.planned_end
        }
        seen: dict[str, list[tuple[dt.datetime, str | None]]] = defaultdict(list)
        if one.exposure:
            for student, moments in self.activity.items():
                seen[student] = [(at, None) for kind, at in moments if kind == one.exposure]
        else:
            for row in self.world.exposures:
                if row["experiment_id"] == name:
                    seen[row["student_id"]].append((row["exposed_at"], row["variant"]))
        found = {}
        for student, moments in seen.items():
            given = assigned.get(student)
            within = [
                (at, v)
                for at, v in moments
                if one.start <= at.date() <= one.planned_end and (not given or at >= given["assigned_at"])
            ]
            unit = student if one.unit == "learner" else self.classes[student]
            if within:
                hashed = unit and by_hash(one.salt or name, unit, one.variants)
                variant = unit and (given["variant"] if given else hashed)
                found[student] = {
                    "unit": unit,
                    "variant": variant,
                    "at": min(at for at, _ in within),
                    "excluded": bool(variant) and any(v not in (None, variant) for _, v in within),
                    "mismatched": bool(given) and variant != hashed,
                }
        return found

    def figures(
        self, one: Experiment, metric: str, student: str, at: dt.datetime
    ) -> tuple[float, float, float | None] | None:
        """Figure, of how many it is, and the same before; null without one."""
        day = at.date()
        if metric.startswith("retention_"):
            due = day + dt.timedelta(days=int(metric.removeprefix("retention_")))
            return (float(any(then.date() == due for _, then in self.activity[student])), 1.0, None)
        facts = self.facts[student, metric]
        later = [v for then, v in facts if then >= at and (then.date() - day).days <= one.window_days]
        earlier = [v for then, v in facts if then < at and (day - then.date()).days <= one.covariate_days]
        if metric == "errors_per_message":
            return (float(sum(later)), float(len(later)), None) if later else None
        if metric == "score":
            return (_mean(later), 1.0, _mean(earlier) if earlier else None) if later else None
        scale = 60 if metric == "minutes" else 1
        total, before = (_rounded(sum(values, Decimal(0)) / scale, scale) for values in (later, earlier))
        return total, 1.0, before if earlier else None

    def is_full(self, one: Experiment, metric: str, at: dt.datetime) -> bool:
        return at.date() + dt.timedelta(days=one.days(metric)) <= self.until

    def of(self, name: str, one: Experiment, metric: str) -> dict[str, Figures]:
        """By variant the figures of units: learners, or sums of classes."""
        found: dict[str, Figures] = defaultdict(dict)
        for student, member in self.members(name, one).items():
            if not member["variant"] or member["excluded"] or not self.is_full(one, metric, member["at"]):
                continue
            told = self.figures(one, metric, student, member["at"])
            if told:
                a, b, _ = found[member["variant"]].get(member["unit"], (0.0, 0.0, None))
                found[member["variant"]][member["unit"]] = (a + told[0], b + told[1], told[2])
        return found


def ratio(figures: Figures) -> tuple[float, float]:
    """Sum by sum, and its variance between units."""
    a, b = ([row[place] or 0.0 for row in figures.values()] for place in (0, 1))
    value, n = sum(a) / sum(b), len(a)
    left = sum((x - value * y) ** 2 for x, y in zip(a, b, strict=True))
    return value, left / (n - 1) * n / sum(b) ** 2


def adjusted(arms: dict[str, Figures]) -> tuple[float, dict[str, tuple[float, float]]]:
    """Theta, and by variant mean and variance of what is left; who has no past has the mean of those who have."""
    past = [c for arm in arms.values() for _, _, c in arm.values() if c is not None]
    middle = mean(past)
    above = below = 0.0
    for arm in arms.values():
        known = [(a, c) for a, _, c in arm.values() if c is not None]
        own, all_y = mean(c for _, c in known), mean(a for a, _, _ in arm.values())
        above += sum((a - all_y) * (c - own) for a, c in known)
        below += sum((c - own) ** 2 for _, c in known)
    theta = above / below
    left = {
        name: [a - theta * ((middle if c is None else c) - middle) for a, _, c in arm.values()]
        for name, arm in arms.items()
    }
    return theta, {name: (mean(values), variance(values) / len(values)) for name, values in left.items()}


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _mean(values: list[Decimal]) -> float:
    return float((sum(values, Decimal(0)) / len(values)).quantize(TEN_THOUSANDTH, ROUND_HALF_UP))


def _rounded(value: Decimal, scale: int) -> float:
    return float(value.quantize(Decimal("0.01"), ROUND_HALF_UP) if scale > 1 else value)
