"""Read a resource: what its newest version says, or why it cannot be used."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import TypeAlias

from elaas.doors.facts import Building, Home
from elaas.intake.rules import people, places, visits
from elaas.intake.rules.envelopes import Envelope, Rejected
from elaas.intake.rules.values import Unusable
from elaas.people.facts import Employee, Kin, Recipient, Role

Facts: TypeAlias = (
    Recipient | Kin | Employee | Role | Building | Home | visits.Visit | visits.NoVisit
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The municipality's own: the services it knows, and the zone that its dates are in."""

    services: frozenset[str]
    zone: tzinfo


def read(envelope: Envelope, addresses: Mapping[str, str], terms: Terms) -> Facts | Rejected:
    """What the resource says. `addresses`: what each fullUrl of the bundle refers to."""
    try:
        return _READERS[envelope.type](envelope, addresses, terms)
    except Unusable as problem:
        return Rejected(envelope.reference, problem.reason)


_READERS: dict[str, Callable[[Envelope, Mapping[str, str], Terms], Facts]] = {
    "Location": lambda envelope, addresses, _: places.place(envelope, addresses),
    "Patient": lambda envelope, _addresses, _terms: people.recipient(envelope),
    "RelatedPerson": lambda envelope, addresses, _: people.kin(envelope, addresses),
    "Practitioner": lambda envelope, _addresses, _terms: people.employee(envelope),
    "PractitionerRole": lambda envelope, addresses, terms: people.role(
        envelope, addresses, terms.zone
    ),
    "Appointment": lambda envelope, addresses, terms: visits.visit(
        envelope, addresses, terms.services
    ),
}
