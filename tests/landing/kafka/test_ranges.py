"""Which offsets are read: each once, in whatever pieces, and none is missed without a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edulake.errors import UnreadableError
from edulake.landing.kafka.ranges import Held, Life, Plan, Range, Seen, held, place_of, planned

pytestmark = pytest.mark.once

LIFE = Life("days", "cluster", "id-1")
AGAIN = Life("days", "cluster", "id-2")


def seen(**ends: tuple[int, int]) -> Seen:
    return Seen(LIFE, {int(name[1:]): bounds for name, bounds in ends.items()})


def row(life: Life, partition: int, offset: int) -> tuple[str, str]:
    return life.name(partition, offset), life.identity(partition, offset)


NOTHING = Held({}, is_another=False)
PLANS = {
    "nothing there": (seen(p0=(0, 0)), {}, 10, Plan([], [], 0, 0, False)),
    "all of it": (seen(p0=(0, 4)), {}, 10, Plan([Range(0, 0, 4)], [], 0, 0, False)),
    "what is new": (seen(p0=(0, 4), p1=(0, 2)), {0: 1, 1: 1}, 10, Plan([Range(0, 2, 4)], [], 0, 0, False)),
    "nothing new": (seen(p0=(0, 4)), {0: 3}, 10, Plan([], [], 0, 0, False)),
    "a share each": (
        seen(p0=(0, 9), p1=(0, 9), p2=(0, 0)), {}, 10, Plan([Range(0, 0, 5), Range(1, 0, 5)], [], 8, 0, False),
    ),
    "one of each at least": (
        seen(p0=(0, 9), p1=(0, 9)), {}, 1, Plan([Range(0, 0, 1), Range(1, 0, 1)], [], 16, 0, False),
    ),
    "a new partition": (seen(p0=(0, 4), p1=(0, 2)), {0: 3}, 10, Plan([Range(1, 0, 2)], [], 0, 0, False)),
    "gone before the first look": (
        seen(p0=(5, 5), p1=(3, 4)), {}, 10, Plan([Range(1, 3, 4)], [Range(0, 5, 5)], 0, 0, False),
    ),
    "expired behind what is held": (seen(p0=(3, 6)), {0: 3}, 10, Plan([Range(0, 4, 6)], [], 0, 0, False)),
}  # fmt: skip


@pytest.mark.parametrize("case", PLANS)
def test_what_is_read(case: str) -> None:
    there, offsets, most, expected = PLANS[case]
    assert planned(there, Held(offsets, is_another=False), most, accepts=False) == expected


REFUSED = {
    "expired": (seen(p0=(40, 90)), Held({0: 9}, is_another=False), "gone before they were read", "30 offsets"),
    "expired from a new partition": (
        seen(p0=(0, 9), p1=(4, 6)), Held({0: 8}, is_another=False), "gone before they were read", "4 offsets",
    ),
    "made anew": (seen(p0=(0, 80)), Held({}, is_another=True), "is not the one that bronze holds", "made again"),
    "ends before": (seen(p0=(0, 10)), Held({0: 49}, is_another=False), "ends before", "up to 9, bronze those up to 49"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_be_missed_is_refused(case: str) -> None:
    there, known, what, why = REFUSED[case]
    with pytest.raises(UnreadableError) as error:
        planned(there, known, 1000, accepts=False)
    assert what in error.value.what
    assert why in error.value.why
    assert error.value.exit_code == 5


def test_what_a_person_lets_go_is_counted() -> None:
    expired, made_anew, shorter = (REFUSED[case][:2] for case in ("expired", "made anew", "ends before"))
    assert planned(*expired, 1000, accepts=True) == Plan([Range(0, 40, 90)], [], 0, 30, False)
    assert planned(*made_anew, 1000, accepts=True) == Plan([Range(0, 0, 80)], [], 0, 0, True)
    nothing_left = seen(p0=(90, 90), p1=(4, 6)), Held({0: 9, 1: 3}, is_another=False)
    assert planned(*nothing_left, 1000, accepts=True) == Plan([Range(1, 4, 6)], [Range(0, 90, 90)], 0, 80, False)
    empty = seen(p0=(0, 0), p1=(7, 7)), Held({}, is_another=True)
    assert planned(*empty, 1000, accepts=True) == Plan([], [Range(0, 0, 0), Range(1, 7, 7)], 0, 0, True)
    with pytest.raises(UnreadableError):
        planned(*shorter, 1000, accepts=True)  # nobody knows which of its records are others now


def test_what_is_held_is_of_this_life_of_the_topic() -> None:
    rows = [row(LIFE, 0, 3), row(LIFE, 0, 11), row(LIFE, 1, 2), ("devices/a.csv", "x"), (LIFE.name(2, 5), "another")]
    assert held(rows, LIFE) == Held({0: 11, 1: 2}, is_another=False)
    assert held(rows, AGAIN) == Held({}, is_another=True)
    assert held([*rows, row(AGAIN, 0, 0)], AGAIN) == Held({0: 0}, is_another=False)
    assert held([], LIFE) == held(rows, LIFE._replace(topic="others")) == NOTHING
    assert held([*rows, row(AGAIN, 0, -1)], AGAIN) == Held({0: -1}, is_another=False), "looked at, and still empty"
    other = LIFE._replace(cluster="moved")
    assert held(rows, other) == Held({}, is_another=True)


def test_names_are_in_the_order_of_offsets() -> None:
    names = [LIFE.name(partition, offset) for partition in (0, 9, 10) for offset in (-1, 0, 9, 10, 10**12)]
    assert names == sorted(names)
    assert place_of(names[-1], "days") == (10, 10**12)
    assert place_of(names[-1], "day") is None
    assert place_of("kafka:days/00000/12", "days") is None
    assert len({LIFE.identity(1, 11), LIFE.identity(11, 1), AGAIN.identity(1, 11)}) == 3


ARRIVING = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(1, 12)), max_size=12)


@given(ARRIVING)
def test_any_split_reads_each_offset_once(steps: list[tuple[int, int, int]]) -> None:
    """Records that come to any partition between runs of any size; a partition is there from its first record on."""
    high: dict[int, int] = {}
    rows, read = [], []
    for partition, records, most in [*steps, (0, 0, 10**6)]:
        high[partition] = high.get(partition, 0) + records
        plan = planned(Seen(LIFE, {p: (0, end) for p, end in high.items()}), held(rows, LIFE), most, accepts=False)
        read += [(one.partition, offset) for one in plan.ranges for offset in range(one.start, one.end)]
        rows += [row(LIFE, one.partition, one.end - 1) for one in plan.ranges]
        assert plan.waiting == sum(high.values()) - len(read)
    assert sorted(read) == [(p, offset) for p in sorted(high) for offset in range(high[p])]
