"""Employees log in and out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.people.login import Identified
from elaas.people.models import Employee, EmployeeSession
from elaas.people.queries import granted_roles, shifts, works

TOKEN_BYTES = 32


class NotAdmitted(StrEnum):
    """Why someone the provider vouches for is not let in."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    INACTIVE = "inactive"
    NO_ROLE = "no_role"


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Whose the new session is, its secret, for the browser alone, and when it ends."""

    employee: UUID
    token: str
    ends_at: datetime


@transaction.atomic
def log_in(*, who: Identified, longest: timedelta, now: datetime) -> LoggedIn | NotAdmitted:
    """Begin a session: to the end of the shift that is on, else for `longest`."""
    found = _admitted(_employee(who), now)
    if isinstance(found, NotAdmitted):
        ledger.append(entry("login_refused", now, reason=found.value))
        return found
    on = [span.ends_at for span in shifts([found.id]) if span.starts_at <= now < span.ends_at]
    ends_at = max(on, default=now + longest)
    # An ID token names a person: those of sessions that have ended go now.
    EmployeeSession.objects.filter(ends_at__lte=now).delete()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session = EmployeeSession.objects.create(
        token_hash=hash_of(token),
        employee=found,
        id_token=who.id_token,
        began_at=now,
        ends_at=ends_at,
    )
    ledger.append(entry("logged_in", now, employee=found.id.hex, session=session.id.hex))
    return LoggedIn(found.id, token, ends_at)


@transaction.atomic
def log_out(*, token: str, now: datetime) -> str | None:
    """End the session and answer the ID token it began with; None when there is no such session."""
    session = EmployeeSession.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    if session is None:
        return None
    _end(session, now)
    return session.id_token


@transaction.atomic
def log_out_everywhere(*, employee: UUID, now: datetime, but_newest: bool = False) -> None:
    """End the employee's sessions on every browser, or on every one but where they came last."""
    found = EmployeeSession.objects.select_for_update().filter(employee=employee)
    for session in list(found.order_by("-began_at", "id"))[int(but_newest) :]:
        _end(session, now)


def _end(session: EmployeeSession, now: datetime) -> None:
    ledger.append(
        entry("logged_out", now, employee=session.employee_id.hex, session=session.id.hex)
    )
    session.delete()


def hash_of(token: str) -> bytes:
    """SHA-256: whoever reads the table cannot log in with it."""
    return hashlib.sha256(token.encode()).digest()


def _admitted(found: Employee | NotAdmitted, now: datetime) -> Employee | NotAdmitted:
    """An employee without any role has nothing to see, and no door to open."""
    if isinstance(found, NotAdmitted) or works(found.id, now=now) or granted_roles(found.id):
        return found
    return NotAdmitted.NO_ROLE


def _employee(who: Identified) -> Employee | NotAdmitted:
    """By employee number where the provider gives one, else by HPR number."""
    if who.employee_number:
        rows = Employee.objects.filter(number=who.employee_number)
    elif who.hpr_number:
        rows = Employee.objects.filter(hpr_number=who.hpr_number)
    else:
        return NotAdmitted.UNKNOWN
    match list(rows[:2]):
        case []:
            return NotAdmitted.UNKNOWN
        case [employee]:
            return employee if employee.active else NotAdmitted.INACTIVE
        case _:
            return NotAdmitted.AMBIGUOUS
