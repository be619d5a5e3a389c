"""At which step a case is, in every state it can be in."""

import pytest

from elaas.doors.rules import Next
from elaas.mounting.steps import OBJECTED, SETTLED, Facts, Mark, Step, current, steps

DONE, NOW, LATER = Mark.DONE, Mark.NOW, Mark.TO_COME
UP = (Step.DECISION, Step.BOOKING, Step.MOUNTING)
WITH_BOARD = (Step.DECISION, Step.BOARD, Step.BOOKING, Step.MOUNTING)
DOWN = (Step.REMOVAL_BOOKING, Step.REMOVAL)
ASKED, FINE, REFUSED = (Next.WAIT,), (Next.MOUNT,), (Next.FIND_A_WAY,)

STATES = {
    "nothing told": (Facts(needed=None), (), ()),
    "not needed": (Facts(needed=False), (), ()),
    "decided": (Facts(needed=True), UP, (DONE, NOW, LATER)),
    "open, and nobody wrote a decision": (Facts(needed=None, open=True), UP, (DONE, NOW, LATER)),
    "the board is to be told": (
        Facts(needed=True, boards=(Next.INFORM,)),
        WITH_BOARD,
        (DONE, NOW, LATER, LATER),
    ),
    "waits for the board": (
        Facts(needed=True, boards=ASKED, open=True),
        WITH_BOARD,
        (DONE, NOW, LATER, LATER),
    ),
    "one of two boards is settled": (
        Facts(needed=True, boards=FINE + ASKED),
        WITH_BOARD,
        (DONE, NOW, LATER, LATER),
    ),
    "the board says no": (
        Facts(needed=True, boards=REFUSED, open=True),
        WITH_BOARD,
        (DONE, Mark.STUCK, LATER, LATER),
    ),
    "the board says no when a time is booked": (
        Facts(needed=True, boards=REFUSED, open=True, booked=True),
        WITH_BOARD,
        (DONE, Mark.STUCK, DONE, LATER),
    ),
    "a way on is found": (
        Facts(needed=True, boards=(Next.KEY_BOX,), open=True),
        WITH_BOARD,
        (DONE, DONE, NOW, LATER),
    ),
    "booked": (Facts(needed=True, open=True, booked=True), UP, (DONE, DONE, NOW)),
    "booked before the board has answered": (
        Facts(needed=True, boards=ASKED, open=True, booked=True),
        WITH_BOARD,
        (DONE, Mark.WAITING, DONE, NOW),
    ),
    "one of two doors": (
        Facts(needed=True, open=True, doors=2, mounted=1),
        UP,
        (DONE, DONE, NOW),
    ),
    "mounted": (Facts(needed=True, mounted=1), UP, (DONE, DONE, DONE)),
    "mounted, and the board says no": (
        Facts(needed=True, boards=REFUSED, mounted=1),
        WITH_BOARD,
        (DONE, Mark.WAITING, DONE, DONE),
    ),
    "to come down": (
        Facts(needed=False, mounted=1, leaving=True),
        (*UP, *DOWN),
        (DONE, DONE, DONE, NOW, LATER),
    ),
    "removal booked": (
        Facts(needed=False, mounted=1, leaving=True, leaves_booked=True),
        (*UP, *DOWN),
        (DONE, DONE, DONE, DONE, NOW),
    ),
    "removed": (Facts(needed=False, gone=True), (*UP, *DOWN), (DONE,) * 5),
    "removed, and anew": (
        Facts(needed=True, gone=True, open=True),
        UP,
        (DONE, NOW, LATER),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_steps(state: str) -> None:
    facts, order, marks = STATES[state]

    found = steps(facts)

    assert tuple(one.step for one in found) == order
    assert tuple(one.mark for one in found) == marks


@pytest.mark.parametrize("state", STATES)
def test_at_most_one_step_has_its_turn(state: str) -> None:
    facts, order, marks = STATES[state]
    turns = [step for step, mark in zip(order, marks, strict=True) if mark in {NOW, Mark.STUCK}]

    assert current(steps(facts)) == (turns[0] if turns else None)
    assert len(turns) <= 1


def test_what_is_next_with_a_board_is_settled_or_not_but_never_both() -> None:
    assert not SETTLED & OBJECTED
    assert set(Next) - SETTLED - OBJECTED == {Next.INFORM, Next.ASK, Next.WAIT, Next.REMIND}
