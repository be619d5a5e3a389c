"""The town's day as a care system would export it: a FHIR R4 collection Bundle.

Planned around a given moment, so that the demo's story fits any date.
"""

from datetime import datetime, timedelta
from typing import Any

from elaas.demo.town import (
    BUILDINGS,
    EMPLOYEES,
    HOMES,
    KIN,
    NOTES,
    POSITIONS,
    PROTECTED,
    RECIPIENTS,
    SERVICES,
    key_of,
    national_id_of,
    number_of,
)

Resource = dict[str, Any]

NATIONAL_ID = "urn:oid:2.16.578.1.12.4.1.4.1"
HPR = "urn:oid:2.16.578.1.12.4.1.4.4"
EMPLOYEE_NUMBER = "urn:elaas:employee-number"
SERVICE = "urn:elaas:service"
PHYSICAL_TYPE = "http://terminology.hl7.org/CodeSystem/location-physical-type"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"

STORY_VISIT = "story"


def town(now: datetime) -> Resource:
    """The whole export as the care system would hand it over at `now`."""
    return bundle([*people_and_places(now), *_visits(now), _without_end(now)], now)


def people_and_places(now: datetime) -> list[Resource]:
    """Everyone and every home in the town, and not a single visit."""
    return [
        *(_building(key, now) for key in BUILDINGS),
        *(_home(key, now) for key in HOMES),
        *(employee(key, now) for key in EMPLOYEES),
        *(role(key, now) for key in EMPLOYEES),
        *(recipient(key, now) for key in RECIPIENTS),
        *(_kin(key, now) for key in KIN),
    ]


def story_visit(employee: str, now: datetime) -> Resource:
    """The visit that the story is about: at Turid's, now."""
    start = now.replace(second=0, microsecond=0) - timedelta(minutes=5)
    return visit(STORY_VISIT, employee, "turid", start, now)


def bundle(resources: list[Resource], now: datetime) -> Resource:
    """Resources as a FHIR collection Bundle."""
    entries = [
        {"fullUrl": f"https://epj.example/fhir/{one['resourceType']}/{one['id']}", "resource": one}
        for one in resources
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat(),
        "entry": entries,
    }


def visit(name: str, employee: str, recipient: str, start: datetime, now: datetime) -> Resource:
    """An Appointment of half an hour; the same `name` again is a new version of the same visit."""
    service = EMPLOYEES[employee].where
    actors = (
        f"Patient/{key_of(recipient)}",
        f"Location/{key_of(RECIPIENTS[recipient].where)}",
        f"Practitioner/{key_of(employee)}",
    )
    return {
        "resourceType": "Appointment",
        "id": key_of(f"visit-{name}"),
        "meta": _version(now),
        "status": "booked",
        "serviceType": [_service(service)],
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=30)).isoformat(),
        "participant": [{"actor": {"reference": actor}, "status": "accepted"} for actor in actors],
    }


def _visits(now: datetime) -> list[Resource]:
    """Every employee's round, from two hours ago on, forty minutes for each visit.

    Nobody but Kari is at Turid's, and Ola is nowhere near: that is what the story needs.
    """
    rounds = {
        "kari": ("knut", "solveig", "arne", "inger"),
        "ola": ("bjorn", "maret", "einar", "gunnar"),
        "marit": ("odd", "astrid", "arne", "inger"),
        "amina": ("astrid", "einar", "odd", "liv"),
        "jonas": ("inger", "knut", "arne", "odd"),
    }
    begin = now.replace(second=0, microsecond=0) - timedelta(hours=2)
    return [
        story_visit("kari", now),
        *(
            visit(f"{employee}-{number}", employee, recipient, _nth(begin, number), now)
            for employee, recipients in rounds.items()
            for number, recipient in enumerate(recipients * 2)
        ),
    ]


def _nth(begin: datetime, number: int) -> datetime:
    return begin + timedelta(minutes=40) * number


def _without_end(now: datetime) -> Resource:
    """What real exports also contain: a visit that cannot be used, and is reported."""
    broken = visit("broken", "jonas", "bjorn", now, now)
    del broken["end"]
    return broken


