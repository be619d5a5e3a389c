"""Who may open which door when. The one rule; every credential is its answer.

Letter: the employees can use the eLås only when they have an assignment with you. No role, however
high, opens anything without one.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` until just before `end` (both aware)."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """How long before its start and after its end an assignment opens the door."""

    before: timedelta
    after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSpan:
    """When a role is held; None: no limit on that side."""

    start: datetime | None
    end: datetime | None

    def holds(self, moment: datetime) -> bool:
        return (self.start is None or self.start <= moment) and (
            self.end is None or moment < self.end
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """What the rule must know of an employee; `roles`: active ones, `shifts`: recorded ones."""

    id: UUID
    active: bool
    roles: tuple[RoleSpan, ...]
    shifts: tuple[Period, ...] = ()


# Doors, assignments and grants are named tuples, made in a third of a data class's time: a large
# day has tens of thousands of them.


class Door(NamedTuple):
    """A door and its unit. `place`: the building (a common entrance) or the home it leads into."""

    place: UUID
    lock_id: str | None
    mounted: bool


class Assignment(NamedTuple):
    """One employee's visit. `way`: the places whose doors are on the way (doors.rules.way_to).

    `mounts` is the lock id of the unit that the visit mounts, None for a visit that gives care.
    """

    id: UUID
    employee: UUID
    way: tuple[UUID, ...]
    period: Period
    service_active: bool
    withdrawn: bool = False
    mounts: str | None = None


class Scope(enum.StrEnum):
    """What a credential allows at the lock (protocol, claim 9)."""

    OPEN = "open"
    OPEN_SERVICE = "open service"


class Refusal(enum.StrEnum):
    """Why a door stays shut."""

    NO_ASSIGNMENT = "no_assignment"
    WITHDRAWN = "withdrawn"
    NOT_NOW = "not_now"
    EMPLOYEE_INACTIVE = "employee_inactive"
    NO_ROLE = "no_role"
    SERVICE_STOPPED = "service_stopped"
    NOT_MOUNTED = "not_mounted"


class Granted(NamedTuple):
    """The door opens during `window`, because of `assignment`, for what `scope` says."""

    assignment: UUID
    window: Period
    scope: Scope


@dataclass(frozen=True, slots=True)
class Refused:
    """The door stays shut for `reason`; `window`: when an assignment does open it, if one does."""

    reason: Refusal
    window: Period | None = None


Answer: TypeAlias = Granted | Refused

# When several assignments lead to a door and none opens it, the reason nearest to opening is told.
_NEAREST_FIRST = (
    Refusal.NOT_NOW,
    Refusal.NOT_MOUNTED,
    Refusal.SERVICE_STOPPED,
    Refusal.NO_ROLE,
    Refusal.EMPLOYEE_INACTIVE,
    Refusal.WITHDRAWN,
    Refusal.NO_ASSIGNMENT,
)


def may_open(
    *,
    employee: Employee,
    door: Door,
    assignments: Iterable[Assignment],
    slack: Slack,
    now: datetime,
) -> Answer:
    """Whether `employee` may open `door` at `now`, and why, or why not."""
    refused = Refused(Refusal.NO_ASSIGNMENT)
    for assignment in assignments:
        answer = what_opens(employee=employee, door=door, assignment=assignment, slack=slack)
        if isinstance(answer, Granted):
            if now in answer.window:
                return answer
            answer = Refused(Refusal.NOT_NOW, answer.window)
        refused = _nearer(refused, answer, now)
    return refused


def what_opens(*, employee: Employee, door: Door, assignment: Assignment, slack: Slack) -> Answer:
    """Whether `assignment` opens `door` for `employee`; if so, when and with what scope."""
    (answer,) = what_opens_each(
        employee=employee, doors=(door,), assignment=assignment, slack=slack
    )
    return answer


def what_opens_each(
    *, employee: Employee, doors: Sequence[Door], assignment: Assignment, slack: Slack
) -> list[Answer]:
    """`what_opens` for each of `doors`, in their order; what concerns all of them is asked once."""
    whole = what_opens_all(employee=employee, assignment=assignment, slack=slack)
    return [_for_the_door(door=door, assignment=assignment, whole=whole) for door in doors]


def what_opens_all(*, employee: Employee, assignment: Assignment, slack: Slack) -> Answer:
    """The answer for a mounted door that the assignment leads through."""
    if assignment.employee != employee.id:
        return Refused(Refusal.NO_ASSIGNMENT)
    if assignment.withdrawn:
        return Refused(Refusal.WITHDRAWN)
    if not employee.active:
        return Refused(Refusal.EMPLOYEE_INACTIVE)
    start = assignment.period.start
    if not any(role.holds(start) for role in employee.roles):
        return Refused(Refusal.NO_ROLE)
    if not assignment.service_active:
        return Refused(Refusal.SERVICE_STOPPED)
    window = opening_window(assignment=assignment, shifts=employee.shifts, slack=slack)
    return Granted(assignment.id, window, Scope.OPEN)


def _for_the_door(*, door: Door, assignment: Assignment, whole: Answer) -> Answer:
    mounts_it = assignment.mounts is not None and assignment.mounts == door.lock_id
    if not mounts_it and door.place not in assignment.way:
        return Refused(Refusal.NO_ASSIGNMENT)
    if isinstance(whole, Refused):
        return whole
    if mounts_it:
        return whole._replace(scope=Scope.OPEN_SERVICE)
    if door.lock_id is None or not door.mounted:
        return Refused(Refusal.NOT_MOUNTED)
    return whole


def opening_window(*, assignment: Assignment, shifts: Iterable[Period], slack: Slack) -> Period:
    """The assignment's time plus slack, cut at the end of the shift it starts in, if recorded."""
    period = assignment.period
    end = period.end + slack.after
    for shift in shifts:
        if period.start in shift:
            end = min(end, shift.end)
    return Period(period.start - slack.before, end)


def _nearer(one: Refused, other: Refused, now: datetime) -> Refused:
    """The refusal that says more; of two windows the one to come, then the one nearest `now`."""
    rank = _NEAREST_FIRST.index
    if rank(one.reason) != rank(other.reason):
        return min(one, other, key=lambda refused: rank(refused.reason))
    if one.window is None or other.window is None:
        return one
    return one if _distance(one.window, now) <= _distance(other.window, now) else other


def _distance(window: Period, now: datetime) -> tuple[bool, timedelta]:
    """Sorts windows to come before windows that are over, and each by how far away they are."""
    if now < window.start:
        return (False, window.start - now)
    return (True, now - window.end)
