"""The phone's JSON: parsed strictly on the way in, written on the way out."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from elaas.access import rules
from elaas.access.ladder import Rung
from elaas.access.operations.attempts import Tried
from elaas.access.operations.issue import DoorOnTheWay, VisitBundle
from elaas.access.operations.receipts import Upload
from elaas.access.operations.steps import Taken
from elaas.access.operations.sync import Brought, Synced
from elaas.access.queries.bundle import Condition, Shown
from elaas.doors.queries import UnitFacts
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PublicKey
from elaas.protocol.label import LABEL_FORM, LOCK_ID_FORM, is_label, is_lock_id
from elaas.protocol.update import NONCE

MOST_RECEIPTS = 5000
LONGEST_TEXT = 200  # as the phone's field (templates/phone/ladder.html)
# What PostgreSQL cannot store as text, and UTF-8 not say: NUL, and halves of surrogate pairs.
_NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_FIRST_YEAR, _LAST_YEAR = 2000, 2199  # a clock further off would be no clock in another zone

T = TypeVar("T")


class BadRequest(Exception):
    """The request is not what this address takes; the message says what is wrong with it."""


class Enrolment(NamedTuple):
    """What a phone sends to enrol."""

    code: str
    key: PublicKey
    proof: bytes


def body(request: HttpRequest) -> dict[str, Any]:
    """The request's JSON object; raises BadRequest."""
    try:
        found = json.loads(request.body)
    except RequestDataTooBig:
        raise BadRequest("The request is too large. Send less at a time.") from None
    except (ValueError, RecursionError):
        raise BadRequest("The request is not JSON.") from None
    if not isinstance(found, dict):
        raise BadRequest("The request is not a JSON object.")
    return found


def enrolment(found: dict[str, Any]) -> Enrolment:
    """code, x, y and proof; raises BadRequest."""
    code = _text(found, "code", longest=64)
    try:
        key = PublicKey.from_hex({"x": found.get("x"), "y": found.get("y")})
    except Malformed as reason:
        raise BadRequest(f"The phone's key cannot be used: {reason}.") from None
    return Enrolment(code, key, _octets(found, "proof"))


def brought(found: dict[str, Any]) -> Brought:
    """What the phone brings, each part optional; raises BadRequest."""
    return Brought(
        receipts=_list(found, "receipts", _hex),
        attempts=_list(found, "attempts", _attempt),
        steps=_list(found, "steps", _step),
        delivered=_list(found, "delivered", partial(_hex, name="delivered")),
    )


def nonce(found: dict[str, Any]) -> tuple[str, bytes]:
    """lock_id and nonce; raises BadRequest."""
    value = _octets(found, "nonce")
    if len(value) != NONCE:
        raise BadRequest(f"«nonce» must be {NONCE} bytes.")
    return lock_id(found), value


def lock_id(found: dict[str, Any]) -> str:
    """lock_id; raises BadRequest."""
    return _named(found, "lock_id", is_lock_id, LOCK_ID_FORM)


def assignment(found: dict[str, Any]) -> UUID:
    """The assignment; raises BadRequest."""
    return parsed(found, "assignment", UUID)


def synced(answer: Synced) -> dict[str, Any]:
    """The phone's day."""
    return {
        "visits": [_visit(one, answer.shown[one.visit.assignment.id]) for one in answer.visits],
        "locks": {
            lock_id: _lock(
                unit,
                answer.updates[lock_id],
                answer.conditions[lock_id],
                release=answer.releases.get(lock_id),
            )
            | {"claim": _claim(lock_id, answer)}
            for lock_id, unit in answer.units.items()
        },
        "uploaded": uploaded(answer.upload),
    }


def uploaded(upload: Upload) -> dict[str, Any]:
    """What became of what the phone brought."""
    return {
        "stored": upload.stored,
        "known": upload.known,
        "acknowledged": dict(upload.acknowledged),
        "refused": [
            {"digest": digest.hex(), "reason": str(kind)} for digest, kind in upload.refused
        ],
    }


def _visit(one: VisitBundle, shown: Shown) -> dict[str, Any]:
    visit = one.visit
    return {
        "assignment": str(visit.assignment.id),
        "starts_at": visit.assignment.period.start.isoformat(),
        "ends_at": visit.assignment.period.end.isoformat(),
        "service": visit.service,
        "task": visit.kind,
        "unit": visit.assignment.mounts,
        "recipient": shown.recipient,
        "address": shown.address,
        "dwelling": shown.dwelling,
        "address_hidden": shown.address_hidden,
        "address_until": shown.address_until.isoformat() if shown.address_until else None,
        "doors": [_door(door, visit.home, shown) for door in one.doors],
    }


