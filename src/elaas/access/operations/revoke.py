"""Revoke: take credentials back, and reconsider them when what they rest on has changed."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access import rules
from elaas.access.models import Assignment, Credential
from elaas.access.operations.turns import change_facts
from elaas.access.queries import facts, revocations
from elaas.doors import operations as doors
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry

# Command n holds an update in one write of 512 bytes; 25 prefixes leave room for a longer lock id,
# an acknowledgement and the next authority's key.
MOST_REVOKED = 25


@transaction.atomic
def revoke(*, credentials: Collection[UUID], because: str, now: datetime) -> int:
    """Revoke those of `credentials` that are not yet; answers how many.

    The lock hears of it in the next update that any phone carries there (operations.update). When
    an update can hold no more, the lock's epoch is raised instead: every credential for it is
    revoked, and each phone gets new ones at its next sync.
    """
    if not credentials:
        return 0
    rows = list(
        Credential.objects.select_for_update(no_key=True)  # receipts that refer to it may come in
        .filter(cti__in=credentials, revoked_at=None)
        .order_by("cti")
    )
    Credential.objects.filter(cti__in=[row.cti for row in rows]).update(
        revoked_at=now, revoked_because=because
    )
    ledger.append_all(
        entry(
            "credential_revoked",
            now,
            cti=row.cti.hex,
            lock=row.unit_id,
            assignment=row.assignment_id.hex,
            because=because,
        )
        for row in rows
    )
    _raise_crowded_epochs({row.unit_id for row in rows}, now)
    return len(rows)


def _raise_crowded_epochs(lock_ids: Collection[str], now: datetime) -> None:
    doors.lock_units(lock_ids)  # so that two who revoke count each other's
    for lock_id, listed in revocations.to_list(lock_ids, now).items():
        if len(listed) > MOST_REVOKED:
            doors.raise_epoch(lock_id=lock_id, now=now)
            alive = Credential.objects.filter(unit=lock_id, revoked_at=None, expires_at__gt=now)
            # Of a dead epoch now, and so not listed: this ends here.
            revoke(
                credentials=list(alive.values_list("cti", flat=True)),
                because="epoch_raised",
                now=now,
            )


@transaction.atomic
def reconsider(*, assignments: Collection[UUID], now: datetime) -> int:
    """Ask the rule again about every live credential of `assignments`; answers how many it revoked.

    To be called in the transaction that changed an assignment, or what its credentials rest on: the
    employee, their roles or shifts, the recipient's service, the home, the units. That transaction
    took its turn before the change (operations.turns).
    """
    change_facts()
    visits = {visit.assignment.id: visit for visit in facts.visits(assignments=assignments)}
    live = Credential.objects.filter(
        assignment__in=visits, revoked_at=None, expires_at__gt=now
    ).values_list("cti", "assignment_id", "unit_id", "not_before", "expires_at", "scope")
    answers = facts.answers(visits.values())
    wrong: dict[str, list[UUID]] = defaultdict(list)
    for cti, assignment, lock_id, not_before, expires_at, scope in live:
        answer = answers.get((assignment, lock_id), rules.Refused(rules.Refusal.NO_ASSIGNMENT))
        if isinstance(answer, rules.Refused):
            wrong[answer.reason].append(cti)
        elif (answer.window, answer.scope) != (rules.Period(not_before, expires_at), scope):
            wrong["moved"].append(cti)
    return sum(revoke(credentials=ctis, because=reason, now=now) for reason, ctis in wrong.items())


def assignments_of(
    *,
    employees: Collection[UUID] = (),
    recipients: Collection[UUID] = (),
    homes: Collection[UUID] = (),
    now: datetime,
) -> set[UUID]:
    """Assignments of these people or at these homes that may still have live credentials."""
    live = Assignment.objects.filter(credentials__revoked_at=None, credentials__expires_at__gt=now)
    found: set[UUID] = set()
    for chosen in (
        live.filter(employee__in=employees),
        live.filter(recipient__in=recipients),
        live.filter(home__in=homes),
    ):
        found.update(chosen.values_list("id", flat=True))
    return found
