"""What a bundle holds before anyone looks inside its resources: which they are, and how new."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from elaas.intake.rules.values import (
    Object,
    Unusable,
    as_object,
    child,
    instant,
    shown_reference,
    text,
)

# In the order in which they are recorded: what is referred to comes before what refers to it.
TYPES = (
    "Location",
    "Patient",
    "RelatedPerson",
    "Practitioner",
    "PractitionerRole",
    "Appointment",
)
# https://hl7.org/fhir/R4/datatypes.html#id, and the underscore that some systems use all the same.
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LITERAL = re.compile(r"(?:.*/)?([A-Za-z]+)/([A-Za-z0-9._-]{1,64})(?:/_history/[^/]*)?")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A resource that cannot be used, or not wholly (`partly`), and why.

    `waits`: another resource that it refers to is not known, and mends it by turning up.
    """

    reference: str
    reason: str
    partly: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """One version of one resource, unread; `digest`: of its content."""

    type: str
    id: str
    version: datetime
    digest: bytes
    resource: Object

    @property
    def reference(self) -> str:
        """As other resources name it, e.g. Patient/123."""
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A bundle, sorted: the newest version of each resource, and what was left out.

    `addresses`: what each fullUrl refers to; empty when that is more than one. `older`: for each
    type, how many versions were superseded or repeated in the same bundle. `ignored`: how many are
    of a type we do not use.
    """

    newest: dict[str, Envelope]
    addresses: dict[str, str]
    older: dict[str, int]
    ignored: int
    rejected: list[Rejected]


def sort_out(entries: Iterable[object]) -> Contents:
    """The contents of a bundle with these entries, whatever their order."""
    newest: dict[str, Envelope] = {}
    addresses: dict[str, str] = {}
    older = dict.fromkeys(TYPES, 0)
    ignored = 0
    rejected: list[Rejected] = []
    for number, entry in enumerate(entries, start=1):
        found = open_entry(entry, number, addresses)
        if found is None:
            ignored += 1
        elif isinstance(found, Rejected):
            rejected.append(found)
        else:
            known = newest.get(found.reference)
            older[found.type] += known is not None
            newest[found.reference] = found if known is None else newer(known, found)
    return Contents(
        newest=newest, addresses=addresses, older=older, ignored=ignored, rejected=rejected
    )


def open_entry(entry: object, number: int, addresses: dict[str, str]) -> Envelope | Rejected | None:
    """The resource of one entry, its fullUrl noted in `addresses`; None: a type we do not use."""
    name = f"entry {number}"
    try:
        opened = as_object(entry, "the entry")
        resource = as_object(opened.get("resource"), "its resource")
        kind = _required(resource, "resourceType")
        if kind not in TYPES:
            return None
        name = f"{kind} in entry {number}"
        identity = _identity(resource)
        name = f"{kind}/{identity}"
        url = text(opened, "fullUrl")
        if url:
            addresses[url] = name if addresses.get(url, name) == name else ""
        version = _version(resource)
        digest = _digest(resource)
    except Unusable as problem:
        return Rejected(name, problem.reason)
    return Envelope(kind, identity, version, digest, resource)


def newer(one: Envelope, other: Envelope) -> Envelope:
    """The newer of two versions; of two contents under one version always the same."""
    return max(one, other, key=lambda envelope: (envelope.version, envelope.digest))


def target(holder: Object, name: str, addresses: Mapping[str, str]) -> str:
    """What the Reference `name` of `holder` points to, as Type/ID; empty when it is absent.

    Relative, absolute, or the fullUrl of another entry (urn:uuid:...); with or without a version
    (https://hl7.org/fhir/R4/references.html#literal). Raises Unusable.
    """
    reference = text(child(holder, name), "reference")
    if not reference:
        return ""
    if reference in addresses:
        if not addresses[reference]:
            raise Unusable(f"{name} refers to a fullUrl that several resources have")
        return addresses[reference]
    named = named_in(reference)
    if not named:
        raise Unusable(f"the reference {shown_reference(reference)} of {name} leads nowhere")
    return "/".join(named)


def named_in(address: str) -> tuple[str, str] | None:
    """The type and id that a reference or an address names, with or without a version."""
    match = _LITERAL.fullmatch(address)
    return (match[1], match[2]) if match else None


def target_of(kind: str, holder: Object, name: str, addresses: Mapping[str, str]) -> str:
    """The id of the `kind` that the Reference `name` points to; empty when it is absent."""
    reference = target(holder, name, addresses)
    found, _, identity = reference.partition("/")
    if reference and found != kind:
        raise Unusable(f"{name} refers to a {found}, not a {kind}")
    return identity


def _required(resource: Object, name: str) -> str:
    value = text(resource, name)
    if not value:
        raise Unusable(f"{name} is missing")
    return value


def _version(resource: Object) -> datetime:
    version = instant(child(resource, "meta"), "lastUpdated")
    if version is None:
        raise Unusable("meta.lastUpdated is missing: it cannot be told whether it is the newest")
    return version


def _digest(resource: Object) -> bytes:
    try:
        text = json.dumps(resource, sort_keys=True)
    except RecursionError:
        raise Unusable("it is nested too deeply") from None
    return hashlib.sha256(text.encode()).digest()


def _identity(resource: Object) -> str:
    identity = _required(resource, "id")
    if not _ID.fullmatch(identity):
        raise Unusable("its id is no FHIR id")
    return identity