def _door(one: DoorOnTheWay, home: UUID | None, shown: Shown) -> dict[str, Any]:
    held, own = one.credential, one.door.place == home
    return {
        "place": "home" if own else "entrance",
        "note": shown.note if own else shown.entrance_note,
        "lock_id": one.door.lock_id,
        "credential": held.token.hex() if held else None,
        "not_before": held.not_before.isoformat() if held else None,
        "expires_at": held.expires_at.isoformat() if held else None,
        "refusal": str(one.refusal) if one.refusal else None,
    }


def _lock(
    unit: UnitFacts, update: bytes, condition: Condition, *, release: bytes | None
) -> dict[str, Any]:
    return {
        "label": unit.label,
        "dh": unit.dh.to_hex(),
        "receipt": unit.receipt.to_hex(),
        "update": update.hex(),
        "key_box": unit.key_box,
        "release": release.hex() if release else None,
        "acknowledged": condition.acknowledged,
        "battery": condition.battery,
        "battery_low": condition.battery_low,
        "jammed_at": condition.jammed_at.isoformat() if condition.jammed_at else None,
    }


def _claim(lock_id: str, answer: Synced) -> dict[str, Any] | None:
    if lock_id not in answer.claims:
        return None
    (claimed, secret), (kid, key) = answer.claims[lock_id], answer.authority
    return {
        "claimed": claimed,
        "secret": secret.hex() if secret else None,
        "authority": {"kid": kid.hex(), **key.to_hex()},
    }


def _attempt(value: object) -> Tried:
    if not isinstance(value, dict):
        raise BadRequest("An attempt must be an object.")
    reason = _text(value, "reason", longest=24)
    if reason not in set(rules.Refusal):
        raise BadRequest(f"«{reason}» is no reason for a refusal.")
    return Tried(
        id=parsed(value, "id", UUID),
        label=_named(value, "label", is_label, LABEL_FORM),
        reason=rules.Refusal(reason),
        at=aware(parsed(value, "at", datetime.fromisoformat)),
    )


def _step(value: object) -> Taken:
    if not isinstance(value, dict):
        raise BadRequest("A step must be an object.")
    rung = _text(value, "step", longest=16)
    if rung not in set(Rung):
        raise BadRequest(f"«{rung}» is no step.")
    is_on_no_lock = value.get("lock_id") is None
    return Taken(
        id=parsed(value, "id", UUID),
        ladder=parsed(value, "ladder", UUID),
        assignment=parsed(value, "assignment", UUID),
        lock_id=None if is_on_no_lock else _named(value, "lock_id", is_lock_id, LOCK_ID_FORM),
        rung=Rung(rung),
        at=aware(parsed(value, "at", datetime.fromisoformat)),
        text=_text(value, "text", longest=LONGEST_TEXT) if value.get("text") else "",
    )


def _named(found: dict[str, Any], name: str, fits: Callable[[object], bool], form: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not fits(value):
        raise BadRequest(f"«{name}» must be {form}.")
    return value


def aware(at: datetime) -> datetime:
    """A moment that says its zone and is of these centuries; raises BadRequest."""
    if at.tzinfo is None:
        raise BadRequest("«at» must say its time zone.")
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise BadRequest(f"«at» must be in the years {_FIRST_YEAR} to {_LAST_YEAR}.")
    return at


def parsed(found: dict[str, Any], name: str, parse: Callable[[str], T]) -> T:
    """What `parse` reads there; raises BadRequest."""
    text = _text(found, name, longest=64)
    try:
        return parse(text)
    except ValueError:
        raise BadRequest(f"«{name}» cannot be read.") from None


def _list(found: dict[str, Any], name: str, parse: Callable[[object], T]) -> list[T]:
    values = found.get(name, [])
    if not isinstance(values, list) or len(values) > MOST_RECEIPTS:
        raise BadRequest(f"«{name}» must be a list of at most {MOST_RECEIPTS}.")
    return [parse(value) for value in values]


def _text(found: dict[str, Any], name: str, *, longest: int) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest or _NOT_TEXT.search(value):
        raise BadRequest(f"«{name}» must be text of 1 to {longest} characters.")
    return value


def _octets(found: dict[str, Any], name: str) -> bytes:
    return _hex(found.get(name), name)


def _hex(value: object, name: str = "receipts") -> bytes:
    try:
        if isinstance(value, str):
            return bytes.fromhex(value)
    except ValueError:
        pass  # not hexadecimal: the same sentence as for no text at all
    raise BadRequest(f"«{name}» must be hexadecimal.")
