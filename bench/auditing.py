"""The audit of a million entries, 300 000 of them receipts whose signatures are verified again.

Days as in `bench.day`, one after the other: everybody's visits are recorded, credentials issued,
and every door opened once; the locks' receipts are signed for real.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bench import day, memory
from bench.figures import Figure, seconds
from bench.locks import Locks
from elaas.access.models import Assignment, Credential, Receipt
from elaas.access.operations.issue import issue
from elaas.access.operations.receipts import store_receipts
from elaas.audit.queries import everything
from elaas.doors.models import Home, Unit
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry, moment
from elaas.ledger.models import Entry
from elaas.ledger.operations.sequence import publish
from elaas.people.looks import Because, What
from elaas.people.models import Employee, EmployeeRole, Look, Phone, Recipient
from elaas.protocol.cose import PrivateKey
from elaas.tlog.note import Signer

T = TypeVar("T")

AUTHORITY = PrivateKey.generate(kid=b"\x01")
SIGNER = Signer("log.example/elaas", secrets.token_bytes(32))
ENTRIES, RECEIPTS = 1_000_000, 300_000
A_DAY = timedelta(days=1)
BATCH, PHONES_A_ROUND = 1000, 400


def figures() -> list[Figure]:
    """Seconds for the whole, and how much memory it took more than before."""
    day.fill()
    locks = Locks()
    _append(_town())
    _live(locks)
    _append(_looks(ENTRIES - Entry.objects.count()))
    publish(signer=SIGNER, now=day.MORNING)
    day.analyze()
    memory.forget()
    before = memory.peak()
    found: list[object] = []
    spent = seconds(lambda: found.extend(_audit()))
    if found:
        message = f"The audit finds {len(found)} faults, the first: {found[0]}."
        raise SystemExit(message)
    return [
        Figure(name="audit of a million entries", value=spent, unit="s", at_most=90),
        Figure(name="receipts among them", value=Receipt.objects.count(), unit="receipts"),
        Figure(name="entries", value=Entry.objects.count(), unit="entries"),
        Figure(name="audit, more memory than before it", value=memory.peak() - before, unit="MB"),
    ]


def _live(locks: Locks) -> None:
    phones = list(Phone.objects.order_by("id").values_list("id", flat=True))
    now, stored = day.MORNING, 0
    while stored < RECEIPTS:
        if now > day.MORNING:
            _plan_again(now)
        _append(_visits(now))
        for some in _parts(phones, PHONES_A_ROUND):
            issue(phones=some, authority=AUTHORITY, now=now)
        given = Credential.objects.filter(issued_at=now).order_by("unit", "not_before", "cti")
        for batch in _parts(given[: RECEIPTS - stored], BATCH):
            receipts = [locks.opened(one) for one in batch]
            store_receipts(receipts=receipts, phone=phones[0], now=now + A_DAY)
            stored += len(batch)
        now += A_DAY


def _plan_again(now: datetime) -> None:
    """The first day's visits, on this day too."""
    later = now - day.MORNING
    first = Assignment.objects.filter(starts_at__lt=day.MORNING + A_DAY)
    Assignment.objects.bulk_create(
        (
            Assignment(
                source_id=f"{one.source_id}.{later.days}",
                source_version=one.source_version,
                employee_id=one.employee_id,
                recipient_id=one.recipient_id,
                home_id=one.home_id,
                service=one.service,
                starts_at=one.starts_at + later,
                ends_at=one.ends_at + later,
            )
            for one in first
        ),
        batch_size=5000,
    )


def _visits(now: datetime) -> Iterator[NewEntry]:
    for one in Assignment.objects.filter(starts_at__gte=now, starts_at__lt=now + A_DAY):
        yield entry(
            "assignment_recorded",
            now,
            assignment=one.id.hex,
            source=one.source_id,
            source_version=moment(one.source_version),
            employee=one.employee_id.hex,
            recipient=one.recipient_id.hex if one.recipient_id else None,
            home=one.home_id.hex if one.home_id else None,
            service=one.service,
            starts_at=moment(one.starts_at),
            ends_at=moment(one.ends_at),
        )


def _town() -> Iterator[NewEntry]:
    """What the ledger tells of the town before its first day."""
    now = day.MORNING
    for recipient in Recipient.objects.all():
        yield entry("service_started", now, recipient=recipient.id.hex)
    for employee in Employee.objects.all():
        yield entry("employment_started", now, employee=employee.id.hex)
    for role in EmployeeRole.objects.all():
        told = {"role": role.id.hex, "employee": role.employee_id.hex, "service": role.service}
        yield entry("role_given", now, **told, starts_at=None, ends_at=None)
    for home in Home.objects.all():
        building = home.building_id.hex if home.building_id else None
        yield entry("home_placed", now, home=home.id.hex, building=building)
    for phone in Phone.objects.all():
        key = [bytes(phone.key_x).hex(), bytes(phone.key_y).hex()]
        owner = phone.employee_id.hex
        yield entry("phone_enrolled", now, phone=phone.id.hex, employee=owner, key=key)
    for unit in Unit.objects.all():
        key = [bytes(unit.receipt_x).hex(), bytes(unit.receipt_y).hex()]
        yield entry("unit_registered", now, lock=unit.lock_id, unit="lock", receipt_key=key)
        yield entry("unit_claimed", now, lock=unit.lock_id)
        yield entry(
            "unit_mounted",
            now,
            lock=unit.lock_id,
            home=unit.home_id.hex if unit.home_id else None,
            building=unit.building_id.hex if unit.building_id else None,
        )


def _looks(count: int) -> Iterator[NewEntry]:
    """So many looks, each at another task's recipient."""
    employee, recipients = Employee.objects.all()[0], list(Recipient.objects.all())
    hour = DateTimeTZRange(day.MORNING, day.MORNING + timedelta(hours=1))
    because = Because.ASSIGNMENT.value
    rows = (
        Look(
            employee=employee,
            recipient=recipients[n % len(recipients)],
            what=What.DAY.value,
            because=because,
            about=UUID(int=n),
            at=day.MORNING,
            hour=hour,
        )
        for n in range(count)
    )
    for some in _parts(rows, 5000):
        for one in Look.objects.bulk_create(some):
            assert one.recipient_id  # noqa: S101  (each is at one)
            yield entry(
                "looked",
                day.MORNING,
                look=one.id.hex,
                employee=one.employee_id.hex,
                recipient=one.recipient_id.hex,
                what=one.what,
                because=because,
                about=UUID(str(one.about)).hex,
            )


@transaction.atomic
def _append(entries: Iterator[NewEntry]) -> None:
    ledger.append_all(entries)


def _parts(some: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(some)
    while part := list(islice(rest, size)):
        yield part


def _audit() -> Iterator[object]:
    with everything.snapshot():
        yield from everything.faults(log=SIGNER.key)
