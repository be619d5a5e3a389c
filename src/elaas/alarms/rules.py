"""What somebody must look at, x the lamps show. Facts in, answers out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from elaas.access.explain import Kind as Incident


class Kind(StrEnum):
    """What a finding is about."""

    UNEXPLAINED = "unexplained"
    OUTSIDE_WINDOW = "outside_window"
    OTHER_DOOR = "other_door"
    AFTER_REVOCATION = "after_revocation"
    BURST = "burst"
    RECEIPT = "receipt"
    GAP = "gap"
    CLOCK = "clock"
    SILENT = "silent"


class Group(StrEnum):
    """Which lamp a finding belongs to."""

    LOG = "log"
    OPENINGS = "openings"


class State(StrEnum):
    """How a finding stands."""

    NEW = "new"
    LOOKED_AT = "looked_at"
    CLOSED = "closed"


class Deed(StrEnum):
    """What happened to a finding. SETTLED: what it was about is over, and nobody had to say so."""

    COMMENTED = "commented"
    CLOSED = "closed"
    SETTLED = "settled"


OVER = frozenset({Deed.CLOSED, Deed.SETTLED})
OF_OPENINGS = frozenset(
    {Kind.UNEXPLAINED, Kind.OUTSIDE_WINDOW, Kind.OTHER_DOOR, Kind.AFTER_REVOCATION, Kind.BURST}
)
_OF_INCIDENTS = {
    Incident.UNEXPLAINED: Kind.UNEXPLAINED,
    Incident.OUTSIDE_WINDOW: Kind.OUTSIDE_WINDOW,
    Incident.OTHER_DOOR: Kind.OTHER_DOOR,
    Incident.AFTER_REVOCATION: Kind.AFTER_REVOCATION,
}


def of_incident(kind: Incident) -> Kind:
    """What is found in an incident: an opening, or a receipt that no honest lock explains."""
    return _OF_INCIDENTS.get(kind, Kind.RECEIPT)


def group(kind: Kind) -> Group:
    """Which lamp it belongs to."""
    return Group.OPENINGS if kind in OF_OPENINGS else Group.LOG


def state(deeds: Iterable[Deed]) -> State:
    """How a finding stands after what happened to it."""
    told = set(deeds)
    if told & OVER:
        return State.CLOSED
    return State.LOOKED_AT if told else State.NEW


def may_judge(*, employee: UUID | None, by: UUID | None) -> bool:
    """Whether `by` may close a finding about what `employee` did: nobody judges themselves."""
    return employee is None or employee != by


class Opening(NamedTuple):
    """One employee opened a door; `receipt` is the id of what the lock told of it."""

    receipt: int
    at: datetime
    lock_id: str


def bursts(openings: Sequence[Opening], *, doors: int, within: timedelta) -> list[list[Opening]]:
    """Each stretch in which one employee opened more than `doors` different doors so quickly.

    `within` is how far its first and last may be apart; stretches that overlap are one. The same
    door again and again is a door that sticks, and no burst.
    """
    told = sorted(openings, key=lambda one: (one.at, one.receipt))
    marked: list[tuple[int, int]] = []
    first = 0
    for last, one in enumerate(told):
        while one.at - told[first].at > within:
            first += 1
        if len({other.lock_id for other in told[first : last + 1]}) <= doors:
            continue
        if marked and first <= marked[-1][1]:
            marked[-1] = (marked[-1][0], last)
        else:
            marked.append((first, last))
    return [told[begin : end + 1] for begin, end in marked]


class Clock(StrEnum):
    """What is wrong with a lock's clock."""

    AHEAD = "ahead"
    UNSURE = "unsure"
    BACK = "back"


class Reading(NamedTuple):
    """What a lock's clock showed at a receipt, and how many seconds it said it may be wrong.

    `uncertainty` None: it did not know the time. `stored_at`: when the server had it, by its own
    clock. `before`: what the clock showed at the receipt before it, None: not known.
    """

    at: datetime
    uncertainty: int | None
    stored_at: datetime
    before: datetime | None = None


_YEAR = 366 * 24 * 3600


def clock(reading: Reading, *, limit: timedelta) -> Clock | None:
    """What a receipt shows of its lock's clock; None: nothing wrong.

    A lock that knows that it does not know the time refuses, and asks to be told: it drifts not.
    """
    if reading.uncertainty is None:
        return None
    unsure = timedelta(seconds=min(reading.uncertainty, _YEAR))
    if unsure > limit:
        return Clock.UNSURE
    if reading.at - unsure - limit > reading.stored_at:
        return Clock.AHEAD
    if reading.before is not None and reading.at + unsure + limit < reading.before:
        return Clock.BACK
    return None


class Doubt(StrEnum):
    """Why a lamp is not lit."""

    FAULTS = "faults"  # the last audit named some
    NO_AUDIT = "no_audit"
    OLD_AUDIT = "old_audit"
    NO_WITNESS = "no_witness"
    OLD_WITNESS = "old_witness"
    FINDINGS = "findings"
    NOT_WATCHED = "not_watched"  # the job has not looked for a while


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """When somebody last checked; None: never. `faults`: what the last audit named."""

    audited_at: datetime | None
    faults: int
    witnessed_at: datetime | None
    watched_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long ago a check may be and still tell of today."""

    audit: timedelta
    witness: timedelta
    watch: timedelta


def log_doubts(
    checked: Checked, *, findings: int, patience: Patience, now: datetime
) -> list[Doubt]:
    """Why one cannot say that the log is whole; nothing: one can."""
    return [
        *([Doubt.FAULTS] if checked.faults else []),
        *_age(checked.audited_at, patience.audit, (Doubt.NO_AUDIT, Doubt.OLD_AUDIT), now),
        *_age(checked.witnessed_at, patience.witness, (Doubt.NO_WITNESS, Doubt.OLD_WITNESS), now),
        *opening_doubts(checked, findings=findings, patience=patience, now=now),
    ]


def opening_doubts(
    checked: Checked, *, findings: int, patience: Patience, now: datetime
) -> list[Doubt]:
    """Why one cannot say that every opening is explained; nothing: one can."""
    never = (Doubt.NOT_WATCHED, Doubt.NOT_WATCHED)
    return [
        *([Doubt.FINDINGS] if findings else []),
        *_age(checked.watched_at, patience.watch, never, now),
    ]


def _age(
    at: datetime | None, patience: timedelta, doubts: tuple[Doubt, Doubt], now: datetime
) -> Collection[Doubt]:
    never, old = doubts
    if at is None:
        return [never]
    return [old] if now - at > patience else []
