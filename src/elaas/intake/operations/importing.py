"""Import: one bundle of a care system, in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from elaas.access.operations.turns import change_facts
from elaas.doors.facts import Building, Home
from elaas.intake.operations import sources
from elaas.intake.operations.desk import Desk
from elaas.intake.operations.people import (
    record_patients,
    record_practitioner_roles,
    record_practitioners,
    record_related_persons,
)
from elaas.intake.operations.places import record_locations
from elaas.intake.operations.report import Report
from elaas.intake.operations.visits import record_appointments
from elaas.intake.rules.envelopes import Envelope, Rejected, sort_out
from elaas.intake.rules.reading import Facts, Terms, read
from elaas.intake.rules.visits import NoVisit, Visit
from elaas.people.facts import Employee, Kin, Recipient, Role

Progress: TypeAlias = Callable[[int, int], None]

_Kind = TypeVar("_Kind", bound=Facts)


class NotABundle(Exception):
    """Not a FHIR collection Bundle; the message says what is wrong. Nothing was changed."""


def unwatched(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def import_bundle(bundle: object, *, now: datetime, progress: Progress = unwatched) -> Report:
    """Bring the database up to what a collection Bundle (HL7 FHIR R4, JSON as Python) tells.

    For each resource the newest `meta.lastUpdated` wins, in this bundle and over all imports; the
    same bundle again changes nothing. A resource that cannot be used is reported, takes away what
    an older version gave, and stops nothing else. Credentials that no longer rest on anything are
    revoked. `progress` is told how many of how many entries are done. Raises NotABundle.
    """
    return import_entries(entries_of(bundle), now=now, progress=progress)


def import_entries(
    entries: Sequence[object], *, now: datetime, progress: Progress = unwatched
) -> Report:
    """As `import_bundle`, for the entries of one or several bundles."""
    contents = sort_out(entries)
    report = Report()
    for kind, number in contents.older.items():
        report.count(kind, "older", number)
    report.totals["ignored"] = contents.ignored
    report.reject(contents.rejected)
    with transaction.atomic():
        sources.lock()
        fresh = _fresh(contents.newest, report)
        done = len(entries) - len(fresh)
        progress(done, len(entries))

        def advance(number: int) -> None:
            nonlocal done
            done += number
            progress(done, len(entries))

        desk = Desk(
            versions={one.reference: one.version for one in fresh},
            report=report,
            now=now,
            advance=advance,
        )
        told = _read(fresh, contents.addresses)
        if fresh:  # an import without news keeps no phone waiting
            change_facts()
            _record(desk, told)
            report.totals["credentials_revoked"] = desk.reconsider()
    return report


def entries_of(bundle: object) -> list[object]:
    """The entries of a collection Bundle. Raises NotABundle."""
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise NotABundle("This is not a FHIR Bundle: its resourceType is not «Bundle».")
    if bundle.get("type") != "collection":
        raise NotABundle("This is a FHIR Bundle, but its type is not «collection».")
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise NotABundle("This is no proper FHIR Bundle: its entry is not a list.")
    return entries


@dataclass(frozen=True, slots=True)
class _Told:
    """What was read, by type of resource."""

    facts: Sequence[Facts]
    unusable: Mapping[str, list[Rejected]]

    def of(self, kind: type[_Kind]) -> list[_Kind]:
        return [one for one in self.facts if isinstance(one, kind)]


def _fresh(newest: Mapping[str, Envelope], report: Report) -> list[Envelope]:
    """What is newer than all that was seen, or was seen and rejected: that may be usable by now."""
    seen = sources.seen(newest.keys())
    fresh = []
    for reference, envelope in newest.items():
        known = seen.get(reference)
        if known is None or (envelope.version, bool(known.rejected)) > (known.version, False):
            fresh.append(envelope)
        else:
            same = envelope.version == known.version
            report.count(envelope.type, "unchanged" if same else "older")
    return fresh


def _read(fresh: Iterable[Envelope], addresses: Mapping[str, str]) -> _Told:
    terms = Terms(services=frozenset(settings.KNOWN_SERVICES), zone=ZoneInfo(settings.TIME_ZONE))
    facts: list[Facts] = []
    unusable: dict[str, list[Rejected]] = defaultdict(list)
    for envelope in fresh:
        answer = read(envelope, addresses, terms)
        if isinstance(answer, Rejected):
            unusable[envelope.type].append(answer)
        else:
            facts.append(answer)
    return _Told(facts, unusable)


def _record(desk: Desk, told: _Told) -> None:
    unusable = told.unusable
    record_locations(
        desk,
        buildings=told.of(Building),
        homes=told.of(Home),
        unusable=unusable["Location"],
    )
    record_patients(desk, told.of(Recipient), unusable=unusable["Patient"])
    record_related_persons(desk, told.of(Kin), unusable=unusable["RelatedPerson"])
    record_practitioners(desk, told.of(Employee), unusable=unusable["Practitioner"])
    record_practitioner_roles(desk, told.of(Role), unusable=unusable["PractitionerRole"])
    record_appointments(
        desk,
        visits=told.of(Visit),
        no_visits=told.of(NoVisit),
        unusable=unusable["Appointment"],
    )
