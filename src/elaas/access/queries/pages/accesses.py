"""Who could open a recipient's doors when, and who of them did not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from elaas.access import rules
from elaas.access.models import Credential, Receipt
from elaas.access.queries.pages.at_the_door import is_hex
from elaas.access.queries.pages.uses import Lock, Person, Plan, Way, lock, person, plan
from elaas.protocol.receipt import Outcome

CALLED = "access."
_USES = Receipt.objects.filter(credential__assignment=OuterRef("assignment"), outcome=Outcome.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Credentials given out for one visit: who could open which doors when.

    `issued`: when each was, by its id as the ledger writes it. `used`: whether the visit opened
    any door.
    """

    employee: Person
    plan: Plan
    window: rules.Period
    issued: Mapping[str, datetime]
    used: bool
    revoked_at: datetime | None
    locks: tuple[Lock, ...]

    @property
    def name(self) -> str:
        """What it is called when it is asked about."""
        return f"{CALLED}{self.plan.assignment.hex}"

    @property
    def issued_at(self) -> datetime:
        """When it was given out first."""
        return min(self.issued.values())


def accesses(recipient_id: UUID, *, since: datetime, until: datetime | None = None) -> list[Access]:
    """Credentials that counted between these, one access for each visit, by their windows."""
    then = Q(expires_at__gt=since)
    if until is not None:
        then &= Q(not_before__lt=until)
    return _of(Q(assignment__recipient=recipient_id) & then)


def access_called(recipient_id: UUID, name: str) -> Access | None:
    """The access that is called that (`Access.name`); None: nothing of theirs."""
    visit = name.removeprefix(CALLED)
    if visit == name or not is_hex(visit):
        return None
    found = _of(Q(assignment__recipient=recipient_id, assignment=UUID(visit)))
    return found[0] if found else None


def _of(wanted: Q) -> list[Access]:
    by_visit: dict[UUID, list[Credential]] = defaultdict(list)
    counted = Q(revoked_at=None) | Q(revoked_at__gt=F("not_before"))
    for row in (
        Credential.objects.filter(wanted, counted)
        .select_related("assignment__employee", "unit")
        .annotate(used=Exists(_USES))
        .order_by("not_before", "issued_at")
    ):
        by_visit[row.assignment_id].append(row)
    return [_access(rows) for rows in by_visit.values()]


def _access(rows: list[Credential]) -> Access:
    """One visit's credentials; those in force count before those taken back, which end there."""
    in_force = [row for row in rows if row.revoked_at is None]
    counted = in_force or rows
    ends = [min(row.expires_at, row.revoked_at or row.expires_at) for row in counted]
    return Access(
        employee=person(rows[0].assignment.employee),
        plan=plan(rows[0].assignment),
        window=rules.Period(min(row.not_before for row in counted), max(ends)),
        used=rows[0].used,  # type: ignore[attr-defined]  # annotated by _of()
        issued={row.cti.hex: row.issued_at for row in rows},
        revoked_at=None if in_force else max(row.revoked_at for row in rows if row.revoked_at),
        locks=_in_walking_order({row.unit_id: lock(row.unit) for row in rows}.values()),
    )


def _in_walking_order(locks: Iterable[Lock]) -> tuple[Lock, ...]:
    return tuple(sorted(locks, key=lambda one: one.way is Way.HOME))


def unused(given: Iterable[Access], *, now: datetime) -> tuple[Access, ...]:
    """Accesses that are over and whose visit opened nothing, the latest first."""
    over = [one for one in given if one.revoked_at is not None or one.window.end <= now]
    return tuple(one for one in reversed(over) if not one.used)
