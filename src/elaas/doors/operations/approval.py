"""The approval class of a key box: recorded, and accepted all the same where it is not enough."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from elaas.doors.models import ClassAccepted, Unit, UnitKind
from elaas.doors.operations.key_custody import NoKeyBox
from elaas.doors.weak_boxes import is_weak
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


class NoSuchClass(Exception):
    """The municipality knows no such class; the message names those it knows."""


class NotApproved(Exception):
    """The key box has no approval class, or one that is not enough, and nobody has accepted it."""

    def __init__(self, lock_id: str, sentence: str) -> None:
        super().__init__(sentence)
        self.lock_id = lock_id


@transaction.atomic
def record_class(*, lock_id: str, approval_class: str, by: UUID | None, now: datetime) -> None:
    """Record it. Raises NoKeyBox or NoSuchClass."""
    unit = _key_box(lock_id)
    if approval_class not in settings.KEY_BOX_CLASSES:
        raise NoSuchClass(f"It must be {' or '.join(settings.KEY_BOX_CLASSES)}.")
    if unit.approval_class == approval_class:
        return
    unit.approval_class = approval_class
    unit.save(update_fields=["approval_class"])
    told = {"lock": lock_id, "class": approval_class, "by": by.hex if by else None}
    ledger.append(entry("key_box_class_recorded", now, **told))


@transaction.atomic
def accept_class(*, lock_id: str, because: str, by: UUID | None, now: datetime) -> None:
    """Somebody has seen the warning and says why the box may be mounted all the same.

    It holds for the class it has now, until the box is taken down. Raises NoKeyBox.
    """
    unit = _key_box(lock_id)
    ClassAccepted.objects.create(
        unit=unit,
        approval_class=unit.approval_class,
        because=because,
        accepted_at=now,
        accepted_by_id=by,
    )
    told = {"lock": lock_id, "class": unit.approval_class, "by": by.hex if by else None}
    ledger.append(entry("key_box_class_accepted", now, **told))


def refuse_unapproved(unit: Unit) -> None:
    """Raise NotApproved unless a key box's class is enough, or somebody has accepted it."""
    if is_weak(unit):
        recorded = unit.approval_class or "no approval class"
        raise NotApproved(
            unit.lock_id,
            f"{unit.lock_id} has {recorded}; {settings.KEY_BOX_CLASS} is enough. Say why it may be "
            "mounted all the same.",
        )


def refuse_unapproved_unit(lock_id: str) -> None:
    """As `refuse_unapproved`, for who knows its id only."""
    refuse_unapproved(Unit.objects.get(lock_id=lock_id))


def _key_box(lock_id: str) -> Unit:
    unit = Unit.objects.select_for_update(no_key=True, of=("self",)).get(lock_id=lock_id)
    if unit.kind != UnitKind.KEY_BOX:
        raise NoKeyBox
    return unit
