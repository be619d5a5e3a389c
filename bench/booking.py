"""Booking with 10 000 doors and two years of appointments: the free times, and the pages."""

import random
import statistics
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import setup_test_environment

from bench import day
from bench.figures import Figure, of, seconds
from elaas.doors.models import Home, Unit
from elaas.mounting import rules
from elaas.mounting.models import Appointment, Crew, MountingCase, WorkingHours
from elaas.mounting.queries.calendar import free_days, zone
from elaas.mounting.queries.cases import Case, case_of
from elaas.people.actors import ActorKind
from elaas.people.models import CitizenSession, Recipient
from elaas.people.operations.sessions import hash_of
from elaas.web import clock
from elaas.web.citizens import cookie

DOORS = 10_000
CREWS = 8
WEEKS_BEFORE, WEEKS_AHEAD = 104, 8
VISITS_A_DAY = 6  # of a crew; some eight fit
ASKED = 60
FOUR_WEEKS = timedelta(days=27)
# Over Trondheim.
_SOUTH, _WEST, _HIGH, _WIDE = 63.36, 10.28, 0.09, 0.25
_CHOICE = random.Random(4)  # noqa: S311  (where homes lie, nothing secret)


def figures() -> list[Figure]:
    """Milliseconds: free times for four weeks and eight crews, and the page's 95th percentile."""
    waiting = _fill(clock.read())
    free = [1000 * seconds(lambda one=one: _four_weeks(one)) for one in _cases(waiting)]
    pages = _pages(waiting)
    return [
        of("free times, four weeks and eight crews", free[3:], "ms", at_most=50),
        Figure(
            name="booking page, 95th percentile",
            value=statistics.quantiles(pages, n=20)[-1],
            unit="ms",
            at_most=80,
        ),
        of("booking page, median", pages, "ms"),
        Figure(name="appointments", value=Appointment.objects.count(), unit="appointments"),
        Figure(name="doors", value=Unit.objects.count() + ASKED, unit="doors"),
    ]


def _four_weeks(case: Case) -> None:
    first = clock.read().date()
    free_days(case.wanted, first=first, last=first + FOUR_WEEKS, now=clock.read())


def _cases(waiting: list[Recipient]) -> Iterator[Case]:
    for one in waiting:
        found = case_of(one.id)
        if found is not None:
            yield found


def _pages(waiting: list[Recipient]) -> list[float]:
    """Milliseconds for each step of each person's booking, login and middleware with it."""
    setup_test_environment(debug=False)
    settings.BOOKING_OPENS_ON = date(2024, 5, 1)
    spent = []
    for number, one in enumerate(waiting):
        browser = _logged_in(one)
        page = f"/min-side/time/{one.id}/"
        soon = (clock.read() + timedelta(days=7 + number % 14)).date()
        for asked in ({}, {"uke": soon.isoformat()}, {"dag": soon.isoformat()}):
            spent.append(1000 * seconds(lambda: _shown(browser, page, asked)))  # noqa: B023
    return spent[9:]


def _shown(browser: Client, page: str, asked: dict[str, str]) -> None:
    answer = browser.get(page, asked, secure=True)
    if answer.status_code != 200:  # noqa: PLR2004
        raise RuntimeError(answer.status_code)


def _logged_in(one: Recipient) -> Client:
    now = clock.read()
    CitizenSession.objects.create(
        token_hash=hash_of(str(one.id)),
        national_id=one.national_id,
        began_at=now,
        ends_at=now + timedelta(minutes=30),
    )
    browser = Client()
    browser.cookies[cookie()] = str(one.id)
    return browser


def _fill(now: datetime) -> list[Recipient]:
    """Doors, crews and appointments; answers those who are to book."""
    recipients = Recipient.objects.bulk_create(
        Recipient(source_id=f"p{n}", national_id=f"{n:011}", active=True) for n in range(DOORS)
    )
    homes = Home.objects.bulk_create(
        Home(
            source_id=f"h{n}",
            address=f"Persaunvegen {n}",
            latitude=_SOUTH + _HIGH * _CHOICE.random(),
            longitude=_WEST + _WIDE * _CHOICE.random(),
        )
        for n in range(DOORS)
    )
    Unit.objects.bulk_create(_unit(n, homes[n], now) for n in range(ASKED, DOORS))
    crews = _crews()
    done = now - timedelta(days=1)
    cases = MountingCase.objects.bulk_create(
        MountingCase(recipient=one, home=home, opened_at=done, closed_at=None if n < ASKED else done)
        for n, (one, home) in enumerate(zip(recipients, homes, strict=True))
    )
    others = cases[ASKED:]
    Appointment.objects.bulk_create(
        (
            Appointment(
                # Many a case is booked, cancelled and booked again in two years.
                case=MountingCase(
                    id=None, recipient=case.recipient, home=case.home, opened_at=done
                )
                if case is None
                else case,
                crew=crew,
                slot=DateTimeTZRange(start, start + timedelta(minutes=30)),
                booked_at=done,
                booked_by_kind=ActorKind.RECIPIENT,
                booked_by_id=case.recipient_id,
            )
            for case, (crew, start) in zip(_each_twice(others), _visits(crews, now), strict=False)
        ),
        batch_size=5000,
    )
    day.analyze()
    return recipients[:ASKED]
