"""An opening, or one that was refused, as an AuditEvent (https://hl7.org/fhir/R4/auditevent.html).

The agent is the employee whose credential was shown, by the care system's Practitioner id; the lock
is who tells of it. Names are in no answer: the care system has them.
"""

from datetime import timedelta

from elaas.access.queries.exchange.events import Event
from elaas.api.fhir.answers import Resource, without_empty
from elaas.api.fhir.codes import DICOM, OPERATION, TERMINOLOGY, coding, concept, reference
from elaas.ledger.entries import moment
from elaas.protocol.receipt import Outcome

# https://hl7.org/fhir/R4/valueset-audit-event-outcome.html
SUCCESS, REFUSED, FAILED = "0", "4", "8"
# The lock agreed and could not, or could not tell whether to: nobody was refused.
_FAILURES = {
    Outcome.CLOCK_UNKNOWN,
    Outcome.JAMMED,
    Outcome.BATTERY_LOW,
    Outcome.JOURNAL_FULL,
}
_LONGEST = 10**9  # seconds: a clock further off than this tells nothing
_SYSTEM_OBJECT, _PERSON = ("2", "System Object"), ("1", "Person")
_PATIENT, _LOCATION, _DOMAIN, _JOB = (
    ("1", "Patient"),
    ("2", "Location"),
    ("4", "Domain Resource"),
    ("20", "Job"),
)


def audit_event(event: Event) -> Resource:
    """The event."""
    use = event.use
    return without_empty(
        {
            "resourceType": "AuditEvent",
            "id": event.id,
            "meta": {"lastUpdated": moment(event.stored_at)},
            "type": coding(DICOM, "110100", "Application Activity"),
            "subtype": [
                coding(DICOM, "110132", "Use of Restricted Function"),
                coding(OPERATION, use.operation),
            ],
            "action": "E",
            "period": _period(event),
            "recorded": moment(use.at),
            "outcome": _outcome(use.outcome),
            "outcomeDesc": use.reason
            or (use.outcome.name.lower() if use.outcome is not None else ""),
            "purposeOfEvent": _purpose(event),
            "agent": [_agent(event)],
            "source": _source(event),
            "entity": _entities(event),
        }
    )


def _outcome(outcome: Outcome | None) -> str:
    if outcome is Outcome.DONE:
        return SUCCESS
    return FAILED if outcome in _FAILURES else REFUSED


def _period(event: Event) -> Resource:
    """Between which moments it happened; nothing where the lock's clock was unknown."""
    uncertainty = event.use.uncertainty
    if uncertainty is None or uncertainty > _LONGEST:
        return {}
    by = timedelta(seconds=uncertainty)
    return {"start": moment(event.use.at - by), "end": moment(event.use.at + by)}


def _purpose(event: Event) -> list[Resource]:
    if not event.for_care:
        return []
    return [concept(f"{TERMINOLOGY}/v3-ActReason", "TREAT", "treatment")]


def _agent(event: Event) -> Resource:
    known = bool(event.practitioner)
    who = reference("Practitioner", event.practitioner) if known else {"display": "not known"}
    kind = concept(f"{TERMINOLOGY}/extra-security-role-type", "humanuser", "human user")
    return {"type": kind, "who": who, "requestor": True}


def _source(event: Event) -> Resource:
    """The lock tells of what it was asked; that a phone did not even ask, eLås tells."""
    kinds = f"{TERMINOLOGY}/security-source-type"
    if event.use.outcome is None:
        observer: Resource = {"display": "the employee's phone"}
        return {"observer": observer, "type": [coding(kinds, "1", "User Device")]}
    lock = reference("Device", event.use.lock.lock_id)
    return {"observer": lock, "type": [coding(kinds, "9", "Other")]}


def _entities(event: Event) -> list[Resource]:
    found = [_entity("Device", event.use.lock.lock_id, _SYSTEM_OBJECT, _DOMAIN)]
    if event.place:
        found.append(_entity("Location", event.place, _SYSTEM_OBJECT, _LOCATION))
    if event.appointment:
        found.append(_entity("Appointment", event.appointment, _SYSTEM_OBJECT, _JOB))
    if event.patient:
        found.append(_entity("Patient", event.patient, _PERSON, _PATIENT))
    return found


def _entity(kind: str, identity: str, what: tuple[str, str], role: tuple[str, str]) -> Resource:
    return {
        "what": reference(kind, identity),
        "type": coding(f"{TERMINOLOGY}/audit-entity-type", *what),
        "role": coding(f"{TERMINOLOGY}/object-role", *role),
    }
