"""Appointment: who visits whom, where and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from elaas.intake.rules.envelopes import Envelope, Rejected, target
from elaas.intake.rules.people import SERVICE
from elaas.intake.rules.values import (
    Object,
    Unusable,
    child,
    children,
    codes,
    instant,
    mentioned,
    shown,
    text,
)

LONGEST = timedelta(days=1)  # a longer one is mistyped, and would open a home for as long
GIVES_ACCESS = frozenset({"booked", "arrived", "checked-in"})
# https://hl7.org/fhir/R4/valueset-appointmentstatus.html
STATUSES = GIVES_ACCESS | {
    "proposed",
    "pending",
    "fulfilled",
    "cancelled",
    "noshow",
    "entered-in-error",
    "waitlist",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An Appointment that gives access; people and places by the care system's ids."""

    source_id: str
    version: datetime
    service: str
    starts_at: datetime
    ends_at: datetime
    recipient: str
    places: tuple[str, ...]
    employees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoVisit:
    """An Appointment whose status gives nobody access."""

    source_id: str
    version: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who and what can be referred to: our ids by the care system's. Buildings only by theirs."""

    recipients: Mapping[str, UUID]
    employees: Mapping[str, UUID]
    homes: Mapping[str, UUID]
    buildings: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A visit that can be recorded; `unknown`: Practitioners who had to be left out."""

    visit: Visit
    recipient: UUID
    home: UUID
    employees: tuple[UUID, ...]
    unknown: tuple[str, ...]


def visit(
    envelope: Envelope, addresses: Mapping[str, str], services: frozenset[str]
) -> Visit | NoVisit:
    """Raises Unusable. A status that gives no access is enough: nothing else is asked of it."""
    resource = envelope.resource
    status = text(resource, "status")
    if status not in STATUSES:
        raise Unusable(f"status {shown(status)} is no status of an Appointment")
    if status not in GIVES_ACCESS:
        return NoVisit(envelope.id, envelope.version)
    starts_at, ends_at = _times(resource)
    actors = _actors(resource, addresses)
    patients, places = _of("Patient", actors), _of("Location", actors)
    employees = _of("Practitioner", actors)
    if not employees:
        raise Unusable("nobody assigned")
    if len(patients) != 1:
        raise Unusable("more than one patient" if patients else "no patient")
    if not places:
        raise Unusable("no home")
    return Visit(
        source_id=envelope.id,
        version=envelope.version,
        service=_service(resource, services),
        starts_at=starts_at,
        ends_at=ends_at,
        recipient=patients[0],
        places=places,
        employees=employees,
    )


def resolve(visit: Visit, known: Known) -> Resolved | Rejected:
    """Put our own ids in the place of the care system's, or say what is unknown."""
    reference = f"Appointment/{visit.source_id}"
    if visit.recipient not in known.recipients:
        return unknown_patient(reference, visit.recipient)
    homes = [place for place in visit.places if place in known.homes]
    if len(homes) != 1:
        return _without_home(visit, homes, known)
    employees = [one for one in visit.employees if one in known.employees]
    unknown = tuple(one for one in visit.employees if one not in known.employees)
    if not employees:
        return unknown_practitioners(reference, unknown)
    return Resolved(
        visit=visit,
        recipient=known.recipients[visit.recipient],
        home=known.homes[homes[0]],
        employees=tuple(known.employees[one] for one in employees),
        unknown=unknown,
    )


def unknown_patient(reference: str, patient: str) -> Rejected:
    """The Patient it is about is not known, or not usable."""
    return Rejected(reference, f"unknown patient: {mentioned('Patient', patient)}", waits=True)


def unknown_practitioners(reference: str, employees: Iterable[str]) -> Rejected:
    """There is nobody known to assign: only these Practitioners."""
    return Rejected(reference, _unknown(employees), waits=True)


def unknown_home(reference: str, home: str) -> Rejected:
    """The Location it is at is not known, or not usable."""
    return Rejected(reference, f"unknown home: {mentioned('Location', home)}", waits=True)


def left_out(reference: str, employees: Iterable[str]) -> Rejected:
    """A visit was recorded, but not for these Practitioners."""
    return Rejected(reference, f"used without {_unknown(employees)}", partly=True, waits=True)


def left_without_building(reference: str, building: str) -> Rejected:
    """A home was recorded, but not as part of this Location."""
    reason = f"used without unknown building: {mentioned('Location', building)}"
    return Rejected(reference, reason, partly=True, waits=True)


def _unknown(employees: Iterable[str]) -> str:
    return "unknown practitioner: " + ", ".join(mentioned("Practitioner", one) for one in employees)


def _without_home(visit: Visit, homes: list[str], known: Known) -> Rejected:
    reference = f"Appointment/{visit.source_id}"
    if homes:
        return Rejected(reference, "more than one home")
    for place in visit.places:
        if place in known.buildings:
            return Rejected(reference, f"{mentioned('Location', place)} is a building, not a home")
    return unknown_home(reference, visit.places[0])


def _times(resource: Object) -> tuple[datetime, datetime]:
    starts_at, ends_at = instant(resource, "start"), instant(resource, "end")
    if starts_at is None:
        raise Unusable("no start")
    if ends_at is None:
        raise Unusable("no end")
    if ends_at <= starts_at:
        raise Unusable("ends before it starts" if ends_at < starts_at else "ends when it starts")
    if ends_at - starts_at > LONGEST:
        raise Unusable("lasts longer than a day")
    return starts_at, ends_at


def _actors(resource: Object, addresses: Mapping[str, str]) -> list[str]:
    return [
        target(participant, "actor", addresses)
        for participant in children(resource, "participant")
        if text(participant, "status") != "declined" and child(participant, "actor")
    ]


def _of(kind: str, actors: Iterable[str]) -> tuple[str, ...]:
    """Those of `kind`, each once, in their order."""
    found = (actor.partition("/") for actor in actors)
    return tuple(dict.fromkeys(identity for name, _, identity in found if name == kind))


def _service(resource: Object, services: frozenset[str]) -> str:
    named = codes(resource, "serviceType", system=SERVICE)
    if not named:
        raise Unusable("no service")
    for service in named:
        if service in services:
            return service
    raise Unusable(f"unknown service {shown(named[0])}")
