"""Import: one bundle of a care system, in one transaction."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from elaas.access.operations.turns import change_facts
from elaas.database.turns import again
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
from elaas.intake.operations.recalling import recall
from elaas.intake.operations.report import Report
from elaas.intake.operations.sources import Memo
from elaas.intake.operations.visits import record_appointments
from elaas.intake.rules.envelopes import Contents, Envelope, Rejected, sort_out
from elaas.intake.rules.reading import Facts, Terms, read
from elaas.intake.rules.visits import NoVisit, Visit
from elaas.intake.rules.waiting import kept
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry
from elaas.mounting.operations.endings import reconsider
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
    entries: Sequence[object],
    *,
    now: datetime,
    progress: Progress = unwatched,
    deed: NewEntry | None = None,
) -> Report:
    """As `import_bundle`, for the entries of one or several bundles.

    `deed`: that they were brought, appended to the ledger in the same transaction.
    """
    contents = sort_out(entries)

    def work() -> Report:
        if deed is not None:
            ledger.append(deed)
        return _import(contents, len(entries), now=now, progress=progress)

    return again(transaction.atomic(work))


def _import(contents: Contents, number: int, *, now: datetime, progress: Progress) -> Report:
    """Import the contents of `number` entries, in the transaction that is open."""
    report = Report()
    for kind, older in contents.older.items():
        report.count(kind, "older", older)
    report.totals["ignored"] = contents.ignored
    report.reject(contents.rejected)
    sources.lock()
    fresh = _fresh(contents.newest, report)
    if not fresh:  # an import without news keeps no phone waiting
        progress(number, number)
        return report
    told = _read(fresh, contents.addresses)
    waited = recall(told.memos.keys())
    total = number + len(waited.memos)
    done = number - len(fresh)
    progress(done, total)

    def advance(more: int) -> None:
        nonlocal done
        done += more
        progress(done, total)

    memos = {**told.memos, **waited.memos}
    desk = Desk(memos=memos, report=report, now=now, advance=advance)
    change_facts()
    _record(desk, _Told([*told.facts, *waited.facts], told.unusable, memos))
    report.totals["credentials_revoked"] = desk.reconsider()
    reconsider(recipients=desk.recipients, now=now)
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
    """What was read, by type of resource, and what to remember of each, by reference."""

    facts: Sequence[Facts]
    unusable: Mapping[str, list[Rejected]]
    memos: Mapping[str, Memo]

    def of(self, kind: type[_Kind]) -> list[_Kind]:
        return [one for one in self.facts if isinstance(one, kind)]


def _fresh(newest: Mapping[str, Envelope], report: Report) -> list[Envelope]:
    """What is newer than all that was seen, or was seen and rejected: that may be usable by now.

    Of two contents under one version, the same one is the newer in every order.
    """
    seen = sources.seen(newest.keys())
    fresh = []
    for reference, envelope in newest.items():
        known = seen.get(reference)
        this = (envelope.version, envelope.digest)
        if known is None or (this, bool(known.rejected)) > (known[:2], False):
            fresh.append(envelope)
        else:
            report.count(envelope.type, "unchanged" if this == known[:2] else "older")
    return fresh


def _read(fresh: Iterable[Envelope], addresses: Mapping[str, str]) -> _Told:
    terms = Terms(services=frozenset(settings.KNOWN_SERVICES), zone=ZoneInfo(settings.TIME_ZONE))
    facts: list[Facts] = []
    unusable: dict[str, list[Rejected]] = defaultdict(list)
    memos: dict[str, Memo] = {}
    for envelope in fresh:
        answer = read(envelope, addresses, terms)
        if isinstance(answer, Rejected):
            unusable[envelope.type].append(answer)
        else:
            facts.append(answer)
        keep = None if isinstance(answer, Rejected) else kept(answer)
        text = json.dumps(keep) if keep else None
        memos[envelope.reference] = Memo(envelope.version, envelope.digest, text)
    return _Told(facts, unusable, memos)


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
