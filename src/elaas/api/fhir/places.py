"""A lock or key box as a Device; a home or building as a Location."""

from elaas.api.fhir.answers import Resource, without_empty
from elaas.api.fhir.codes import DATA_ABSENT, TERMINOLOGY, concept, identifier, reference
from elaas.mounting.queries.exchange import LABEL, LOCK_ID, PLACE, Device, Place


def device(found: Device) -> Resource:
    """The unit."""
    return without_empty(
        {
            "resourceType": "Device",
            "id": found.id,
            "identifier": [identifier(LOCK_ID, found.id), identifier(LABEL, found.label)],
            "status": "active" if found.in_use else "inactive",
            "type": {"text": "Electronic key box" if found.key_box else "Electronic lock"},
            "location": reference("Location", found.place) if found.place else None,
        }
    )


def location(found: Place) -> Resource:
    """The place. A protected address is masked (data-absent-reason)."""
    code, display = ("ho", "House") if found.is_home else ("bu", "Building")
    has_position = found.longitude is not None and found.latitude is not None
    position = {"longitude": found.longitude, "latitude": found.latitude} if has_position else None
    return without_empty(
        {
            "resourceType": "Location",
            "id": found.id,
            "identifier": [identifier(PLACE, str(found.ours))],
            "status": "active" if found.active else "inactive",
            "mode": "instance",
            "physicalType": concept(f"{TERMINOLOGY}/location-physical-type", code, display),
            "address": _address(found),
            "position": position,
            "partOf": reference("Location", found.part_of) if found.part_of else None,
        }
    )


def _address(found: Place) -> Resource:
    at = found.address
    if at is None:
        return {"extension": [{"url": DATA_ABSENT, "valueCode": "masked"}]}
    lines = [line for line in (at.street, at.dwelling) if line]
    return without_empty({"line": lines, "postalCode": at.postal_code, "city": at.city})
