"""Location: a building, or a home in one."""

import re
from collections.abc import Mapping

from elaas.doors.facts import Building, Home
from elaas.intake.rules.envelopes import Envelope, target_of
from elaas.intake.rules.values import Object, Unusable, child, codes, shown, text, texts

PHYSICAL_TYPE = "http://terminology.hl7.org/CodeSystem/location-physical-type"
STATUSES = frozenset({"active", "suspended", "inactive"})

ADDRESS_LENGTH = 200
POSTAL_LENGTH = 10
CITY_LENGTH = 60
NOTE_LENGTH = 200
# Bruksenhetsnummer: floor kind, floor, dwelling.
_DWELLING = re.compile(r"[HUKL]\d{4}")


def place(envelope: Envelope, addresses: Mapping[str, str]) -> Building | Home:
    """Raises Unusable. A Location that is suspended or inactive is not in use.

    Its description, which FHIR R4 has for people to read, is the note of the door.
    """
    resource = envelope.resource
    kinds = codes(resource, "physicalType", system=PHYSICAL_TYPE)
    kind = kinds[0] if kinds else ""
    if kind not in {"bu", "ho"}:
        found = f", but {shown(kind)}" if kind else ""
        raise Unusable(f"physicalType is neither bu (a building) nor ho (a home){found}")
    address = child(resource, "address")
    lines = [line for line in texts(address, "line") if line]
    postal_code = text(address, "postalCode")[:POSTAL_LENGTH]
    city = text(address, "city")[:CITY_LENGTH]
    note = text(resource, "description")[:NOTE_LENGTH]
    latitude, longitude = _position(resource)
    if kind == "bu":
        return Building(
            source_id=envelope.id,
            address=_street(lines, resource),
            postal_code=postal_code,
            city=city,
            note=note,
            active=_in_use(resource),
            latitude=latitude,
            longitude=longitude,
        )
    return Home(
        source_id=envelope.id,
        building=target_of("Location", resource, "partOf", addresses),
        address=_street(lines, resource),
        dwelling=next((line for line in lines[1:] if _DWELLING.fullmatch(line)), ""),
        postal_code=postal_code,
        city=city,
        note=note,
        active=_in_use(resource),
        latitude=latitude,
        longitude=longitude,
    )


def _street(lines: list[str], resource: Object) -> str:
    return (lines[0] if lines else text(resource, "name"))[:ADDRESS_LENGTH]


def _position(resource: Object) -> tuple[float | None, float | None]:
    """Latitude and longitude. What is no position is not known: no door stays shut for it."""
    told = resource.get("position")
    found = told if isinstance(told, dict) else {}
    latitude = _degrees(found.get("latitude"), most=90)
    longitude = _degrees(found.get("longitude"), most=180)
    known = latitude is not None and longitude is not None
    return (latitude, longitude) if known else (None, None)


def _degrees(value: object, *, most: int) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and -most <= value <= most else None  # type: ignore[operator,arg-type]


def _in_use(resource: Object) -> bool:
    status = text(resource, "status") or "active"
    if status not in STATUSES:
        raise Unusable(f"status {shown(status)} is no status of a Location")
    return status == "active"
