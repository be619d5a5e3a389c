"""Which doors stand on the way to a home, what fits on them, and whom to tell or ask first.

And whether old parts, and the key in a box, are there.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

MANY_HOMES = 2
MOST_GAP_MM = Decimal(5)  # a bolt jams in the cold where the gap is wider
MOST_REMINDERS = 2


def has_common_entrance(*, homes: int, recorded: bool) -> bool:
    """Two or more known homes share an entrance; a single one only where somebody recorded it.

    Letter: in a building with several homes the lock goes both on the building's door and on the
    flat's own. `homes` counts the homes in use that we know of.
    """
    return homes >= MANY_HOMES or recorded


def way_to(*, home: UUID, building: UUID | None, common_entrance: bool) -> tuple[UUID, ...]:
    """The places whose doors must open on the way in, in walking order: building, then home."""
    if building is not None and common_entrance:
        return (building, home)
    return (home,)


class PartEvent(StrEnum):
    """What may become of a part that is kept at home."""

    MISSING = "missing"
    FOUND = "found"
    BOUGHT = "bought"
    REPAIRED = "repaired"


PAID_FOR = frozenset({PartEvent.BOUGHT, PartEvent.REPAIRED})


def is_there(news: Iterable[PartEvent]) -> bool:
    """Whether a part is there, after this news of it, the oldest first.

    A missing one is there again when it is found, or when the municipality has bought or repaired
    one: the lock must be put back as it was (letter, «Montering og demontering»).
    """
    return [PartEvent.FOUND, *news][-1] is not PartEvent.MISSING


class KeyEvent(StrEnum):
    """What is done with the copy of the resident's key that a key box holds."""

    PUT_IN = "put_in"
    CHECKED = "checked"
    TAKEN_OUT = "taken_out"


def key_is_in(events: Iterable[KeyEvent]) -> bool:
    """Whether the key is in the box, after these events, the oldest first."""
    return [KeyEvent.TAKEN_OUT, *events][-1] is not KeyEvent.TAKEN_OUT


def can_follow(event: KeyEvent, *, key_in: bool) -> bool:
    """Whether `event` can happen now: one copy lies in the box, so it goes in only when out."""
    return key_in != (event is KeyEvent.PUT_IN)


class Cylinder(StrEnum):
    """What kind of cylinder a door's own lock has."""

    EURO = "europrofil"
    OVAL = "oval"
    SCANDINAVIAN = "skandinavisk"
    OTHER = "annen"


class NoLock(StrEnum):
    """Why a door takes no lock, but a key box."""

    GAP = "gap"
    CYLINDER = "cylinder"


SUPPORTED = frozenset(Cylinder) - {Cylinder.OTHER}


def why_no_lock(
    *, cylinder: Cylinder, gap_mm: Decimal, supported: Collection[Cylinder] = SUPPORTED
) -> tuple[NoLock, ...]:
    """Why such a door gets a key box instead of a lock; empty: a lock fits.

    Letter: «I noen få tilfeller vil det ikke være mulig å montere eLås på ytterdøren.»
    """
    reasons = {NoLock.GAP: gap_mm > MOST_GAP_MM, NoLock.CYLINDER: cylinder not in supported}
    return tuple(reason for reason, holds in reasons.items() if holds)


class Manner(StrEnum):
    """How the municipality meets boards and landlords: it informs them, or it asks first."""

    INFORM = "inform"
    ASK = "ask"


class Deed(StrEnum):
    """What happened between the municipality and a board."""

    TOLD = "told"
    ASKED = "asked"
    REMINDED = "reminded"
    AGREED = "agreed"
    REFUSED = "refused"
    TALK = "talk"  # «Vi vil snakke med dere først»
    WITHDREW = "withdrew"
    KEY_BOX = "key_box"
    OTHER_ENTRANCE = "other_entrance"
    ESCALATED = "escalated"
    GO_ON = "go_on"  # somebody decided to mount all the same
    COMES_DOWN = "comes_down"  # they were told that the lock is taken away again


ANSWERS = frozenset({Deed.AGREED, Deed.REFUSED, Deed.TALK})
OBJECTIONS = frozenset({Deed.REFUSED, Deed.TALK, Deed.WITHDREW})
WAYS_ON = frozenset({Deed.KEY_BOX, Deed.OTHER_ENTRANCE, Deed.ESCALATED})


@dataclass(frozen=True, slots=True)
class Event:
    """A deed and when; an agreement may hold only until `valid_until`."""

    deed: Deed
    at: datetime
    valid_until: datetime | None = None


class State(StrEnum):
    """How it stands with a board or landlord."""

    NOT_TOLD = "not_told"
    INFORMED = "informed"
    ASKED = "asked"
    NO_ANSWER = "no_answer"
    TALK = "talk"
    AGREED = "agreed"
    LAPSED = "lapsed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ANSWERED = frozenset({State.AGREED, State.REFUSED, State.TALK})


