"""Crews, their hours, and days on which they do not mount."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from elaas.ledger import operations as ledger
from elaas.ledger.entries import Value, entry
from elaas.mounting.models import Appointment, Closure, Crew, WorkingHours
from elaas.mounting.queries.calendar import day_bounds
from elaas.mounting.rules import Hours, Place


class NoSuchCrew(Exception):
    """No crew has this name."""


class StillBooked(Exception):
    """The crew is to come to somebody yet; move those appointments first."""


@transaction.atomic
def record_crew(*, name: str, base: Place, hours: Collection[Hours], now: datetime) -> UUID:
    """From now on the crew works in these hours, from this base; appointments it has stand."""
    crew, _ = Crew.objects.select_for_update().update_or_create(
        name=name,
        defaults={"latitude": base.latitude, "longitude": base.longitude, "active": True},
    )
    WorkingHours.objects.filter(crew=crew).delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(crew=crew, weekday=one.weekday, starts=one.starts, ends=one.ends)
        for one in hours
    )
    told: list[Value] = [
        {"weekday": one.weekday, "from": one.starts.isoformat(), "to": one.ends.isoformat()}
        for one in hours
    ]
    ledger.append(entry("crew_recorded", now, crew=crew.id.hex, hours=told))
    return crew.id


@transaction.atomic
def end_crew(*, name: str, now: datetime) -> None:
    """The crew works no more. Raises NoSuchCrew or StillBooked."""
    crew = named(name)
    if Appointment.objects.filter(crew=crew, cancelled_at=None, slot__endswith__gt=now).exists():
        raise StillBooked
    crew.active = False
    crew.save(update_fields=["active"])
    ledger.append(entry("crew_ended", now, crew=crew.id.hex))


@transaction.atomic
def close_days(*, first: date, last: date, crew: str | None, now: datetime) -> int:
    """On these days the crew, or (None) nobody, mounts. Raises NoSuchCrew.

    Answers how many appointments stand on them: somebody must call those people.
    """
    held = named(crew) if crew is not None else None
    Closure.objects.create(crew=held, first=first, last=last)
    ledger.append(
        entry(
            "days_closed",
            now,
            crew=held.id.hex if held else None,
            first=first.isoformat(),
            last=last.isoformat(),
        )
    )
    standing = Appointment.objects.filter(
        cancelled_at=None, slot__overlap=DateTimeTZRange(*day_bounds(first, last))
    )
    return (standing.filter(crew=held) if held else standing).count()


@transaction.atomic
def reopen_days(*, closure: int, now: datetime) -> None:
    """On these days there is mounting again. Once more changes nothing."""
    row = Closure.objects.select_for_update().filter(pk=closure).first()
    if row is None:
        return
    told = {"first": row.first.isoformat(), "last": row.last.isoformat()}
    crew = row.crew_id.hex if row.crew_id else None
    row.delete()
    ledger.append(entry("days_reopened", now, crew=crew, **told))


def named(name: str) -> Crew:
    """The crew of that name that works, held until the transaction ends. Raises NoSuchCrew."""
    crew = Crew.objects.select_for_update(no_key=True).filter(name=name, active=True).first()
    if crew is None:
        raise NoSuchCrew
    return crew
