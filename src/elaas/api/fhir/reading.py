"""Read and search: which types there are, by which parameters, and whose data that shows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from elaas.access.queries.exchange import events, visits
from elaas.access.queries.exchange.event_rows import Event
from elaas.access.queries.exchange.wanted import NoSuchPage
from elaas.api.fhir import asked, places
from elaas.api.fhir.answers import Refused, Resource, answer, base
from elaas.api.fhir.appointments import appointment
from elaas.api.fhir.asked import AFTER, Asked
from elaas.api.fhir.audit_events import audit_event
from elaas.api.fhir.door import allow, for_client
from elaas.clients.operations import look
from elaas.clients.queries import Asking
from elaas.clients.rules import READ, SEARCH
from elaas.mounting.queries import exchange


class Found(NamedTuple):
    """Resources, whose data they show, and where the next page begins (empty: there is none)."""

    resources: list[Resource]
    recipients: list[UUID]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type that can be read and searched; `parameters`: name, and FHIR's type of it."""

    parameters: Mapping[str, str]
    search: Callable[[Asked], Found]
    read: Callable[[str], Found]


def _search_events(asking_for: Asked) -> Found:
    wanted = events.Events(
        patients=asking_for.references("patient", "Patient"),
        about=asking_for.references("entity", "Device", "Location", "Appointment", "Patient"),
        at=asking_for.moments("date"),
        told=asking_for.moments("_lastUpdated"),
    )
    page = events.events(wanted, after=asking_for.after, count=asking_for.count)
    return _of_events(page.items, page.next)


def _of_events(some: Iterable[Event], more: str = "") -> Found:
    found = list(some)
    seen = [one.recipient for one in found if one.recipient]
    return Found([audit_event(one) for one in found], seen, more)


def _search_visits(asking_for: Asked) -> Found:
    actors = asking_for.references("actor", "Practitioner", "Patient", "Location")
    patients = asking_for.references("patient", "Patient")
    wanted = visits.Visits(actors=[*patients, *actors], at=asking_for.moments("date"))
    page = visits.visits(wanted, after=asking_for.after, count=asking_for.count)
    return _of_visits(page.items, page.next)


def _of_visits(some: Iterable[visits.Visit], more: str = "") -> Found:
    found = list(some)
    seen = [one.recipient for one in found if one.recipient]
    return Found([appointment(one) for one in found], seen, more)


def _search_devices(asking_for: Asked) -> Found:
    page = exchange.devices(
        identifiers=asking_for.identifiers(),
        places=asking_for.references("location", "Location"),
        after=asking_for.after,
        count=asking_for.count,
    )
    return Found([places.device(one) for one in page.items], [], page.next)


def _search_places(asking_for: Asked) -> Found:
    page = exchange.places(
        identifiers=asking_for.identifiers(),
        part_of=asking_for.references("partof", "Location"),
        after=asking_for.after,
        count=asking_for.count,
    )
    return Found([places.location(one) for one in page.items], [], page.next)


def _read_event(identity: str) -> Found:
    return _of_events(filter(None, [events.event(identity)]))


def _read_visit(identity: str) -> Found:
    return _of_visits(filter(None, [visits.visit(identity)]))


def _read_device(identity: str) -> Found:
    found = exchange.device(identity)
    return Found([places.device(found)] if found else [], [])


def _read_place(identity: str) -> Found:
    found = exchange.place(identity)
    return Found([places.location(found)] if found else [], [])


KINDS = {
    "Appointment": Kind(
        {"patient": "reference", "date": "date", "actor": "reference"}, _search_visits, _read_visit
    ),
    "AuditEvent": Kind(
        {
            "patient": "reference",
            "date": "date",
            "entity": "reference",
            "_lastUpdated": "date",
        },
        _search_events,
        _read_event,
    ),
    "Device": Kind({"identifier": "token", "location": "reference"}, _search_devices, _read_device),
    "Location": Kind({"identifier": "token", "partof": "reference"}, _search_places, _read_place),
}


@for_client
def read(
    request: HttpRequest, client: Asking, now: datetime, kind: str, identity: str
) -> HttpResponse:
    """One resource; whose data it shows is noted first."""
    _only_get(request)
    found = _kind(kind)
    allow(client, kind, READ)
    asked.read(request.GET, ())
    answered = found.read(identity)
    if not answered.resources:
        raise Refused(HTTPStatus.NOT_FOUND, "not-found", f"There is no such {kind}.")
    look(client=client.client, recipients=answered.recipients, what=kind, now=now)
    return answer(answered.resources[0])


@for_client
def search(request: HttpRequest, client: Asking, now: datetime, kind: str) -> HttpResponse:
    """A page of what was found; whose data it shows is noted first."""
    _only_get(request)
    found = _kind(kind)
    allow(client, kind, SEARCH)
    try:
        answered = found.search(asked.read(request.GET, found.parameters))
    except NoSuchPage:
        text = "Follow the links to the next page as they are."
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid", text) from None
    look(client=client.client, recipients=answered.recipients, what=kind, now=now)
    return answer(_bundle(request, kind, answered))


def _kind(name: str) -> Kind:
    found = KINDS.get(name)
    if found is None:
        text = "There are no resources of this type to read. The CapabilityStatement lists them."
        raise Refused(HTTPStatus.NOT_FOUND, "not-supported", text)
    return found


def _only_get(request: HttpRequest) -> None:
    if request.method != "GET":
        text = "Here one reads. What is brought is a Bundle, to the base address."
        headers = {"Allow": "GET"}
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "not-supported", text, headers=headers)


def _bundle(request: HttpRequest, kind: str, found: Found) -> Resource:
    place = f"{base(request)}/{kind}"
    entries = [
        {
            "fullUrl": f"{place}/{resource['id']}",
            "resource": resource,
            "search": {"mode": "match"},
        }
        for resource in found.resources
    ]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": _links(request, place, found.next),
        **({"entry": entries} if entries else {}),
    }


def _links(request: HttpRequest, place: str, following: str) -> list[Resource]:
    asked_for = [(name, one) for name in request.GET for one in request.GET.getlist(name)]
    links = [{"relation": "self", "url": _url(place, asked_for)}]
    if following:
        same = [pair for pair in asked_for if pair[0] != AFTER]
        links.append({"relation": "next", "url": _url(place, [*same, (AFTER, following)])})
    return links


def _url(place: str, parameters: list[tuple[str, str]]) -> str:
    return f"{place}?{urlencode(parameters)}" if parameters else place
