"""What pages show: the lamps, what waits, and one finding with its evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from elaas.access.explain import Kind as IncidentKind
from elaas.access.queries.pages.lock import Told
from elaas.access.queries.pages.uses import Lock, Person, from_receipt, lock, person, receipts
from elaas.alarms import rules
from elaas.alarms.models import AuditRun, Finding, FindingDeed, Watch
from elaas.alarms.rules import (
    OF_OPENINGS,
    OVER,
    Checked,
    Deed,
    Doubt,
    Group,
    Kind,
    Patience,
    State,
)
from elaas.ledger.queries.witnesses import Check, last_checks

LISTED = 50
CLOSED_LISTED = 20
WATCH_PATIENCE = timedelta(minutes=30)  # the job looks every five


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A finding in a list. `lock` None: of no unit we know. `looked_by`: who looked at it last."""

    id: UUID
    kind: Kind
    lock: Lock | None
    employee: Person | None
    found_at: datetime
    state: State
    looked_by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """Lit when there is no doubt; what waits, the oldest first, and how many do."""

    doubts: tuple[Doubt, ...]
    waiting: tuple[Listed, ...]
    count: int

    @property
    def lit(self) -> bool:
        """Whether one can say what the lamp says."""
        return not self.doubts


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The last `elaas audit --database`; `outside`: entries a checkpoint from outside covered."""

    at: datetime
    faults: int
    outside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The auditor's first page."""

    log: Lamp
    openings: Lamp
    closed: tuple[Listed, ...]
    audit: Audit | None
    witnesses: tuple[Check, ...]
    watched_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said of a finding, or how it was closed; `by` None: by itself, or the demo."""

    deed: Deed
    said: str
    by: Person | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPage:
    """One finding: what it is about, what shows it, what was said of it."""

    about: Listed
    incident: IncidentKind | None
    first_missing: int | None
    last_missing: int | None
    order: UUID | None
    told: tuple[Told, ...]
    said: tuple[Said, ...]


def overview(*, now: datetime) -> Overview:
    """The lamps, from what is known now."""
    audit = AuditRun.objects.order_by("-at", "-id").first()
    witnesses = tuple(last_checks(settings.WITNESSES))
    watch = Watch.objects.first()
    checked = Checked(
        audited_at=audit.at if audit else None,
        faults=audit.faults if audit else 0,
        witnessed_at=witnesses[0].seen_at if witnesses else None,
        watched_at=watch.looked_at if watch else None,
    )
    patience = Patience(
        audit=settings.AUDIT_EVERY, witness=settings.WITNESSED_EVERY, watch=WATCH_PATIENCE
    )
    of_log, of_openings = _waiting(Group.LOG), _waiting(Group.OPENINGS)
    log_count, openings_count = of_log.count(), of_openings.count()
    return Overview(
        log=Lamp(
            doubts=tuple(rules.log_doubts(checked, findings=log_count, patience=patience, now=now)),
            waiting=_listed(of_log[:LISTED]),
            count=log_count,
        ),
        openings=Lamp(
            doubts=tuple(
                rules.opening_doubts(checked, findings=openings_count, patience=patience, now=now)
            ),
            waiting=_listed(of_openings[:LISTED]),
            count=openings_count,
        ),
        closed=_listed(_rows().filter(_over()).order_by("-found_at", "id")[:CLOSED_LISTED]),
        audit=Audit(at=audit.at, faults=audit.faults, outside=audit.outside) if audit else None,
        witnesses=witnesses,
        watched_at=checked.watched_at,
    )


def finding(finding_id: UUID) -> FindingPage | None:
    """One finding. None: there is none."""
    row = _rows().filter(pk=finding_id).select_related("incident").first()
    if row is None:
        return None
    shown = receipts().filter(findings__finding=row).order_by("at", "seq")
    return FindingPage(
        about=_listed([row])[0],
        incident=IncidentKind(row.incident.kind) if row.incident else None,
        first_missing=row.first_missing,
        last_missing=row.last_missing,
        order=row.order_id,
        told=tuple(Told(seq=one.seq, use=from_receipt(one)) for one in shown),
        said=tuple(
            Said(
                deed=Deed(one.deed),
                said=one.said,
                by=person(one.by) if one.by else None,
                at=one.at,
            )
            for one in row.deeds.select_related("by").order_by("id")
        ),
    )


def _over() -> Exists:
    return Exists(FindingDeed.objects.filter(finding=OuterRef("pk"), deed__in=OVER))


def _rows() -> "QuerySet[Finding]":
    return Finding.objects.select_related("unit", "employee").prefetch_related("deeds__by")


def _waiting(group: Group) -> "QuerySet[Finding]":
    rows = _rows().filter(~_over()).order_by("found_at", "id")
    kinds = [kind.value for kind in OF_OPENINGS]
    return rows.filter(kind__in=kinds) if group is Group.OPENINGS else rows.exclude(kind__in=kinds)


def _listed(rows: Iterable[Finding]) -> tuple[Listed, ...]:
    found = []
    for row in rows:
        deeds = sorted(row.deeds.all(), key=lambda one: one.pk)
        looked = [one.by for one in deeds if one.by is not None]
        found.append(
            Listed(
                id=row.id,
                kind=Kind(row.kind),
                lock=lock(row.unit) if row.unit else None,
                employee=person(row.employee) if row.employee else None,
                found_at=row.found_at,
                state=rules.state(Deed(one.deed) for one in deeds),
                looked_by=person(looked[-1]) if looked else None,
            )
        )
    return tuple(found)
