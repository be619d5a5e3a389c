"""When nobody needs a home's lock any more: noted in the transaction in which it becomes so.

Access stops by the rule, in that same transaction (access.operations.revoke). Here is what follows
for the lock: the removal waits for a grace, as what the care system tells may be a mistake; when it
turns out to be one, all stays as it was. Whoever changes a fact calls `reconsider`; what time alone
changes (the last visit at a home somebody moved from is over) `look_everywhere` finds.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from elaas.doors.models import Building, Home, Unit
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting import endings
from elaas.mounting.endings import BY_ITSELF, Ended, Over
from elaas.mounting.models import Ending, MountingCase, Outcome, WorkOrder
from elaas.mounting.operations.cases import close_case
from elaas.mounting.operations.orders import call_off_orders, open_order
from elaas.mounting.queries.residents import homes_touched, residents
from elaas.mounting.rules import OrderReason, Task


@transaction.atomic
def reconsider(*, recipients: Collection[UUID] = (), now: datetime) -> None:
    """Something about these recipients is otherwise: look at every home of theirs.

    And at all that waits to be taken down: somebody may have come to need it.
    """
    homes = homes_touched(recipients) if recipients else set()
    waiting = Ending.objects.filter(closed_at=None).values_list("home", flat=True)
    orders = WorkOrder.objects.filter(reason=OrderReason.NOBODY_NEEDS_IT.value, done_at=None)
    look_at(homes | set(waiting), now=now)
    look_at_entrances(set(orders.values_list("building", flat=True)), now=now)


def look_everywhere(*, now: datetime) -> None:
    """Look at every home and entrance with a lock, one transaction each."""
    mounted = Unit.objects.filter(mounted_at__isnull=False)
    for home in mounted.filter(home__isnull=False).order_by("home").values_list("home", flat=True):
        look_at([home], now=now)
    shared = mounted.filter(building__isnull=False).order_by("building")
    for building in shared.values_list("building", flat=True):
        look_at_entrances([building], now=now)


@transaction.atomic
def look_at(homes: Collection[UUID], *, now: datetime) -> None:
    """Note or take back that nobody there needs the lock; then look at the entrances before it."""
    rows = Home.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=homes)
    held = list(rows.order_by("pk"))
    at = residents([home.id for home in held], now=now)
    for home in held:
        if at[home.id]:  # nobody known says nothing
            _settle(home.id, endings.over(at[home.id]), now)
    look_at_entrances({home.building_id for home in held if home.building_id}, now=now)


@transaction.atomic
def look_at_entrances(buildings: Collection[UUID | None], *, now: datetime) -> None:
    """A shared entrance keeps its lock while anyone behind it needs it.

    And until the last lock behind it is down: somebody must get in to take that one.
    """
    rows = Building.objects.select_for_update(no_key=True).filter(
        pk__in=[building for building in buildings if building]
    )
    for building in rows.order_by("pk"):
        unit = Unit.objects.filter(building=building, mounted_at__isnull=False).first()
        homes = list(building.homes.values_list("id", flat=True))
        behind = [one for there in residents(homes, now=now).values() for one in there]
        if unit is None or not behind:
            continue
        needed = any(endings.why_over(one) is None for one in behind)
        if needed or Unit.objects.filter(home__in=homes, mounted_at__isnull=False).exists():
            call_off_orders(reason=OrderReason.NOBODY_NEEDS_IT, building=building.id, now=now)
            continue
        open_order(
            task=Task.REMOVE,
            reason=OrderReason.NOBODY_NEEDS_IT,
            building=building.id,
            lock_id=unit.lock_id,
            now=now,
        )


def close_ending(row: Ending, outcome: Outcome, *, now: datetime) -> None:
    """It is done, or is no longer so. Unless it is done, what was booked is off."""
    row.closed_at, row.outcome = now, outcome.value
    row.save()
    ledger.append(
        entry("ending_closed", now, ending=row.id.hex, outcome=outcome.value, lock=row.unit_id)
    )
    if row.case_id:
        close_case(case=row.case_id, done=outcome is Outcome.DONE, now=now)


def note_ending(
    unit: Unit, found: Over, *, because: str = "", by: UUID | None = None, now: datetime
) -> Ending:
    """From now on that home's lock is to come down."""
    if unit.home_id is None:
        raise ValueError
    row = Ending.objects.create(
        unit=unit,
        home_id=unit.home_id,
        recipient_id=found.recipient,
        why=found.why.value,
        because=because,
        noted_at=now,
        noted_by_id=by,
        due_at=endings.begins(
            found.why,
            now,
            grace=settings.REMOVAL_GRACE,
            after_death=settings.REMOVAL_GRACE_AFTER_DEATH,
        ),
    )
    ledger.append(
        entry(
            "ending_noted",
            now,
            ending=row.id.hex,
            lock=unit.lock_id,
            home=row.home_id.hex,
            recipient=found.recipient.hex,
            why=found.why.value,
            by=by.hex if by else None,
        )
    )
    return row


def _settle(home: UUID, found: Over | None, now: datetime) -> None:
    row = Ending.objects.select_for_update().filter(home=home, closed_at=None).first()
    if found is not None:
        _nothing_to_mount(home, now)
    # What has begun at the door is not undone by a fact, nor what a coordinator decided.
    if row is not None and (row.why == Ended.DECIDED or not _on_the_door(row)):
        return
    by_itself = found if found is not None and found.why in BY_ITSELF else None
    told = (by_itself.why, by_itself.recipient) if by_itself else None
    if row is not None and told == (row.why, row.recipient_id):
        return
    if row is not None:
        close_ending(row, Outcome.REPLACED if by_itself else Outcome.NEEDED_AGAIN, now=now)
    unit = Unit.objects.filter(home=home, mounted_at__isnull=False).first()
    if unit is not None and by_itself is not None:
        note_ending(unit, by_itself, now=now)


def _on_the_door(row: Ending) -> bool:
    return Unit.objects.filter(pk=row.unit_id, home=row.home_id).exists()


def _nothing_to_mount(home: UUID, now: datetime) -> None:
    """Whoever was to come and mount does not."""
    cases = MountingCase.objects.filter(home=home, task=Task.MOUNT.value, closed_at=None)
    for case in cases.values_list("id", flat=True):
        close_case(case=case, now=now)
