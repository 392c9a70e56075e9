"""Topics by a dense regression, conversation by conversation, with the mean of each learner taken out."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from edulake.gold.language.distributions import f_above

# A learner, the topic of a conversation, and the learner's messages in it.
Talk = tuple[str, str, int]


class Compared(NamedTuple):
    """By topic, how much longer conversations are and the standard error of it; and how likely that is by chance."""

    topics: dict[str, tuple[float, float]]
    p_alike: float


def world(seed: int, learners: int, topics: int, more: float) -> list[Talk]:
    """Learners who talk much or little, and choose topics accordingly; on every third topic they write `more`."""
    chance = random.Random(seed)
    talks = []
    for n in range(learners):
        own = chance.uniform(3, 12)
        for _ in range(chance.randint(1, 9)):
            topic = min(topics - 1, int(chance.betavariate(own / 6, 1.5) * topics))
            longer = more if topic % 3 == 0 else 0.0
            talks.append((f"S{n:03d}", f"t{topic:02d}", max(0, round(own + longer + chance.gauss(0, 3)))))
    return talks


def sums(talks: list[Talk], left: Callable[[str], Fraction] | None = None) -> list[dict[str, Any]]:
    """Rows as Spark sums them up, with exact fractions; scores are of what `left` of each topic takes away."""
    of: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for student, topic, messages in talks:
        of[student][f"topic:{topic}"].append(messages)
    of = {student: topics for student, topics in of.items() if len(topics) > 1}  # type: ignore[assignment]
    within: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    scores: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for topics in of.values():
        size, whole = sum(map(len, topics.values())), sum(map(sum, topics.values()))
        rest = {name: sum(own) - (left(name) if left else 0) * len(own) for name, own in topics.items()}
        score = {name: rest[name] - sum(rest.values()) * Fraction(len(own), size) for name, own in topics.items()}
        for a, own in topics.items():
            within[a, "messages"] += sum(own) - Fraction(len(own) * whole, size)
            for b in topics:
                if a <= b:
                    within[a, b] += len(own) * (a == b) - Fraction(len(own) * len(topics[b]), size)
                    scores[a, b] += score[a] * score[b]
    known = {(a, b): [topics[a] for topics in of.values() if a in topics] if a == b else None for a, b in within}
    return [
        {
            "source_system": "s",
            "course_id": "es",
            "a": a,
            "b": b,
            "within": value,
            "scores": scores.get((a, b)),
            "compared": len(of),
            "learners": (own := known[a, b]) and len(own),
            "conversations": own and sum(map(len, own)),
        }
        for (a, b), value in within.items()
    ]


def compared(talks: list[Talk], fewest: int) -> Compared:
    """Of topics with so many learners who talk about others as well; the rest of them is one more."""
    of_learner = defaultdict(set)
    for student, topic, _ in talks:
        of_learner[student].add(topic)
    several = [talk for talk in talks if len(of_learner[talk[0]]) > 1]
    known = Counter(topic for student, topic in {talk[:2] for talk in several})
    named = [(student, topic if known[topic] >= fewest else "rare", n) for student, topic, n in several]
    columns = sorted({topic for _, topic, _ in named})
    owners = np.array([student for student, *_ in named])
    told = {who for who in owners if len({topic for student, topic, _ in named if student == who}) > 1}
    x = np.array([[float(topic == column) for column in columns] for _, topic, _ in named])
    y = np.array([float(n) for *_, n in named])
    used = np.array([who in told for who in owners])
    x, y, owners = x[used], y[used], owners[used]
    share = x.sum(axis=0) / len(y)
    for who in told:
        x[owners == who] -= x[owners == who].mean(axis=0)
        y[owners == who] -= y[owners == who].mean()
    # All topics together are the constant, so that one has no coefficient: the first, unlike where it is tested.
    base = np.linalg.inv(x[:, 1:].T @ x[:, 1:])
    beta = base @ x[:, 1:].T @ y
    scores = np.array([x[owners == who, 1:].T @ (y - x[:, 1:] @ beta)[owners == who] for who in sorted(told)])
    variance = base @ (scores.T @ scores) @ base
    found = {}
    for place, column in enumerate(columns):
        contrast = (np.eye(len(columns))[place] - share)[1:]
        if column != "rare":
            found[column] = (float(contrast @ beta), float(np.sqrt(contrast @ variance @ contrast)))
    size, left = len(beta), len(told) - len(beta)
    wald = float(beta @ np.linalg.solve(variance, beta))
    return Compared(found, f_above(wald * left / (size * (len(told) - 1)), size, left))
