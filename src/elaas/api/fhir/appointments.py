"""A visit as an Appointment, under the care system's own id."""

from elaas.access.queries.exchange.visits import Visit
from elaas.api.fhir.answers import Resource, without_empty
from elaas.api.fhir.codes import ASSIGNMENT, SERVICE, concept, reference
from elaas.ledger.entries import moment


def appointment(visit: Visit) -> Resource:
    """The visit."""
    actors = [("Practitioner", one) for one in visit.practitioners]
    actors += [("Patient", visit.patient)] if visit.patient else []
    actors += [("Location", visit.place)] if visit.place else []
    return without_empty(
        {
            "resourceType": "Appointment",
            "id": visit.id,
            "meta": {"lastUpdated": moment(visit.changed_at)},
            "status": "cancelled" if visit.cancelled else "booked",
            "serviceType": [_kind(visit)],
            "start": moment(visit.starts_at),
            "end": moment(visit.ends_at),
            "participant": [
                {"actor": reference(kind, identity), "status": "accepted"}
                for kind, identity in actors
            ],
        }
    )


def _kind(visit: Visit) -> Resource:
    """The service; for what is done to a lock, what that is."""
    if visit.for_care:
        return concept(SERVICE, visit.service) if visit.service else {"text": "care"}
    return concept(ASSIGNMENT, visit.kind)
