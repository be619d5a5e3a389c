"""The rule: the vectors that server, lock and phone share, and what holds for any day at all."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.access.rules import (
    Answer,
    Assignment,
    Door,
    Employee,
    Granted,
    Period,
    Refused,
    RoleSpan,
    Scope,
    Slack,
    may_open,
)

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "may_open.json").read_text(encoding="utf-8")
)
SLACK = Slack(
    before=timedelta(minutes=VECTORS["slack"]["before_minutes"]),
    after=timedelta(minutes=VECTORS["slack"]["after_minutes"]),
)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_every_case_on_file_is_answered_as_it_stands_there(case: dict[str, Any]) -> None:
    answer = may_open(
        employee=employee_from(case["employee"]),
        door=Door(**{**case["door"], "place": UUID(case["door"]["place"])}),
        assignments=[assignment_from(one) for one in case["assignments"]],
        slack=SLACK,
        now=datetime.fromisoformat(case["now"]),
    )

    assert as_json(answer) == normal(case["answer"])


def employee_from(told: dict[str, Any]) -> Employee:
    return Employee(
        id=UUID(told["id"]),
        active=told["active"],
        roles=tuple(
            RoleSpan(start=moment(one["start"]), end=moment(one["end"])) for one in told["roles"]
        ),
        shifts=tuple(period(one) for one in told["shifts"]),
    )


def assignment_from(told: dict[str, Any]) -> Assignment:
    return Assignment(
        id=UUID(told["id"]),
        employee=UUID(told["employee"]),
        way=tuple(UUID(place) for place in told["way"]),
        period=period(told),
        service_active=told["service_active"],
        withdrawn=told["withdrawn"],
        mounts=told["mounts"],
    )


def moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def period(told: dict[str, Any]) -> Period:
    return Period(datetime.fromisoformat(told["start"]), datetime.fromisoformat(told["end"]))


def as_json(answer: Answer) -> dict[str, Any]:
    match answer:
        case Granted(assignment, window, scope):
            found = {"assignment": assignment, "window": window, "scope": str(scope)}
            return {"granted": found}
        case Refused(reason, window):
            return {"refused": {"reason": str(reason), "window": window}}


def normal(told: dict[str, Any]) -> dict[str, Any]:
    """The expected answer with times and ids read, so that two spellings of a time are equal."""
    ((kind, found),) = told.items()
    window = period(found["window"]) if found["window"] else None
    if kind == "granted":
        return {kind: {**found, "assignment": UUID(found["assignment"]), "window": window}}
    return {kind: {**found, "window": window}}


# What holds for any day at all.

PEOPLE = [UUID(int=number) for number in range(1, 4)]
PLACES = [UUID(int=number) for number in range(10, 14)]
LOCKS = ["L-1", "L-2"]
# The night in which the clocks go forward lies within.
moments = st.integers(0, 2 * 24 * 3600).map(
    lambda seconds: datetime(2026, 3, 28, tzinfo=UTC) + timedelta(seconds=seconds)
)
periods = st.builds(
    lambda start, minutes: Period(start, start + timedelta(minutes=minutes)),
    moments,
    st.integers(1, 600),
)
assignments = st.builds(
    Assignment,
    id=st.uuids(),
    employee=st.sampled_from(PEOPLE),
    way=st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(tuple),
    period=periods,
    service_active=st.booleans(),
    withdrawn=st.booleans(),
    mounts=st.none() | st.sampled_from(LOCKS),
)
employees = st.builds(
    Employee,
    id=st.sampled_from(PEOPLE),
    active=st.booleans(),
    roles=st.lists(
        st.builds(RoleSpan, start=st.none() | moments, end=st.none() | moments), max_size=2
    ).map(tuple),
    shifts=st.lists(periods, max_size=2).map(tuple),
)
doors = st.builds(
    Door,
    place=st.sampled_from(PLACES),
    lock_id=st.none() | st.sampled_from(LOCKS),
    mounted=st.booleans(),
)
days = st.lists(assignments, max_size=5)


@given(employees, doors, days, moments)
def test_whoever_gets_in_has_an_assignment_that_says_so(
    employee: Employee, door: Door, day: list[Assignment], now: datetime
) -> None:
    answer = may_open(employee=employee, door=door, assignments=day, slack=SLACK, now=now)

    if isinstance(answer, Granted):
        (because,) = {one for one in day if one.id == answer.assignment}
        assert because.employee == employee.id
        assert employee.active
        assert not because.withdrawn
        assert because.service_active
        assert because.period.start - SLACK.before <= now < because.period.end + SLACK.after
        assert door.place in because.way or because.mounts == door.lock_id
        assert door.mounted or because.mounts == door.lock_id
        assert (answer.scope is Scope.OPEN_SERVICE) == (because.mounts == door.lock_id)


@given(employees, doors, days, moments)
def test_another_persons_assignments_change_nothing(
    employee: Employee, door: Door, day: list[Assignment], now: datetime
) -> None:
    own = [one for one in day if one.employee == employee.id]

    answers = [
        may_open(employee=employee, door=door, assignments=some, slack=SLACK, now=now)
        for some in (day, own)
    ]

    assert answers[0] == answers[1]


@given(employees, doors, days, moments)
def test_a_withdrawal_never_opens_a_door(
    employee: Employee, door: Door, day: list[Assignment], now: datetime
) -> None:
    fewer = [one for one in day if not one.withdrawn]

    with_withdrawn, without = (
        may_open(employee=employee, door=door, assignments=some, slack=SLACK, now=now)
        for some in (day, fewer)
    )

    assert isinstance(with_withdrawn, Granted) == isinstance(without, Granted)


@given(employees, doors, days, moments, periods)
def test_a_recorded_shift_never_lengthens_a_window(
    employee: Employee, door: Door, day: list[Assignment], now: datetime, shift: Period
) -> None:
    shifted = Employee(
        id=employee.id,
        active=employee.active,
        roles=employee.roles,
        shifts=(*employee.shifts, shift),
    )

    before = may_open(employee=employee, door=door, assignments=day, slack=SLACK, now=now)
    after = may_open(employee=shifted, door=door, assignments=day, slack=SLACK, now=now)

    assert isinstance(before, Granted) or isinstance(after, Refused)


@given(employees, doors, days, moments)
def test_the_order_of_assignments_does_not_decide_who_gets_in(
    employee: Employee, door: Door, day: list[Assignment], now: datetime
) -> None:
    forwards, backwards = (
        may_open(employee=employee, door=door, assignments=some, slack=SLACK, now=now)
        for some in (day, list(reversed(day)))
    )

    assert type(forwards) is type(backwards)
