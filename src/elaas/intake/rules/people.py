"""Patient, RelatedPerson, Practitioner and PractitionerRole."""

import re
from collections.abc import Mapping
from datetime import tzinfo

from elaas.intake.rules.envelopes import Envelope, target_of
from elaas.intake.rules.values import (
    Object,
    Unusable,
    boundary,
    child,
    children,
    codes,
    day_named,
    identifier,
    switch,
    text,
    texts,
)
from elaas.people.facts import Employee, Kin, Recipient, Role

NATIONAL_ID = "urn:oid:2.16.578.1.12.4.1.4.1"
EMPLOYEE_NUMBER = "urn:elaas:employee-number"
HPR_NUMBER = "urn:oid:2.16.578.1.12.4.1.4.4"
SERVICE = "urn:elaas:service"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
LANGUAGE = "urn:ietf:bcp:47"

NAME_LENGTH = 100
NUMBER_LENGTH = 40
HPR_LENGTH = 20
LANGUAGE_LENGTH = 8
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")


def recipient(envelope: Envelope) -> Recipient:
    """Raises Unusable. Without `active` a Patient is assumed to be (FHIR R4), unless dead."""
    resource = envelope.resource
    given, family = _name(resource)
    birth = text(resource, "birthDate")
    return Recipient(
        source_id=envelope.id,
        national_id=_national_id(resource),
        given=given,
        family=family,
        birth_date=day_named(birth, "birthDate") if birth else None,
        language=_language(resource),
        protection=_protection(resource),
        active=switch(resource, "active", default=True) and not _dead(resource),
        deceased=_dead(resource),
    )


def kin(envelope: Envelope, addresses: Mapping[str, str]) -> Kin:
    """Raises Unusable."""
    resource = envelope.resource
    patient = target_of("Patient", resource, "patient", addresses)
    if not patient:
        raise Unusable("patient is missing")
    given, family = _name(resource)
    return Kin(
        source_id=envelope.id,
        recipient=patient,
        national_id=_national_id(resource),
        given=given,
        family=family,
        active=switch(resource, "active", default=True),
    )


def employee(envelope: Envelope) -> Employee:
    """Raises Unusable."""
    resource = envelope.resource
    given, family = _name(resource)
    return Employee(
        source_id=envelope.id,
        number=_short(identifier(resource, system=EMPLOYEE_NUMBER), NUMBER_LENGTH, "the number"),
        hpr_number=_short(identifier(resource, system=HPR_NUMBER), HPR_LENGTH, "the HPR number"),
        given=given,
        family=family,
        active=switch(resource, "active", default=True),
    )


def role(envelope: Envelope, addresses: Mapping[str, str], zone: tzinfo) -> Role:
    """Raises Unusable. Dates alone are whole days in `zone`."""
    resource = envelope.resource
    practitioner = target_of("Practitioner", resource, "practitioner", addresses)
    if not practitioner:
        raise Unusable("practitioner is missing")
    period = child(resource, "period")
    services = codes(resource, "code", system=SERVICE)
    return Role(
        source_id=envelope.id,
        employee=practitioner,
        service=_short(services[0] if services else "", NUMBER_LENGTH, "the service"),
        active=switch(resource, "active", default=True),
        starts_at=boundary(period, "start", zone=zone),
        ends_at=boundary(period, "end", zone=zone),
    )


def _name(resource: Object) -> tuple[str, str]:
    """Given and family name: the official or usual one before others, cut to what we store."""
    names = children(resource, "name")
    if not names:
        return "", ""
    chosen = min(names, key=lambda name: text(name, "use") not in {"", "official", "usual"})
    given = " ".join(texts(chosen, "given"))
    return given[:NAME_LENGTH], text(chosen, "family")[:NAME_LENGTH]


def _national_id(resource: Object) -> str:
    """Empty when it is none: access does not rest on it, so it must not cost anyone their care."""
    value = identifier(resource, system=NATIONAL_ID)
    return value if _ELEVEN_DIGITS.fullmatch(value) else ""


def _language(resource: Object) -> str:
    """The preferred language, else the first given, else bokmål; without region (nb-NO is nb)."""
    spoken = children(resource, "communication")
    preferred = [one for one in spoken if switch(one, "preferred", default=False)]
    for communication in preferred or spoken[:1]:
        for code in codes(communication, "language", system=LANGUAGE):
            return code.partition("-")[0].lower()[:LANGUAGE_LENGTH]
    return "nb"


def _protection(resource: Object) -> str:
    """The strictest of the labels."""
    labels = {
        text(label, "code")
        for label in children(child(resource, "meta"), "security")
        if text(label, "system") == CONFIDENTIALITY
    }
    return next((label for label in ("V", "R") if label in labels), "")


def _dead(resource: Object) -> bool:
    """Letter: when the recipient dies, access stops."""
    return switch(resource, "deceasedBoolean", default=False) or bool(
        text(resource, "deceasedDateTime")
    )


def _short(value: str, length: int, what: str) -> str:
    if len(value) > length:
        raise Unusable(f"{what} is longer than {length} characters")
    return value
