"""Roles are granted and withdrawn."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, RoleGrant


class NotEmployed(Exception):
    """Somebody who has left is given no role."""


@transaction.atomic
def grant_role(*, employee: UUID, role: GrantedRole, now: datetime, by: UUID | None = None) -> bool:
    """Grant it; again changes nothing. Answers whether it is new; raises NotEmployed.

    `by`: the employee of the service desk who says so; None from the command line.
    """
    if not Employee.objects.select_for_update().get(pk=employee).active:
        raise NotEmployed
    _, is_new = RoleGrant.objects.get_or_create(
        employee_id=employee, role=role.value, withdrawn_at=None, defaults={"granted_at": now}
    )
    if is_new:
        ledger.append(_entry("role_granted", employee, role, by, now))
    return is_new


@transaction.atomic
def withdraw_role(
    *, employee: UUID, role: GrantedRole, now: datetime, by: UUID | None = None
) -> bool:
    """Withdraw it, also from somebody who has left. Answers whether they had it."""
    had = RoleGrant.objects.filter(employee_id=employee, role=role.value, withdrawn_at=None).update(
        withdrawn_at=now
    )
    if had:
        ledger.append(_entry("role_withdrawn", employee, role, by, now))
    return bool(had)


def _entry(
    kind: str, employee: UUID, role: GrantedRole, by: UUID | None, now: datetime
) -> NewEntry:
    said_by = by.hex if by else None
    return entry(kind, now, employee=employee.hex, role=role.value, by=said_by)
