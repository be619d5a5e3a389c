"""The town's crews, who waits for eLås, and who books for them on the phone."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from elaas.demo.town import CREW_NOW, CREWS, MOUNTS_NOW, PATROL, RECIPIENTS, TO_MOUNT, key_of
from elaas.doors.label import Label
from elaas.doors.operations import register_unit
from elaas.doors.queries import place_named, units
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry, moment
from elaas.mounting.models import Appointment, Crew
from elaas.mounting.operations.cases import open_case
from elaas.mounting.operations.crews import record_crew
from elaas.mounting.operations.members import join_crew
from elaas.mounting.operations.van import load_units
from elaas.mounting.queries.calendar import today
from elaas.mounting.queries.cases import doors_left
from elaas.mounting.queries.crews import crew_of
from elaas.mounting.rules import Hours, Place
from elaas.people.actors import Actor, ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import grant_role
from elaas.people.queries import employee_named, recipient_with_source

HOURS = [
    hours
    for weekday in range(5)
    for hours in (Hours(weekday, time(8), time(11, 30)), Hours(weekday, time(12), time(15, 30)))
]


def prepare(*, now: datetime) -> None:
    """Everything is there afterwards; once more changes nothing that somebody has done since."""
    for name, (latitude, longitude) in CREWS.items():
        record_crew(name=name, base=Place(latitude, longitude), hours=HOURS, now=now)
    for key, with_alarm in TO_MOUNT.items():
        home = place_named(key_of(RECIPIENTS[key].where)).home
        if home is not None:
            recipient = recipient_with_source(key_of(key))
            open_case(recipient=recipient, home=home, with_alarm=with_alarm, now=now)
    grant_role(employee=employee_named(key_of(PATROL)), role=GrantedRole.INSTALLER, now=now)


LASTS = timedelta(hours=4)


def send_out(papers: Collection[Label], *, now: datetime) -> None:
    """The patrol's person drives with a crew, with these new units, and somebody waits for them."""
    crew = record_crew(name=CREW_NOW, base=Place(), hours=[], now=now)
    per = employee_named(key_of(PATROL))
    if crew_of(per, day=today(now)) != crew:
        join_crew(crew=CREW_NOW, employee=per, first=today(now), now=now)
    for paper in papers:
        register_unit(label=paper, now=now)
    known = units(lock_ids=[paper.lock_id for paper in papers]).by_lock_id
    free = [lock_id for lock_id, unit in known.items() if not unit.mounted]
    load_units(lock_ids=free, crew=CREW_NOW, now=now)
    home = place_named(key_of(RECIPIENTS[MOUNTS_NOW].where)).home
    if home is not None and doors_left(home):
        recipient = recipient_with_source(key_of(MOUNTS_NOW))
        case = open_case(recipient=recipient, home=home, now=now)
        _comes_now(case, crew, Actor(ActorKind.EMPLOYEE, per), now)


@transaction.atomic
def _comes_now(case: UUID, crew: UUID, by: Actor, now: datetime) -> None:
    """The crew is there, whatever the hour: nobody can book that. An older appointment is over."""
    for row in Appointment.objects.filter(case=case, cancelled_at=None):
        if row.slot.upper > now:
            return
        row.cancelled_at, row.cancelled_by_kind, row.cancelled_by_id = now, by.kind.value, by.id
        row.save()
        ledger.append(entry("appointment_cancelled", now, appointment=row.id.hex, **by.told()))
    row = Appointment.objects.create(
        case_id=case,
        crew=Crew.objects.get(pk=crew),
        slot=DateTimeTZRange(now, now + LASTS),
        booked_at=now,
        booked_by_kind=by.kind.value,
        booked_by_id=by.id,
    )
    times = {"starts_at": moment(now), "ends_at": moment(now + LASTS)}
    ids = {"appointment": row.id.hex, "case": case.hex, "crew": crew.hex}
    ledger.append(entry("appointment_booked", now, **ids, **times, **by.told()))
