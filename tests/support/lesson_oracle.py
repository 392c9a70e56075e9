"""Effects of lessons by a dense regression with a dummy for each learner taken out, in plain Python, row by row."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from lesson_world import Row, World

Matrix = list[list[float]]


def effects(made: World, fewest: int) -> dict[str, tuple[float, float, int]]:
    """Effect, standard error clustered by learner, and learners, of each lesson with at least so many of them."""
    tests: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(made.attempts, key=lambda row: (row["completed_at"], row["attempt_id"])):
        tests[row["student_id"]].append(row)
    done = {(row["student_id"], row["lesson_id"]): row["completed_at"] for row in made.progress}
    telling: dict[str, int] = defaultdict(int)
    for (student, lesson), since in done.items():
        after = [row["completed_at"] >= since for row in tests[student]]
        telling[lesson] += any(after) and not all(after)
    apart = sorted(lesson for lesson, n in telling.items() if n >= fewest)
    kind = {row["lesson_id"]: f"{row['lesson_type']}:{row['level']}" for row in made.lessons}
    pools = sorted({kind[lesson] for lesson, n in telling.items() if 0 < n < fewest})
    kinds = sorted({(row["assessment_type"], row["level"]) for row in made.attempts})[1:]
    rows, y, owners = [], [], []
    for student, own in tests.items():
        for row in own:
            has = {
                lesson
                for lesson in kind
                if done.get((student, lesson), dt.datetime.max.replace(tzinfo=dt.UTC)) <= row["completed_at"]
            }
            first, day = (dt.date.fromisoformat(one["date"]) for one in (own[0], row))
            rows.append(
                [
                    *[float(lesson in has) for lesson in apart],
                    *[float(sum(kind[lesson] == pool for lesson in has if lesson not in apart)) for pool in pools],
                    float((day - first).days),
                    *[float((row["assessment_type"], row["level"]) == one) for one in kinds],
                ]
            )
            y.append([float(row["score"])])
            owners.append(student)
    rows, y = _within(rows, owners), _within(y, owners)
    columns = list(zip(*rows, strict=True))
    inverse = _inverse([[_dot(a, b) for b in columns] for a in columns])
    outcome = [value for [value] in y]
    beta = [_dot(row, [_dot(column, outcome) for column in columns]) for row in inverse]
    scores: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(columns))
    for row, value, owner in zip(rows, outcome, owners, strict=True):
        left = value - _dot(row, beta)
        scores[owner] = [score + x * left for score, x in zip(scores[owner], row, strict=True)]
    found = {}
    for n, lesson in enumerate(apart):
        variance = sum(_dot(inverse[n], score) ** 2 for score in scores.values())
        found[lesson] = (beta[n], variance**0.5, telling[lesson])
    return found


def _within(rows: Matrix, owners: list[str]) -> Matrix:
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(rows[0]))
    size: dict[str, int] = defaultdict(int)
    for row, owner in zip(rows, owners, strict=True):
        sums[owner] = [a + b for a, b in zip(sums[owner], row, strict=True)]
        size[owner] += 1
    return [
        [x - total / size[owner] for x, total in zip(row, sums[owner], strict=True)]
        for row, owner in zip(rows, owners, strict=True)
    ]


def _inverse(matrix: Matrix) -> Matrix:
    """By Gauss and Jordan, with the largest pivot."""
    n = len(matrix)
    wide = [[*row, *[float(i == j) for j in range(n)]] for i, row in enumerate(matrix)]
    for i in range(n):
        best = max(range(i, n), key=lambda r: abs(wide[r][i]))
        wide[i], wide[best] = wide[best], wide[i]
        wide[i] = [x / wide[i][i] for x in wide[i]]
        for r in range(n):
            if r != i:
                wide[r] = [x - wide[r][i] * p for x, p in zip(wide[r], wide[i], strict=True)]
    return [row[n:] for row in wide]


def _dot(a: list[float] | tuple[float, ...], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
