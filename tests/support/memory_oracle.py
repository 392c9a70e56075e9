"""Half-lives of skills once more, in plain Python: what is foretold, fitted and said of how close it is."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from typing import NamedTuple

SHORTEST, LONGEST, PENALTY = 15 / 1440, 274.0, 0.1
BASE = ("always", "right", "wrong")


class Practice(NamedTuple):
    """Which learner's skill was tested, on which day, and what was answered."""

    who: str
    skill: str
    day: int
    right: int
    wrong: int


class Example(NamedTuple):
    practice: Practice
    days: int
    right: int
    wrong: int

    @property
    def share(self) -> float:
        return self.practice.right / (self.practice.right + self.practice.wrong)


def examples(practices: list[Practice]) -> list[Example]:
    """All but the first practice of each learner and skill, with what was before."""
    of_skill = defaultdict(list)
    for one in practices:
        of_skill[one.who, one.skill].append(one)
    found = []
    for rows in of_skill.values():
        rows.sort(key=lambda one: one.day)
        for place, one in enumerate(rows[1:], 1):
            earlier = rows[:place]
            right, wrong = sum(of.right for of in earlier), sum(of.wrong for of in earlier)
            found.append(Example(one, one.day - earlier[-1].day, right, wrong))
    return found


def columns(example: Example) -> dict[str, float]:
    own = {f"skill {example.practice.skill}": 1.0}
    return {"always": 1.0, "right": math.sqrt(1 + example.right), "wrong": math.sqrt(1 + example.wrong), **own}


def half_life(exponent: float) -> float:
    return min(max(2.0 ** max(min(exponent, 60.0), -60.0), SHORTEST), LONGEST)


def exponent(example: Example, weights: dict[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in columns(example).items())


def foretold(example: Example, weights: dict[str, float]) -> float:
    return 2.0 ** (-example.days / half_life(exponent(example, weights)))


def loss(rows: list[Example], weights: dict[str, float]) -> float:
    squares = math.fsum((foretold(row, weights) - row.share) ** 2 for row in rows)
    return squares + PENALTY * math.fsum(weight**2 for weight in weights.values())


def slopes(rows: list[Example], weights: dict[str, float], step: float = 1e-5) -> dict[str, float]:
    """How the loss grows along each weight, by differences: 0 where nothing is better."""
    return {
        name: (loss(rows, {**weights, name: of + step}) - loss(rows, {**weights, name: of - step})) / (2 * step)
        for name, of in weights.items()
    }


def auc(pairs: list[tuple[float, int, int]]) -> float:
    """Of what was foretold with right and wrong answers: how often a right one had more, by looking at all pairs."""
    right, wrong = sum(r for _, r, _ in pairs), sum(w for _, _, w in pairs)
    above = sum(r * w * (1.0 if a > b else 0.5 if a == b else 0.0) for a, r, _ in pairs for b, _, w in pairs)
    return above / (right * wrong)


def planted(seed: int, learners: int, lives: dict[str, float], days: int = 120) -> list[Practice]:
    """Tests every few days: of a skill so many answers are right as half-lives leave; 70 % where there are none."""
    chance = random.Random(seed)
    found = []
    for number in range(learners):
        for skill, life in lives.items():
            last = None
            for day in range(days):
                if chance.random() > 0.08:
                    continue
                left = 0.7 if last is None or not life else 0.5 ** ((day - last) / life)
                right = sum(chance.random() < left for _ in range(8))
                found.append(Practice(f"w{number:03}", skill, day, right, 8 - right))
                last = day
    return found
