"""How it stands with a board or landlord, and what to do next."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.doors.rules import (
    MOST_REMINDERS,
    OBJECTIONS,
    Deed,
    Event,
    Manner,
    Next,
    Standing,
    State,
    letter_is,
    standing,
)

START = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PATIENCE = 21 * DAY
D = Deed

DEEDS = st.lists(st.sampled_from(Deed), max_size=12)


def after(*deeds: Deed, manner: Manner, days: float = 0) -> Standing:
    """How it stands `days` after the last of these, of which one happened each day."""
    events = [Event(deed, START + number * DAY) for number, deed in enumerate(deeds)]
    now = START + max(len(deeds) - 1, 0) * DAY + days * DAY
    return standing(events, manner=manner, patience=PATIENCE, now=now)


@pytest.mark.parametrize(
    ("deeds", "days", "state", "next_"),
    [
        ([], 0, State.NOT_TOLD, Next.ASK),
        ([D.TOLD], 0, State.INFORMED, Next.ASK),
        ([D.ASKED], 20.9, State.ASKED, Next.WAIT),
        ([D.ASKED], 21, State.NO_ANSWER, Next.REMIND),
        ([D.TOLD, D.ASKED], 0, State.ASKED, Next.WAIT),
        ([D.ASKED, D.TOLD], 0, State.ASKED, Next.WAIT),
        ([D.ASKED, D.REMINDED], 20.9, State.NO_ANSWER, Next.WAIT),
        ([D.ASKED, D.REMINDED], 21, State.NO_ANSWER, Next.REMIND),
        ([D.ASKED, D.REMINDED, D.REMINDED], 21, State.NO_ANSWER, Next.FIND_A_WAY),
        ([D.ASKED, D.KEY_BOX], 21, State.NO_ANSWER, Next.KEY_BOX),
        ([D.ASKED, D.AGREED], 900, State.AGREED, Next.MOUNT),
        ([D.ASKED, D.AGREED, D.ASKED], 0, State.AGREED, Next.MOUNT),
        ([D.AGREED], 0, State.AGREED, Next.MOUNT),
        ([D.ASKED, D.TALK], 0, State.TALK, Next.TALK),
        ([D.ASKED, D.REFUSED], 0, State.REFUSED, Next.FIND_A_WAY),
        ([D.ASKED, D.REFUSED, D.TOLD], 0, State.REFUSED, Next.FIND_A_WAY),
        ([D.ASKED, D.REFUSED, D.ASKED], 0, State.ASKED, Next.WAIT),
        ([D.ASKED, D.REFUSED, D.KEY_BOX], 0, State.REFUSED, Next.KEY_BOX),
        ([D.ASKED, D.REFUSED, D.OTHER_ENTRANCE], 0, State.REFUSED, Next.OTHER_ENTRANCE),
        ([D.ASKED, D.REFUSED, D.ESCALATED], 0, State.REFUSED, Next.DECIDE),
        ([D.ASKED, D.REFUSED, D.KEY_BOX, D.AGREED], 0, State.AGREED, Next.MOUNT),
        ([D.ASKED, D.REFUSED, D.GO_ON], 0, State.REFUSED, Next.FIND_A_WAY),
        ([D.ASKED, D.AGREED, D.WITHDREW], 0, State.WITHDRAWN, Next.FIND_A_WAY),
        ([D.REMINDED], 0, State.NOT_TOLD, Next.ASK),
    ],
)
def test_where_the_municipality_asks(
    deeds: Sequence[Deed], days: float, state: State, next_: Next
) -> None:
    found = after(*deeds, manner=Manner.ASK, days=days)

    assert (found.state, found.next) == (state, next_)


@pytest.mark.parametrize(
    ("deeds", "state", "next_"),
    [
        ([], State.NOT_TOLD, Next.INFORM),
        ([D.TOLD], State.INFORMED, Next.MOUNT),
        ([D.ASKED], State.INFORMED, Next.MOUNT),
        ([D.TOLD, D.AGREED], State.AGREED, Next.MOUNT),
        ([D.TOLD, D.REFUSED], State.REFUSED, Next.FIND_A_WAY),
        ([D.TOLD, D.TALK], State.TALK, Next.TALK),
        ([D.TOLD, D.AGREED, D.WITHDREW], State.WITHDRAWN, Next.FIND_A_WAY),
        ([D.TOLD, D.REFUSED, D.ASKED], State.ASKED, Next.WAIT),
        ([D.TOLD, D.REFUSED, D.GO_ON], State.REFUSED, Next.MOUNT),
        ([D.TOLD, D.REFUSED, D.ESCALATED, D.GO_ON], State.REFUSED, Next.MOUNT),
        ([D.TOLD, D.REFUSED, D.GO_ON, D.REFUSED], State.REFUSED, Next.FIND_A_WAY),
        ([D.GO_ON], State.NOT_TOLD, Next.INFORM),
    ],
)
def test_where_it_informs_they_need_not_answer_but_an_objection_stops_it(
    deeds: Sequence[Deed], state: State, next_: Next
) -> None:
    found = after(*deeds, manner=Manner.INFORM, days=400)
    if next_ is Next.WAIT:
        found = after(*deeds, manner=Manner.INFORM)

    assert (found.state, found.next) == (state, next_)


@pytest.mark.parametrize("manner", Manner)
def test_a_yes_with_an_end_runs_out_and_they_are_told_or_asked_anew(manner: Manner) -> None:
    ends = START + 2 * DAY
    events = [Event(D.ASKED, START), Event(D.AGREED, START + DAY, valid_until=ends)]

    def at(now: datetime) -> Standing:
        return standing(events, manner=manner, patience=PATIENCE, now=now)

    assert at(ends - timedelta(seconds=1)).state is State.AGREED
    lapsed = at(ends)
    assert (lapsed.state, lapsed.since, lapsed.permits(key_box=False)) == (
        State.LAPSED,
        ends,
        False,
    )
    again = letter_is(lapsed.next)
    assert again is not None
    events.append(Event(again, ends + DAY))
    assert at(ends + DAY).state in {State.INFORMED, State.ASKED}


def test_after_a_refusal_a_key_box_may_be_mounted_only_when_that_was_chosen() -> None:
    refused = after(D.ASKED, D.REFUSED, manner=Manner.ASK)
    chosen = after(D.ASKED, D.REFUSED, D.KEY_BOX, manner=Manner.ASK)

    assert not refused.permits(key_box=True)
    assert chosen.permits(key_box=True)
    assert not chosen.permits(key_box=False)


@given(DEEDS, st.integers(0, 400))
def test_where_it_asks_nothing_is_mounted_without_a_yes(deeds: list[Deed], days: int) -> None:
    found = after(*deeds, manner=Manner.ASK, days=days)

    assert found.permits(key_box=False) == (found.state is State.AGREED)
    if found.permits(key_box=False):
        spoken = [one for one in deeds if one in OBJECTIONS or one is D.AGREED]
        assert spoken[-1] is D.AGREED


@given(DEEDS, st.sampled_from(Manner), st.integers(0, 400))
def test_an_objection_that_came_last_stops_a_lock_until_somebody_does_something(
    deeds: list[Deed], manner: Manner, days: int
) -> None:
    for objection in OBJECTIONS:
        found = after(*deeds, objection, manner=manner, days=days)
        assert not found.permits(key_box=True)


@given(DEEDS, st.sampled_from(Manner), st.integers(0, 400), st.randoms())
def test_the_order_in_which_events_are_read_does_not_matter(
    deeds: list[Deed], manner: Manner, days: int, chance: object
) -> None:
    events = [Event(deed, START + number * DAY) for number, deed in enumerate(deeds)]
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own Random
    now = START + days * DAY

    assert standing(shuffled, manner=manner, patience=PATIENCE, now=now) == standing(
        events, manner=manner, patience=PATIENCE, now=now
    )


@given(DEEDS, st.sampled_from(Manner), st.integers(0, 400))
def test_who_is_waited_for_is_waited_for_until_a_time_to_come(
    deeds: list[Deed], manner: Manner, days: int
) -> None:
    found = after(*deeds, manner=manner, days=days)

    now = START + max(len(deeds) - 1, 0) * DAY + days * DAY
    assert (found.until is not None) == (found.next is Next.WAIT)
    assert found.until is None or found.until > now


@given(DEEDS, st.sampled_from(Manner))
def test_nobody_is_reminded_for_ever(deeds: list[Deed], manner: Manner) -> None:
    told = [*deeds]
    for _ in range(MOST_REMINDERS + 1):
        if after(*told, manner=manner, days=22).next is not Next.REMIND:
            break
        told.append(D.REMINDED)

    assert after(*told, manner=manner, days=22).next is not Next.REMIND


@pytest.mark.parametrize(
    ("step", "deed"),
    [
        (Next.INFORM, D.TOLD),
        (Next.ASK, D.ASKED),
        (Next.REMIND, D.REMINDED),
        (Next.WAIT, None),
        (Next.MOUNT, None),
        (Next.FIND_A_WAY, D.ASKED),
        (Next.TALK, D.ASKED),
    ],
)
def test_what_a_letter_amounts_to_follows_from_how_it_stands(step: Next, deed: Deed | None) -> None:
    assert letter_is(step) is deed
