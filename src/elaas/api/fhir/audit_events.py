"""An opening, or one that was refused, at the door or at issue, as an AuditEvent (https://hl7.org/fhir/R4/auditevent.html).

The agent is the employee whose credential was shown, by the care system's Practitioner id; the lock
is who tells of it. Names are in no answer: the care system has them.
"""

from datetime import timedelta
from typing import assert_never

from elaas.access.queries.exchange.event_rows import Event, Teller
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
    return without_empty(
        {
            "resourceType": "AuditEvent",
            "id": event.id,
            "meta": {"lastUpdated": moment(event.stored_at)},
            "type": coding(DICOM, "110100", "Application Activity"),
            "subtype": [
                coding(DICOM, "110132", "Use of Restricted Function"),
                coding(OPERATION, event.operation),
            ],
            "action": "E",
            "period": _period(event),
            "recorded": moment(event.at),
            "outcome": _outcome(event.outcome),
            "outcomeDesc": event.reason
            or (event.outcome.name.lower() if event.outcome is not None else ""),
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
    uncertainty = event.uncertainty
    if uncertainty is None or uncertainty > _LONGEST:
        return {}
    by = timedelta(seconds=uncertainty)
    return {"start": moment(event.at - by), "end": moment(event.at + by)}


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
    """The lock tells of what it was asked; that a phone did not even ask, that phone."""
    kinds = f"{TERMINOLOGY}/security-source-type"
    match event.teller:
        case Teller.LOCK:
            lock = reference("Device", event.lock_id)
            return {"observer": lock, "type": [coding(kinds, "9", "Other")]}
        case Teller.PHONE:
            observer: Resource = {"display": "the employee's phone"}
            return {"observer": observer, "type": [coding(kinds, "1", "User Device")]}
        case Teller.SERVER:
            ours: Resource = {"display": "eLås"}
            return {"observer": ours, "type": [coding(kinds, "4", "Application Server")]}
        case _:
            assert_never(event.teller)


def _entities(event: Event) -> list[Resource]:
    told = (
        ("Device", event.lock_id, _SYSTEM_OBJECT, _DOMAIN),
        ("Location", event.place, _SYSTEM_OBJECT, _LOCATION),
        ("Appointment", event.appointment, _SYSTEM_OBJECT, _JOB),
        ("Patient", event.patient, _PERSON, _PATIENT),
    )
    return [_entity(*one) for one in told if one[1]]


def _entity(kind: str, identity: str, what: tuple[str, str], role: tuple[str, str]) -> Resource:
    return {
        "what": reference(kind, identity),
        "type": coding(f"{TERMINOLOGY}/audit-entity-type", *what),
        "role": coding(f"{TERMINOLOGY}/object-role", *role),
    }
