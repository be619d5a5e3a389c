"""What `elaas unit mount` does, in an order that can be gone through again after any failure."""

import json
import sys
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from elaas.access import authority
from elaas.access.operations import update
from elaas.access.operations.journals import open_journal
from elaas.doors import operations as doors
from elaas.doors import queries as doors_queries
from elaas.doors.label import Label
from elaas.doors.operations.condition import NoLockFits, refuse_unfit
from elaas.doors.operations.key_custody import NoKeyBox
from elaas.doors.queries import Place
from elaas.jobs.clock import now
from elaas.mounting.radio import ClaimRadio, Errand, NotClaimed
from elaas.protocol import air, cbor
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import Signer

LONGEST_REASON = 500

REFUSALS = (
    doors.LockIdTaken,
    doors.MountedElsewhere,
    doors.WrittenOff,
    NoLockFits,
    doors.InRepair,
    doors.NotPermitted,
    doors.NoSuchClass,
    doors.NotApproved,
    NoKeyBox,
    doors.PlaceTaken,
    doors.UnitLost,
    doors_queries.NoSuchPlace,
    NotClaimed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Whether the unit is a key box, and what is told of its approval class, if anything."""

    is_one: bool = False
    approval_class: str | None = None
    despite: str | None = None


LOCK = Box()


def mount(label: Label, *, place: str, radio: str | None, box: Box = LOCK) -> None:
    """Register the unit, claim it over `radio` if there is one, and put it on the door of `place`.

    Without a radio the claim is printed, as JSON, for whoever can tell the lock. Raises one of
    REFUSALS.
    """
    where = doors_queries.place_named(place)
    _refuse_taken(where, label.lock_id, key_box=box.is_one)
    signer = authority.load()  # before anything is written: a bad key file stops it here
    kind = doors.UnitKind.KEY_BOX if box.is_one else doors.UnitKind.LOCK
    doors.register_unit(label=label, kind=kind, now=now())
    _approve(label.lock_id, box)
    claimed = doors_queries.is_claimed(label.lock_id)
    if radio:
        receipt = _claim(label, signer=signer, radio=radio, claimed=claimed)
        if receipt is not None:
            _open_journal(receipt, label)
        doors.unit_claimed(lock_id=label.lock_id, now=now())
    doors.mount_unit(lock_id=label.lock_id, home=where.home, building=where.building, now=now())
    if radio:
        print(f"{label.lock_id} is mounted at {where.address}.")
    else:
        _tell_claim(label, signer=signer, address=where.address)


def _refuse_taken(where: Place, lock_id: str, *, key_box: bool) -> None:
    """Before anything is written or said on the air; `mount_unit` makes sure."""
    place = where.home or where.building
    on_it = doors_queries.units(places=[place] if place else []).at.values()
    for unit in on_it:
        if unit.lock_id != lock_id:
            raise doors.PlaceTaken(f"{unit.lock_id} is on that door already.")
    if not on_it:
        doors.refuse_unpermitted(place, key_box=key_box, now=now())
    if place and not on_it and not key_box:
        refuse_unfit(place)


def _approve(lock_id: str, box: Box) -> None:
    """Record what is told of the box's class; raises NotApproved before the lock is claimed."""
    if box.approval_class:
        doors.record_class(lock_id=lock_id, approval_class=box.approval_class, by=None, now=now())
    if box.despite:
        doors.accept_class(
            lock_id=lock_id, because=box.despite[:LONGEST_REASON], by=None, now=now()
        )
    doors.refuse_unapproved_unit(lock_id)


def _claim(label: Label, *, signer: Signer, radio: str, claimed: bool) -> bytes | None:
    claim: ClaimRadio = import_string(settings.LOCK_RADIO)

    def time_for(nonce: bytes) -> bytes:
        return update.time(lock_id=label.lock_id, nonce=nonce, authority=signer, now=now())

    errand = Errand(
        label=label.label,
        lock_id=label.lock_id,
        lock_key=label.dh,
        claim=None if claimed else _claim_of(label, signer),
        time_for=time_for,
    )
    return claim(errand, radio=radio)


def _open_journal(receipt: bytes, label: Label) -> None:
    try:
        open_journal(claim=receipt, key=label.receipt, now=now())
    except Malformed:
        raise NotClaimed(
            f"{label.lock_id} is claimed, but its receipt is not signed by the label's receipt key."
        ) from None


def _tell_claim(label: Label, *, signer: Signer, address: str) -> None:
    command = cbor.encode([air.CLAIM, *_claim_of(label, signer)])
    print(json.dumps({"lock_id": label.lock_id, "claim": command.hex()}))
    print(
        f"elaas unit: {label.lock_id} is registered and mounted at {address}, but nobody has "
        "claimed the lock itself yet: it must be told the command printed above.",
        file=sys.stderr,
    )


def _claim_of(label: Label, signer: Signer) -> tuple[bytes, dict[int, Any], int]:
    key = signer.public_key.to_cose_key(signer.kid)
    return doors_queries.claim_secret(label.lock_id), key, int(now().timestamp())
