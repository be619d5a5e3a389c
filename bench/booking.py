"""Booking with 10 000 doors and two years of appointments: the free times, and the pages."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import cycle, islice

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bench import day
from bench.figures import Figure, of, p95, seconds
from bench.served import REQUESTS, WARM_UP, logged_in, served, shown
from elaas.doors.models import Home, Unit
from elaas.mounting.models import Appointment, Crew, MountingCase, WorkingHours
from elaas.mounting.queries.calendar import free_days, zone
from elaas.mounting.queries.cases import Case, case_of
from elaas.people.actors import ActorKind
from elaas.people.models import Recipient
from elaas.web import clock

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
        p95("booking page", pages, at_most=80),
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
    """Milliseconds for the steps of people's bookings, through the server."""
    addresses = islice(cycle(_steps(waiting)), WARM_UP + REQUESTS)
    with served(ELAAS_BOOKING_OPENS="2024-05-01") as client:
        return [shown(client, address, headers) for address, headers in addresses][WARM_UP:]


def _steps(waiting: list[Recipient]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each person's: the first free week, another week, and a day of it."""
    for number, one in enumerate(waiting):
        headers, page = logged_in(one), f"/min-side/time/{one.id}/"
        soon = clock.day_of(clock.read(), days_ago=-(7 + number % 14)).start.date()
        for asked in ("", f"?uke={soon}", f"?dag={soon}"):
            yield page + asked, headers


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
    visits = list(_visits(_crews(), now))
    done = now - timedelta(days=1)
    MountingCase.objects.bulk_create(
        MountingCase(recipient=recipients[n], home=homes[n], opened_at=done) for n in range(ASKED)
    )
    closed = MountingCase.objects.bulk_create(
        (
            MountingCase(
                recipient=recipients[n % DOORS],
                home=homes[n % DOORS],
                opened_at=done,
                closed_at=now,
            )
            for n in range(len(visits))
        ),
        batch_size=5000,
    )
    Appointment.objects.bulk_create(
        (_appointment(case, *visit, done) for case, visit in zip(closed, visits, strict=True)),
        batch_size=5000,
    )
    day.analyze()
    return recipients[:ASKED]


def _appointment(case: MountingCase, crew: Crew, start: datetime, at: datetime) -> Appointment:
    return Appointment(
        case=case,
        crew=crew,
        slot=DateTimeTZRange(start, start + timedelta(minutes=30)),
        booked_at=at,
        booked_by_kind=ActorKind.RECIPIENT,
        booked_by_id=case.recipient_id,
    )


def _crews() -> list[Crew]:
    crews = Crew.objects.bulk_create(
        Crew(name=f"Lag {n}", latitude=_SOUTH + _HIGH / 2, longitude=_WEST + _WIDE / 2)
        for n in range(CREWS)
    )
    WorkingHours.objects.bulk_create(
        WorkingHours(crew=crew, weekday=weekday, starts=time(8), ends=time(15, 30))
        for crew in crews
        for weekday in range(5)
    )
    return crews


def _visits(crews: list[Crew], now: datetime) -> Iterator[tuple[Crew, datetime]]:
    """VISITS_A_DAY of each crew on each working day, an hour and a quarter apart."""
    monday = now.astimezone(zone()).date() - timedelta(days=now.weekday())
    for number in range(-7 * WEEKS_BEFORE, 7 * WEEKS_AHEAD):
        on = monday + timedelta(days=number)
        if on.weekday() < 5:  # noqa: PLR2004  (Monday to Friday)
            first = datetime.combine(on, time(8, 15), tzinfo=zone()).astimezone(UTC)
            for crew in crews:
                for nth in range(VISITS_A_DAY):
                    yield crew, first + timedelta(minutes=75) * nth


def _unit(number: int, home: Home, now: datetime) -> Unit:
    lock_id = f"L-{number:05}"
    key = number.to_bytes(32, "big")
    keys = dict.fromkeys(("dh_x", "dh_y", "receipt_x", "receipt_y"), key)
    return Unit(
        lock_id=lock_id,
        label=f"{number:05}",
        **keys,
        claim_secret=bytes(16),
        registered_at=now,
        claimed_at=now,
        mounted_at=now,
        home=home,
    )
