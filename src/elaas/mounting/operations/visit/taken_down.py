"""What a crew's phone tells of a visit that takes a lock down: parts, key, unit, and photos."""

from elaas.access.operations.mounting import write_off
from elaas.doors.models import KeyNote, Unit
from elaas.doors.operations.key_custody import CannotFollow, NoKeyBox, note_key
from elaas.doors.operations.parts import OtherParts, PartsMissing
from elaas.doors.operations.put_back import put_back
from elaas.doors.rules import KeyEvent
from elaas.mounting.models import Ending, VisitReport
from elaas.mounting.operations.removal import (
    NoRemoval,
    drop_photos,
    keep_photo,
    write_off_unit,
)
from elaas.mounting.operations.visit.steps import Came, Outcome, when
from elaas.mounting.rules import Task
from elaas.mounting.visits import Back, Done, Released, ReportKind, Trouble


def back(row: VisitReport, told: Back) -> Outcome:
    """The parts are in the door again, or one of them is missing."""
    unit = to_take_down(row)
    if unit is None:
        return Trouble.CLOSED
    try:
        put_back(
            lock_id=unit,
            back=told.back,
            missing=told.missing,
            by=row.employee_id,
            now=when(row),
        )
    except (OtherParts, PartsMissing):
        return Trouble.PARTS
    return Came.SETTLED


def key_out(row: VisitReport, _told: Done) -> Outcome:
    """The resident has the key out of the key box again. Taken out already, it changes nothing."""
    unit = to_take_down(row)
    if unit is None:
        return Trouble.CLOSED
    last = KeyNote.objects.filter(unit=unit).order_by("noted_at", "pk").last()
    if last is not None and last.event == KeyEvent.TAKEN_OUT:
        return Came.SETTLED
    try:
        note_key(lock_id=unit, event=KeyEvent.TAKEN_OUT, by=row.employee_id, now=when(row))
    except (NoKeyBox, CannotFollow):
        return Trouble.KEY
    return Came.SETTLED


def released(row: VisitReport, told: Released) -> Outcome:
    """The unit is off the door. Waits until its own receipt says that it was released.

    One that could not be told is written off, with the reason: it never serves again.
    """
    if to_take_down(row) != told.lock_id:
        return Trouble.UNIT_ELSEWHERE
    if not Unit.objects.filter(pk=told.lock_id, mounted_at__isnull=False).exists():
        return Came.SETTLED
    if not told.broken:
        return Came.WAITS
    if row.case is None:
        write_off(lock_id=told.lock_id, because=told.broken, now=row.stored_at)
        return Came.SETTLED
    try:
        write_off_unit(case=row.case.id, because=told.broken, by=row.employee_id, now=row.stored_at)
    except NoRemoval:
        return Trouble.CLOSED
    return Came.SETTLED


def after(row: VisitReport, _told: Done) -> Outcome:
    """The door as it was left, instead of what was told before. Of a mounting it is only kept."""
    if row.case is None or row.case.task != Task.REMOVE:
        return Came.SETTLED
    earlier = VisitReport.objects.filter(
        job=row.job, place=row.place, kind=ReportKind.AFTER.value
    ).exclude(pk=row.pk)
    wrong = list(earlier.values_list("photos", flat=True))
    try:
        for photo in row.photos.order_by("kept_at", "pk").values_list("pk", flat=True):
            keep_photo(case=row.case.id, photo=photo, by=row.employee_id, now=when(row))
        drop_photos(
            case=row.case.id,
            photos=[one for one in wrong if one],
            by=row.employee_id,
            now=when(row),
        )
    except NoRemoval:
        return Trouble.CLOSED
    return Came.SETTLED


def to_take_down(row: VisitReport) -> str | None:
    """The unit that this visit takes down at that door; None: it is to take none down there."""
    order = row.order
    if order is not None:
        theirs = row.place in (order.home_id, order.building_id) and order.task == Task.REMOVE
        return order.unit_id if theirs else None
    ending = Ending.objects.filter(case=row.case_id, home=row.place).first()
    return ending.unit_id if ending else None
