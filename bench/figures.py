"""Figures, and the table they are printed in."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure. `spread`: half the distance between the quartiles, same unit."""

    name: str
    value: float
    unit: str
    spread: float = 0.0
    at_least: float | None = None
    at_most: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the figure keeps its limit."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)


def of(
    name: str,
    samples: Sequence[float],
    unit: str,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """The median of `samples` and its spread."""
    quartiles = statistics.quantiles(samples, n=4) if len(samples) > 1 else [0.0, 0.0, 0.0]
    return Figure(
        name=name,
        value=statistics.median(samples),
        unit=unit,
        spread=(quartiles[2] - quartiles[0]) / 2,
        at_least=at_least,
        at_most=at_most,
    )


def p95(page: str, milliseconds: Sequence[float], *, at_most: float) -> Figure:
    """How long all but one of twenty requests take at most."""
    worst = statistics.quantiles(milliseconds, n=20)[-1]
    return Figure(name=f"{page}, 95th percentile", value=worst, unit="ms", at_most=at_most)


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def show(figures: Sequence[Figure]) -> None:
    """Print a table for people on stderr, and JSON for programs on stdout."""
    widest = max(len(figure.name) for figure in figures)
    for figure in figures:
        print(f"{figure.name:<{widest}}  {_row(figure)}", file=sys.stderr)
    print(json.dumps(as_rows(figures), indent=1))


def as_rows(figures: Sequence[Figure]) -> list[dict[str, object]]:
    """The figures as JSON objects."""
    return [asdict(figure) for figure in figures]


def _row(figure: Figure) -> str:
    limit = ""
    if figure.at_least is not None:
        limit = f"at least {figure.at_least:g}"
    if figure.at_most is not None:
        limit = f"at most {figure.at_most:g}"
    verdict = "" if not limit else ("ok" if figure.kept else "MISSED")
    return f"{figure.value:>10.4g} ± {figure.spread:<8.2g} {figure.unit:<14} {limit:<14} {verdict}"
