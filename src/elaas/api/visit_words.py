"""The JSON of a crew's work: the jobs that a phone is given, and the steps that it tells."""

import base64
import binascii
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from elaas.api.phone_words import BadRequest, aware, parsed
from elaas.mounting.operations.visit.reports import Report
from elaas.mounting.queries.jobs import Job, JobDoor
from elaas.mounting.visits import MOST_PHOTOS, ReportKind

LARGEST_PHOTO = 700_000  # bytes; the phone makes them smaller before it keeps them


def report(found: dict[str, Any]) -> Report:
    """The step that is told; raises BadRequest."""
    kind, told, photos = found.get("kind"), found.get("told"), found.get("photos", [])
    if not isinstance(kind, str) or kind not in set(ReportKind):
        raise BadRequest("«kind» must name a step of a visit.")
    if not isinstance(told, dict):
        raise BadRequest("«told» must be an object.")
    if not isinstance(photos, list) or len(photos) > MOST_PHOTOS:
        raise BadRequest(f"«photos» must be a list of at most {MOST_PHOTOS}.")
    return Report(
        id=parsed(found, "id", UUID),
        kind=ReportKind(kind),
        job=parsed(found, "job", UUID),
        place=None if found.get("door") is None else parsed(found, "door", UUID),
        told=told,
        photos=[_photo(one) for one in photos],
        at=aware(parsed(found, "at", datetime.fromisoformat)),
    )


def jobs(found: Iterable[Job]) -> list[dict[str, Any]]:
    """What the crew has to do, in order."""
    return [_job(one) for one in found]


def _job(one: Job) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "task": str(one.task),
        "reason": one.reason,
        "starts_at": one.period.start.isoformat() if one.period else None,
        "ends_at": one.period.end.isoformat() if one.period else None,
        "recipient": one.recipient,
        "address": one.address,
        "dwelling": one.dwelling,
        "address_hidden": one.address_hidden,
        "address_until": one.address_until.isoformat() if one.address_until else None,
        "with_alarm": one.with_alarm,
        "signers": list(one.signers),
        "weak_boxes": list(one.weak_boxes),
        "round": one.round,
        "doors": [_door(door) for door in one.doors],
        "reported": [
            {"kind": kind, "door": str(place) if place else None, "trouble": trouble or None}
            for kind, place, trouble in one.reported
        ],
    }


def _door(one: JobDoor) -> dict[str, Any]:
    found, bag = one.found, one.bag
    return {
        "id": str(one.place),
        "place": "entrance" if one.entrance else "home",
        "note": one.note,
        "lock_id": one.lock_id,
        "label": one.label,
        "key_box": one.key_box,
        "found": found
        and {"make": found.make, "cylinder": found.cylinder, "gap_mm": str(found.gap_mm)},
        "lock_permitted": one.lock_permitted,
        "key_box_permitted": one.key_box_permitted,
        "comes_down": one.comes_down,
        "released": one.released,
        "key_in": one.key_in,
        "bag": bag
        and {
            "id": str(bag.id),
            "label": bag.label,
            "place": bag.place,
            "parts": [
                {"id": str(part.id), "name": part.name, "count": part.count, "there": part.there}
                for part in bag.parts
            ],
        },
    }


def _photo(value: object) -> bytes:
    if not isinstance(value, str) or len(value) > LARGEST_PHOTO * 4 // 3 + 4:
        raise BadRequest(f"A photo must be base64 of at most {LARGEST_PHOTO} bytes.")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise BadRequest("A photo cannot be read as base64.") from None