def _building(key: str, now: datetime) -> Resource:
    street, postal_code = BUILDINGS[key]
    return {
        "resourceType": "Location",
        "id": key_of(key),
        "meta": _version(now),
        "status": "active",
        "name": street,
        **_note(key),
        **_position(key),
        "address": _address([street], postal_code),
        "physicalType": {"coding": [{"system": PHYSICAL_TYPE, "code": "bu"}]},
    }


def _home(key: str, now: datetime) -> Resource:
    street, dwelling, postal_code = HOMES[key]
    building = key.rpartition("-")[0]
    part_of = {"partOf": {"reference": f"Location/{key_of(building)}"}} if building else {}
    return {
        "resourceType": "Location",
        "id": key_of(key),
        "meta": _version(now),
        "status": "active",
        "name": street,
        **_note(key),
        **_position(key),
        "address": _address([street, *([dwelling] if dwelling else [])], postal_code),
        "physicalType": {"coding": [{"system": PHYSICAL_TYPE, "code": "ho"}]},
        **part_of,
    }


def _note(key: str) -> Resource:
    return {"description": NOTES[key]} if key in NOTES else {}


def _position(key: str) -> Resource:
    if key not in POSITIONS:
        return {}
    latitude, longitude = POSITIONS[key]
    return {"position": {"latitude": latitude, "longitude": longitude}}


def _address(lines: list[str], postal_code: str) -> Resource:
    return {
        "use": "home",
        "line": lines,
        "postalCode": postal_code,
        "city": "Trondheim",
        "country": "NO",
    }


def employee(key: str, now: datetime, *, active: bool = True) -> Resource:
    """A Practitioner; not active: has left."""
    number = list(EMPLOYEES).index(key)
    return {
        "resourceType": "Practitioner",
        "id": key_of(key),
        "meta": _version(now),
        "active": active,
        "identifier": [
            {"system": EMPLOYEE_NUMBER, "value": number_of(key)},
            {"system": HPR, "value": f"{9_000_100 + number}"},
        ],
        "name": [_name(EMPLOYEES[key].name)],
    }


def role(key: str, now: datetime, *, active: bool = True) -> Resource:
    """A PractitionerRole."""
    return {
        "resourceType": "PractitionerRole",
        "id": key_of(f"role-{key}"),
        "meta": _version(now),
        "active": active,
        "practitioner": {"reference": f"Practitioner/{key_of(key)}"},
        "code": [_service(EMPLOYEES[key].where)],
    }


def recipient(key: str, now: datetime, *, active: bool = True) -> Resource:
    """A Patient; not active: the services have ended."""
    person = RECIPIENTS[key]
    secret = {"security": [{"system": CONFIDENTIALITY, "code": "V"}]} if key == PROTECTED else {}
    street, dwelling, postal_code = HOMES[person.where]
    language = "se" if key == PROTECTED else "nb"
    return {
        "resourceType": "Patient",
        "id": key_of(key),
        "meta": {**_version(now), **secret},
        "active": active,
        "identifier": [{"system": NATIONAL_ID, "value": national_id_of(key)}],
        "name": [_name(person.name)],
        "birthDate": person.born.isoformat(),
        "address": [_address([street, *([dwelling] if dwelling else [])], postal_code)],
        "communication": [
            {
                "language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]},
                "preferred": True,
            }
        ],
    }


def _kin(recipient: str, now: datetime) -> Resource:
    kin = KIN[recipient]
    return {
        "resourceType": "RelatedPerson",
        "id": key_of(f"kin-{recipient}"),
        "meta": _version(now),
        "active": True,
        "patient": {"reference": f"Patient/{key_of(recipient)}"},
        "identifier": [{"system": NATIONAL_ID, "value": kin.national_id}],
        "name": [_name(kin.name)],
    }


def _name(name: str) -> Resource:
    given, _, family = name.rpartition(" ")
    return {"family": family, "given": [given]}


def _service(code: str) -> Resource:
    return {"coding": [{"system": SERVICE, "code": code, "display": SERVICES[code]}]}


def _version(now: datetime) -> Resource:
    return {"lastUpdated": now.isoformat()}
