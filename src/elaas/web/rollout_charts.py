"""Charts of the rollout as numbers for SVG: widths in per cent, so that text keeps its size.

Everything is text already: a template would write a half in Norwegian, with a comma.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from elaas.mounting.rollout import Counts, Left, Stage

ROW = 44  # one bar with its words above it
BARS = 60  # how high the highest bar of a week is
MOST_CODES = 20  # the table has the rest


class Bar(NamedTuple):
    """A bar: of which stage, where, how wide; and (`y`, `height`) where it stands upright."""

    stage: str
    x: str
    width: str
    y: str = ""
    height: str = ""


class Row(NamedTuple):
    """A name with a number, and the bars beneath it."""

    name: str
    number: int
    words_y: int
    bars_y: int
    bars: Sequence[Bar]


class Rows(NamedTuple):
    """Rows, and how high they are together."""

    rows: Sequence[Row]
    height: int


class Upright(NamedTuple):
    """What happened week by week: `last` is the last week that is over."""

    stage: Stage
    bars: Sequence[Bar]
    most: int
    last: int
    total: int


class Lines(NamedTuple):
    """Three lines in a square of 100 by 100, from the upper left corner; `most` is its height."""

    low: str
    median: str
    high: str
    most: int


def stages(total: Counts, names: Mapping[Stage, object]) -> Rows:
    """A bar for each stage."""
    most = max([*total.values(), 1])
    return _rows(
        (str(names[stage]), total[stage], [Bar(stage.value, "0%", _percent(total[stage] / most))])
        for stage in Stage
    )


def codes(counts: Mapping[str, Counts], names: Mapping[str, str]) -> Rows:
    """A bar for each of the largest postal codes, one part for each stage."""
    sizes = {code: sum(of.values()) for code, of in counts.items()}
    largest = sorted(sizes, key=lambda code: -sizes[code])[:MOST_CODES]
    most = max([*sizes.values(), 1])
    return _rows(
        (names[code], sizes[code], list(_parts(counts[code], most)))
        for code in counts
        if code in largest
    )


def weeks(happened: Mapping[date, Counts]) -> list[Upright]:
    """For each stage a bar a week."""
    return [_upright(stage, [of[stage] for of in happened.values()]) for stage in Stage]


def lines(course: Sequence[Left]) -> Lines:
    """How many doors are left, week by week, at each of the rates."""
    most = course[0].median
    step = 100 / max(len(course) - 1, 1)

    def line(left: Iterable[float]) -> str:
        return " ".join(
            f"{step * number:.2f},{100 - 100 * doors / most:.2f}"
            for number, doors in enumerate(left)
        )

    return Lines(
        low=line(one.low for one in course),
        median=line(one.median for one in course),
        high=line(one.high for one in course),
        most=round(most),
    )


def _rows(rows: Iterable[tuple[str, int, Sequence[Bar]]]) -> Rows:
    placed = [
        Row(name, count, ROW * number + 16, ROW * number + 22, bars)
        for number, (name, count, bars) in enumerate(rows)
    ]
    return Rows(placed, ROW * len(placed))


def _parts(counts: Counts, most: int) -> Iterable[Bar]:
    before = 0
    for stage in Stage:
        if counts[stage]:
            yield Bar(stage.value, _percent(before / most), _percent(counts[stage] / most))
            before += counts[stage]


def _upright(stage: Stage, numbers: Sequence[int]) -> Upright:
    most = max([*numbers, 1])
    width = 1 / max(len(numbers), 1)
    bars = [
        Bar(
            stage.value,
            _percent(width * number),
            _percent(width * 0.8),
            f"{BARS - BARS * count / most:.1f}",
            f"{BARS * count / most:.1f}",
        )
        for number, count in enumerate(numbers)
        if count
    ]
    last = numbers[-2] if len(numbers) > 1 else 0
    return Upright(stage, bars, max(numbers, default=0), last, sum(numbers))


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
