"""What follows from each kind of report: one operation each, in the transaction that settles it."""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TypeAlias
from uuid import UUID

from django.db.models import QuerySet

from elaas.doors import operations as doors
from elaas.doors.models import Home, Unit, UnitKind
from elaas.doors.operations.condition import Seen, note_condition
from elaas.doors.operations.key_custody import CannotFollow, NoKeyBox, note_key
from elaas.doors.operations.parts import BagIsThere, Packed, Packing, pack_bag
from elaas.doors.operations.put_back import pack_again
from elaas.doors.rules import KeyEvent
from elaas.mounting.models import VisitReport
from elaas.mounting.operations.orders import NoSuchOrder
from elaas.mounting.operations.van import unload_unit
from elaas.mounting.operations.work import Done, note_work
from elaas.mounting.visits import Condition, Mounted, Parts, ReportKind, Trouble, Worked

LONGEST_ON_ITS_WAY = timedelta(days=14)  # what a phone's clock says is believed so far back


class Came(Enum):
    """What came of a report, where there is no trouble."""

    SETTLED = auto()
    WAITS = auto()  # for another report, or for the lock's own word


Outcome: TypeAlias = Came | Trouble
_REFUSED: dict[type[Exception], Outcome] = {
    doors.PlaceTaken: Trouble.DOOR_TAKEN,
    doors.MountedElsewhere: Trouble.UNIT_ELSEWHERE,
    doors.UnitLost: Trouble.UNIT_ELSEWHERE,
    doors.InRepair: Trouble.UNIT_ELSEWHERE,
    doors.NotPermitted: Trouble.NOT_PERMITTED,
    doors.NotApproved: Came.WAITS,  # until somebody says on its page why it may be there
}


def when(row: VisitReport) -> datetime:
    """When it was done: by the phone's clock, unless that cannot be."""
    believed = row.stored_at - LONGEST_ON_ITS_WAY <= row.done_at <= row.stored_at
    return row.done_at if believed else row.stored_at


def condition(row: VisitReport, told: Condition) -> Outcome:
    """The door as it was found, with the photos from before."""
    photos = tuple(row.photos.order_by("kept_at", "pk").values_list("pk", flat=True))
    seen = Seen(make=told.make, cylinder=told.cylinder, gap_mm=told.gap_mm, photos=photos)
    home, building = _door(row)
    note_condition(home=home, building=building, seen=seen, by=row.employee_id, now=when(row))
    return Came.SETTLED


def mounted(row: VisitReport, told: Mounted) -> Outcome:
    """The unit is on the door. Waits until the lock's own receipt says that it is claimed."""
    unit = Unit.objects.filter(pk=told.lock_id).first()
    if unit is None:
        return Trouble.UNKNOWN_UNIT
    if unit.claimed_at is None:
        return Came.WAITS
    home, building = _door(row)
    try:
        doors.mount_unit(lock_id=told.lock_id, home=home, building=building, now=when(row))
    except tuple(_REFUSED) as refused:
        return _REFUSED[type(refused)]
    # What opened it in the van is taken back as of now: it was in use until then.
    unload_unit(lock_id=told.lock_id, now=row.stored_at)
    return Came.SETTLED


def parts(row: VisitReport, told: Parts) -> Outcome:
    """The old parts are in a bag. Waits until the unit that replaced them is on the door."""
    unit = _unit_on(row)
    if unit is None:
        return Came.SETTLED if _given_up(row) else Came.WAITS
    if Unit.objects.filter(pk=unit, kind=UnitKind.KEY_BOX).exists():
        return Came.SETTLED  # a key box replaces nothing: they are in the door again
    packing = Packing(
        label=told.label,
        place=told.place,
        parts=[Packed(one.name, one.count) for one in told.parts],
        photo=row.photos.values_list("pk", flat=True).get(),
    )
    try:
        pack_bag(lock_id=unit, packing=packing, by=row.employee_id, now=when(row))
    except BagIsThere:
        return _packed_again(row, unit, packing)
    return Came.SETTLED


def _packed_again(row: VisitReport, unit: str, packing: Packing) -> Outcome:
    """The same visit tells anew what is in the bag; a bag of another visit's is for a person."""
    earlier = _same(row, ReportKind.PARTS).filter(settled_at__isnull=False).exclude(pk=row.pk)
    if not earlier.exists():
        return Trouble.BAG_THERE
    try:
        pack_again(lock_id=unit, packing=packing, by=row.employee_id, now=when(row))
    except BagIsThere:
        return Trouble.BAG_THERE
    return Came.SETTLED


def key(row: VisitReport, _told: object) -> Outcome:
    """The resident's key lies in the key box. Waits until the box is on the door."""
    unit = _unit_on(row)
    if unit is None:
        return Came.WAITS
    try:
        note_key(lock_id=unit, event=KeyEvent.PUT_IN, by=row.employee_id, now=when(row))
    except (NoKeyBox, CannotFollow):
        return Trouble.KEY
    return Came.SETTLED


def worked(row: VisitReport, told: Worked) -> Outcome:
    """What was done at a work order, which is done if the door works."""
    if row.order_id is None:
        return Trouble.UNKNOWN_JOB
    done = Done(work=told.work, works=told.works, text=told.text)
    try:
        note_work(order=row.order_id, done=done, by=row.employee_id, now=when(row))
    except NoSuchOrder:
        return Trouble.CLOSED
    return Came.SETTLED


def only_kept(_row: VisitReport, _told: object) -> Outcome:
    """It is kept, and nothing follows at once: photos, what was shown, why it cannot be done."""
    return Came.SETTLED


def _door(row: VisitReport) -> tuple[UUID | None, UUID | None]:
    """The home whose own door it is, or the building whose entrance."""
    is_home = row.place is not None and Home.objects.filter(pk=row.place).exists()
    return (row.place, None) if is_home else (None, row.place)


def _unit_on(row: VisitReport) -> str | None:
    """The unit that this visit has put on the door."""
    found = _same(row, ReportKind.MOUNTED).exclude(settled_at=None)
    one = found.order_by("settled_at").last()
    return str(one.told["lock_id"]) if one else None


def _given_up(row: VisitReport) -> bool:
    """Whether the door takes no lock after all; its parts are in the door again."""
    return _same(row, ReportKind.CANNOT).exists()


def _same(row: VisitReport, kind: ReportKind) -> QuerySet[VisitReport]:
    """What this visit has told of that kind, of the same door."""
    return VisitReport.objects.filter(job=row.job, place=row.place, kind=kind.value)
