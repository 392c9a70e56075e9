"""The gold tables of the curriculum computed without Spark, with exact fractions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from oracle import Row, grouped, rounded, shared

NAMES = ("framework", "parent_id", "kind", "code", "title", "subject")
LEVELS = 8
UNTOLD = {"framework": "Unknown", "parent_id": None, "kind": "Unknown", "code": None, "title": None, "subject": None}


class Trees:
    """Standards, each once, with what is above and below it."""

    def __init__(self, standards: list[Row], links: list[Row]) -> None:
        self.told: dict[str, Row] = {}
        for row in sorted(standards, key=lambda row: (row["is_active"], row["known_at"], row["source_system"])):
            self.told[row["standard_id"]] = row
        self.parents = {row["parent_id"] for row in self.told.values()}
        self.links = [link for link in links if link["kind"] == "Child Of"]

    def path(self, standard: str | None) -> list[str]:
        """Itself and all above it; none of what is in a circle, or too deep."""
        found: list[str] = []
        while standard in self.told and len(found) <= LEVELS:
            found.append(standard)
            standard = self.told[standard]["parent_id"]
        return found if len(found) <= LEVELS else []

    def leaf_path(self, standard: str) -> list[str]:
        if standard not in self.told:
            return [standard]
        return [] if standard in self.parents else self.path(standard)

    def weight(self, leaf: str) -> Fraction | None:
        parent = self.told[leaf]["parent_id"]
        given = {row["weight"] for row in self.links if (row["from_id"], row["to_id"]) == (leaf, parent)} - {None}
        return Fraction(given.pop()) if len(given) == 1 else None

    def leaves(self, top: str) -> list[str]:
        """Those at or below it that are not closed."""
        return [leaf for leaf, row in self.told.items() if row["is_active"] and top in self.leaf_path(leaf)]


def latest(rows: list[Row]) -> Row | None:
    def place(row: Row) -> Any:
        return (row["date"], row["attempt"] or 0, row["known_at"], row["source_system"], row["objective_result_id"])

    return max((row for row in rows if row["score"] is not None), key=place, default=None)


def mastery(results: Iterable[Row], standards: list[Row], links: list[Row]) -> list[Row]:
    """gold.curriculum_mastery."""
    trees = Trees(standards, links)
    at: dict[Any, dict[str, list[Row]]] = {}
    for (student, year, leaf), rows in grouped(results, "student_id", "school_year", "standard_id").items():
        for standard in trees.leaf_path(leaf):
            at.setdefault((student, year, standard), {})[leaf] = rows
    return [_mastered(trees, *key, told) for key, told in at.items()]


def _mastered(trees: Trees, student: str, year: int, standard: str, told: dict[str, list[Row]]) -> Row:
    scored = {leaf: row for leaf, rows in told.items() if (row := latest(rows))}
    is_told, is_leaf = standard in trees.told, standard not in trees.parents
    leaves = {*scored, *trees.leaves(standard)} if is_told else {standard}
    weights = {leaf: None if is_leaf else trees.weight(leaf) for leaf in leaves if is_told}
    is_weighed = not is_leaf and None not in weights.values()
    by = {leaf: (weights[leaf] or Fraction(0)) if is_weighed else Fraction(1) for leaf in scored}
    whole = sum(by.values())
    exact = (
        sum((by[leaf] * Fraction(row["score"]) for leaf, row in scored.items()), Fraction(0)) / whole if whole else None
    )
    rows = [row for of in told.values() for row in of]
    return {
        "student_id": student,
        "school_year": year,
        "standard_id": standard,
        **({name: trees.told[standard].get(name) for name in NAMES} if is_told else UNTOLD),
        "depth": len(trees.path(standard)) if is_told else None,
        "is_leaf": is_leaf,
        "results": len(rows),
        "leaves": len(leaves),
        "assessed_leaves": len(scored),
        "coverage": rounded(Fraction(len(scored), len(leaves)), 4) if leaves else None,
        "score": rounded(exact),
        "is_weighed": is_weighed,
        "mastery": _band(exact),
        "last_date": max((row["date"] for row in scored.values()), default=None),
        "school_id": shared([row["school_id"] for row in rows]),
        "term": None,
    }


def _band(score: Fraction | None) -> str:
    if score is None:
        return "Not Assessed"
    return "Mastered" if score >= 85 else "Partly" if score >= 70 else "Not Yet"