class Next(StrEnum):
    """What the municipality does next."""

    INFORM = "inform"
    ASK = "ask"
    WAIT = "wait"
    REMIND = "remind"
    TALK = "talk"
    MOUNT = "mount"
    FIND_A_WAY = "find_a_way"
    KEY_BOX = "key_box"
    OTHER_ENTRANCE = "other_entrance"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands since when, what to do next, and until when to wait before that."""

    state: State
    next: Next
    since: datetime | None = None
    until: datetime | None = None

    def permits(self, *, key_box: bool) -> bool:
        """Whether a lock, or a key box, may be mounted there."""
        return self.next is Next.MOUNT or (key_box and self.next is Next.KEY_BOX)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """What counts of a board's events: the rest has been overtaken."""

    told: Event | None = None  # when they were told, or asked
    called: datetime | None = None  # when they last heard from us
    reminders: int = 0
    answer: Event | None = None
    objected: bool = False
    way: Deed | None = None
    decided: bool = False


def standing(
    events: Iterable[Event], *, manner: Manner, patience: timedelta, now: datetime
) -> Standing:
    """How it stands with a board whose events are these.

    Letter, «Hva må jeg informere mitt borettslag, sameie eller huseier om?»: to tell is enough
    where the municipality informs; where it asks, they must have agreed. An objection stops the
    mounting in both until they agree; where it informs, also until a person decides to go on.
    `patience`: after how long a question counts as not answered.
    """
    story = _Story()
    for event in sorted(events, key=lambda event: event.at):
        story = _and_then(story, event)
    if story.answer is None:
        found = _unanswered(story, manner=manner, patience=patience, now=now)
    else:
        found = _answered(story.answer, story.way, manner=manner, now=now)
    if story.decided and story.objected and manner is Manner.INFORM:
        return replace(found, next=Next.MOUNT, until=None)
    return found


def _and_then(story: _Story, event: Event) -> _Story:
    if event.deed in ANSWERS or event.deed is Deed.WITHDREW:
        objected = event.deed in OBJECTIONS
        return replace(story, answer=event, objected=objected, way=None, decided=False)
    if event.deed in WAYS_ON:
        return replace(story, way=event.deed)
    if event.deed is Deed.GO_ON:
        return replace(story, decided=True)
    if event.deed is Deed.COMES_DOWN:
        return story
    if event.deed is Deed.REMINDED:
        return replace(story, called=event.at, reminders=story.reminders + 1)
    return _told(story, event)


def _told(story: _Story, event: Event) -> _Story:
    """They were told or asked: that opens a question anew, but undoes no agreement."""
    answer, only_told = story.answer, event.deed is Deed.TOLD
    if answer is None and story.told is not None and only_told:
        return story
    if answer is not None and (_holds(answer, event.at) or (only_told and story.objected)):
        return story
    return replace(story, told=event, called=event.at, reminders=0, answer=None, way=None)


def _holds(answer: Event, now: datetime) -> bool:
    lasts = answer.valid_until is None or now < answer.valid_until
    return answer.deed is Deed.AGREED and lasts


def _unanswered(story: _Story, *, manner: Manner, patience: timedelta, now: datetime) -> Standing:
    if story.told is None or story.called is None:
        return Standing(state=State.NOT_TOLD, next=_FIRST[manner])
    told = story.told.at
    if manner is Manner.INFORM and not story.objected:
        return Standing(state=State.INFORMED, next=Next.MOUNT, since=told)
    if story.told.deed is Deed.TOLD:
        return Standing(state=State.INFORMED, next=Next.ASK, since=told)
    state = State.ASKED if now < told + patience else State.NO_ANSWER
    if story.way is not None:
        return Standing(state=state, next=_AFTER[story.way], since=told)
    due = story.called + patience
    if now < due:
        return Standing(state=state, next=Next.WAIT, since=told, until=due)
    more = story.reminders < MOST_REMINDERS
    return Standing(state=state, next=Next.REMIND if more else Next.FIND_A_WAY, since=told)


def _answered(answer: Event, way: Deed | None, *, manner: Manner, now: datetime) -> Standing:
    if answer.deed is Deed.AGREED:
        if _holds(answer, now):
            return Standing(state=State.AGREED, next=Next.MOUNT, since=answer.at)
        return Standing(state=State.LAPSED, next=_FIRST[manner], since=answer.valid_until)
    state = _OBJECTED[answer.deed]
    first = Next.TALK if state is State.TALK else Next.FIND_A_WAY
    return Standing(state=state, next=_AFTER[way] if way else first, since=answer.at)


_FIRST = {Manner.INFORM: Next.INFORM, Manner.ASK: Next.ASK}
_OBJECTED = {
    Deed.TALK: State.TALK,
    Deed.REFUSED: State.REFUSED,
    Deed.WITHDREW: State.WITHDRAWN,
}
_AFTER = {
    Deed.KEY_BOX: Next.KEY_BOX,
    Deed.OTHER_ENTRANCE: Next.OTHER_ENTRANCE,
    Deed.ESCALATED: Next.DECIDE,
}


def letter_is(step: Next) -> Deed | None:
    """What a letter sent at this step amounts to; None: only the link anew."""
    return {
        Next.INFORM: Deed.TOLD,
        Next.REMIND: Deed.REMINDED,
        Next.WAIT: None,
        Next.MOUNT: None,
    }.get(step, Deed.ASKED)
