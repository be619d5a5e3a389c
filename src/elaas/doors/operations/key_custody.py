"""The key in a key box: who put it in, checked it, took it out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.doors.models import KeyNote, Unit, UnitKind
from elaas.doors.rules import KeyEvent, can_follow, key_is_in
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


class NoKeyBox(Exception):
    """The unit is a lock: no key lies in it."""


class CannotFollow(Exception):
    """The key is in already, or is not in; look at the custody once more."""


@transaction.atomic
def note_key(*, lock_id: str, event: KeyEvent, by: UUID | None, now: datetime) -> None:
    """Note what was done with the key. Raises NoKeyBox or CannotFollow."""
    unit = Unit.objects.select_for_update(no_key=True).get(lock_id=lock_id)
    if unit.kind != UnitKind.KEY_BOX:
        raise NoKeyBox
    before = unit.key_notes.order_by("noted_at", "pk").values_list("event", flat=True)
    if not can_follow(event, key_in=key_is_in(map(KeyEvent, before))):
        raise CannotFollow
    KeyNote.objects.create(unit=unit, event=event, noted_at=now, noted_by_id=by)
    ledger.append(
        entry("key_noted", now, lock=lock_id, event=event.value, by=by.hex if by else None)
    )
