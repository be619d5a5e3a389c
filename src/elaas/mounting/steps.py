"""At which step a recipient's case is, from the decision to the lock that is down again.

A rule: facts in, answer out. What a page says of each step is not here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from elaas.doors.rules import Next


class Step(StrEnum):
    """The steps, in their order. Whoever has nobody to tell about the doors has no BOARD."""

    DECISION = "decision"
    BOARD = "board"
    BOOKING = "booking"
    MOUNTING = "mounting"
    REMOVAL_BOOKING = "removal_booking"
    REMOVAL = "removal"


class Mark(StrEnum):
    """How it stands with a step."""

    DONE = "done"
    NOW = "now"
    STUCK = "stuck"  # it is this step's turn, and it cannot go on as planned
    WAITING = "waiting"  # not done, though a later step is
    TO_COME = "to_come"


SETTLED = frozenset({Next.MOUNT, Next.KEY_BOX, Next.OTHER_ENTRANCE})
OBJECTED = frozenset({Next.TALK, Next.FIND_A_WAY, Next.DECIDE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a recipient's case.

    `needed`: what is decided, None: nothing. `boards`: what is next with each board or landlord.
    `open`, `booked`: the mounting. `doors`, `mounted`: how many there are on the way, and with a
    unit. `leaving`: the unit is to come down; `leaves_booked`: and a time for that is booked.
    `gone`: it is down, and nothing is left of it.
    """

    needed: bool | None
    boards: tuple[Next, ...] = ()
    open: bool = False
    booked: bool = False
    doors: int = 1
    mounted: int = 0
    leaving: bool = False
    leaves_booked: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A step and how it stands with it."""

    step: Step
    mark: Mark


def steps(facts: Facts) -> tuple[Marked, ...]:
    """The steps of this case; none where nothing is under way, and nothing is mounted."""
    if facts.gone and not facts.open:
        return tuple(Marked(step, Mark.DONE) for step in (*_up(facts), *_DOWN))
    if facts.leaving:
        up = tuple(Marked(step, Mark.DONE) for step in _up(facts))
        return up + _in_order(_DOWN, {Step.REMOVAL_BOOKING} if facts.leaves_booked else set())
    if not (facts.needed or facts.open or facts.mounted):
        return ()
    found = _in_order(_up(facts), _done(facts))
    stuck = bool(OBJECTED & set(facts.boards)) and facts.mounted < facts.doors
    return tuple(_stuck(one) for one in found) if stuck else found


def current(marked: Iterable[Marked]) -> Step | None:
    """The step whose turn it is; None: all are done, or there are none."""
    turn = [one.step for one in marked if one.mark in {Mark.NOW, Mark.STUCK}]
    return turn[0] if turn else None


_DOWN = (Step.REMOVAL_BOOKING, Step.REMOVAL)


def _up(facts: Facts) -> tuple[Step, ...]:
    board = (Step.BOARD,) if facts.boards else ()
    return (Step.DECISION, *board, Step.BOOKING, Step.MOUNTING)


def _done(facts: Facts) -> set[Step]:
    # Somebody has decided, where something is to be mounted or is mounted, whoever wrote it down.
    done = {Step.DECISION}
    if set(facts.boards) <= SETTLED:
        done.add(Step.BOARD)
    if facts.booked or facts.mounted:
        done.add(Step.BOOKING)
    if facts.mounted >= facts.doors:
        done |= {Step.BOOKING, Step.MOUNTING}
    return done


def _in_order(order: tuple[Step, ...], done: set[Step]) -> tuple[Marked, ...]:
    """The first step after the last that is done has its turn."""
    last = max((place for place, step in enumerate(order) if step in done), default=-1)
    return tuple(
        Marked(step, Mark.DONE if step in done else _mark(place, after=last))
        for place, step in enumerate(order)
    )


def _mark(place: int, *, after: int) -> Mark:
    if place < after:
        return Mark.WAITING
    return Mark.NOW if place == after + 1 else Mark.TO_COME


def _stuck(one: Marked) -> Marked:
    """The board's turn: nothing else goes on before it."""
    if one.step is Step.BOARD:
        return Marked(one.step, Mark.STUCK)
    return Marked(one.step, Mark.TO_COME) if one.mark is Mark.NOW else one
