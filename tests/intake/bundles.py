"""FHIR resources as a care system sends them, in the fewest words; and exports of any size."""

import copy
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

EXPORT = Path(__file__).parent.parent / "data" / "care-export.bundle.json"
FHIR = "http://terminology.hl7.org/CodeSystem"

Resource = dict[str, Any]

V1 = "2026-11-29T03:00:00+00:00"
V2 = "2026-11-29T04:00:00+00:00"
V3 = "2026-11-29T05:00:00+00:00"


def export() -> dict[str, Any]:
    """The synthetic export: 1 092 entries, with the faults that real ones have."""
    content: dict[str, Any] = json.loads(EXPORT.read_text(encoding="utf-8"))
    return content


def bundle(*resources: object) -> dict[str, Any]:
    """A collection of these resources."""
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def multiplied(original: dict[str, Any], times: int) -> dict[str, Any]:
    """`times` towns like that of `original`, each with ids of its own."""
    entries: list[Any] = []
    for town in range(times):
        entries += _renamed(original["entry"], str(town))
    return {**original, "entry": entries}


def _renamed(entries: list[Any], town: str) -> list[Any]:
    ids = {entry["resource"]["id"] for entry in entries}
    new = {old: str(uuid5(NAMESPACE_URL, f"{town}/{old}")) for old in ids}

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rename(item) for key, item in value.items()}
        if isinstance(value, list):
            return [rename(item) for item in value]
        if isinstance(value, str):
            head, slash, last = value.rpartition("/")
            return head + slash + new.get(last, last)
        return value

    return [rename(entry) for entry in entries]


def patient(key: str = "turid", /, *, version: str = V1, **fields: Any) -> Resource:
    """A Patient who gets care."""
    return _resource("Patient", key, version, {"active": True, **fields})


def related_person(key: str = "maaret", /, *, version: str = V1, **fields: Any) -> Resource:
    """A RelatedPerson of the patient turid."""
    return _resource(
        "RelatedPerson", key, version, {"patient": {"reference": "Patient/turid"}, **fields}
    )


def practitioner(key: str = "kari", /, *, version: str = V1, **fields: Any) -> Resource:
    """A Practitioner who works here."""
    return _resource("Practitioner", key, version, {"active": True, **fields})


def role(key: str = "kari", /, *, version: str = V1, **fields: Any) -> Resource:
    """A PractitionerRole of the practitioner of the same name."""
    defaults = {
        "practitioner": {"reference": f"Practitioner/{key}"},
        "code": [service("hjemmesykepleie")],
        "active": True,
    }
    return _resource("PractitionerRole", f"role-of-{key}", version, {**defaults, **fields})


def building(key: str = "gate-7", /, *, version: str = V1, **fields: Any) -> Resource:
    """A Location that is a building."""
    return _place(key, "bu", version, fields)


def home(
    key: str = "gate-7-H0101", /, *, part_of: str | None = None, version: str = V1, **fields: Any
) -> Resource:
    """A Location that is a home, in a building or not."""
    if part_of:
        fields["partOf"] = {"reference": f"Location/{part_of}"}
    return _place(key, "ho", version, fields)


def appointment(
    key: str = "visit",
    /,
    *,
    by: Iterable[str] = ("kari",),
    at: str = "gate-7-H0101",
    to: str = "turid",
    version: str = V1,
    **fields: Any,
) -> Resource:
    """An Appointment from 11 to half past, Norwegian time, on 1 December 2026."""
    actors = [f"Patient/{to}", f"Location/{at}", *(f"Practitioner/{one}" for one in by)]
    defaults = {
        "status": "booked",
        "serviceType": [service("hjemmesykepleie")],
        "start": "2026-12-01T11:00:00+01:00",
        "end": "2026-12-01T11:30:00+01:00",
        "participant": [participant(actor) for actor in actors],
    }
    return _resource("Appointment", key, version, {**defaults, **fields})


def participant(actor: str, status: str = "accepted") -> Resource:
    """Someone or some place that takes part in an appointment."""
    return {"actor": {"reference": actor}, "status": status}


def service(code: str) -> Resource:
    """A CodeableConcept that names a service."""
    return {"coding": [{"system": "urn:elaas:service", "code": code}]}


def town() -> list[Resource]:
    """Turid at home in a house of two homes, Kari and Ola who work here, and Kari's visit."""
    return [
        building(),
        home(part_of="gate-7"),
        home("gate-7-H0102", part_of="gate-7"),
        patient(),
        practitioner(),
        role(),
        practitioner("ola"),
        role("ola"),
        appointment(),
    ]


def without(resource: Resource, *names: str) -> Resource:
    """A copy of `resource` that lacks these elements."""
    return {key: copy.deepcopy(value) for key, value in resource.items() if key not in names}


def _place(name: str, kind: str, version: str, fields: Resource) -> Resource:
    coding = [{"system": f"{FHIR}/location-physical-type", "code": kind}]
    defaults = {
        "status": "active",
        "physicalType": {"coding": coding},
        "address": {"line": ["Kongens gate 7", name[-5:]], "postalCode": "7011"},
    }
    return _resource("Location", name, version, {**defaults, **fields})


def _resource(kind: str, name: str, version: str, fields: Resource) -> Resource:
    return {"resourceType": kind, "id": name, "meta": {"lastUpdated": version}, **fields}
