"""Phones: invite, enrol, block."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.people.models import Employee, Phone, PhoneInvite
from elaas.people.operations.sessions import log_out_everywhere
from elaas.people.phones import Blocked
from elaas.protocol.cose import PublicKey

INVITE_LIVES = timedelta(hours=1)
_CODE_BYTES = 10  # 80 bits: nobody guesses it within an hour
_GROUP = 4  # characters between hyphens, for whoever reads it out on the telephone
# What people write for characters that the code does not have (RFC 4648 base32).
_MISREAD = str.maketrans("018", "olb")


class CodeNotValid(Exception):
    """The code is unknown, used or too old: ask for a new one."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The new phone, its secret token (told once, never stored), and the phones it replaced."""

    phone: UUID
    token: str
    employee: UUID
    replaced: tuple[UUID, ...]


@transaction.atomic
def invite(
    *,
    employee: UUID,
    now: datetime,
    by: UUID | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """A code that enrols one phone for `employee` within an hour.

    `by`: the employee who asks, themselves or the service desk; None from the command line.
    """
    code = _readable(random(_CODE_BYTES))
    PhoneInvite.objects.create(
        code_hash=_hash(_plain(code)),
        employee_id=employee,
        made_by_id=by,
        made_at=now,
        expires_at=now + INVITE_LIVES,
    )
    asked_by = by.hex if by else None
    ledger.append(entry("phone_invited", now, employee=employee.hex, by=asked_by))
    return code


@transaction.atomic
def enrol(
    *,
    code: str,
    key: PublicKey,
    now: datetime,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> Enrolled:
    """Bind the phone with this key, whose possession was proven, to the employee of `code`.

    One phone at a time: the employee's phone before it is blocked, and so is whoever else's phone
    had this key (a shared phone that changes hands). Raises CodeNotValid.
    """
    found = PhoneInvite.objects.select_for_update().filter(code_hash=_hash(_plain(code))).first()
    if found is None or found.used_at is not None or not found.made_at <= now < found.expires_at:
        raise CodeNotValid
    found.used_at = now
    found.save(update_fields=["used_at"])
    employee = Employee.objects.select_for_update().get(pk=found.employee_id)
    before = Phone.objects.filter(blocked_at=None)
    replaced = [
        *before.filter(employee=employee).values_list("id", flat=True),
        *before.filter(key_x=key.x, key_y=key.y)
        .exclude(employee=employee)
        .values_list("id", flat=True),
    ]
    for phone in replaced:
        block(phone=phone, because=Blocked.REPLACED, now=now)
    if replaced:
        # The browser of the phone before may be in a stranger's hand. The login that asked for
        # this code, if one did, is the employee's newest.
        asked_themselves = found.made_by_id == employee.id
        log_out_everywhere(employee=employee.id, but_newest=asked_themselves, now=now)
    token = random(32).hex()
    new = Phone.objects.create(
        employee=employee, key_x=key.x, key_y=key.y, token_hash=_hash(token), enrolled_at=now
    )
    ledger.append(
        entry(
            "phone_enrolled",
            now,
            phone=new.id.hex,
            employee=employee.id.hex,
            key=[key.x.hex(), key.y.hex()],
        )
    )
    return Enrolled(new.id, token, employee.id, tuple(replaced))


@transaction.atomic
def block(*, phone: UUID, because: Blocked, now: datetime, by: UUID | None = None) -> None:
    """From now on `phone` gets nothing; it may still bring receipts. Again: changes nothing.

    Unless it was replaced, its browser may be in a stranger's hand, logged in: the employee's
    logins end and their unused codes are void, or whoever holds it would make it theirs again.
    """
    changed = Phone.objects.filter(id=phone, blocked_at=None).update(
        blocked_at=now, blocked_because=because
    )
    if changed and because is not Blocked.REPLACED:
        employee = Phone.objects.get(id=phone).employee_id
        log_out_everywhere(employee=employee, now=now)
        PhoneInvite.objects.filter(employee=employee, expires_at__gt=now).update(expires_at=now)
    if changed:
        ledger.append(
            entry(
                "phone_blocked",
                now,
                phone=phone.hex,
                because=because.value,
                by=by.hex if by else None,
            )
        )


def phone_of(employee: UUID) -> UUID | None:
    """The phone that `employee` uses: there is one at most that is not blocked."""
    live = Phone.objects.filter(employee=employee, blocked_at=None)
    return live.values_list("id", flat=True).first()


def token_hash(token: str) -> bytes:
    """What is stored instead of a token."""
    return _hash(token)


def _readable(secret: bytes) -> str:
    letters = base64.b32encode(secret).decode().lower()
    groups = (letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
    return "-".join(groups)


def _plain(code: str) -> str:
    """The code without what people add to it or mistake in it."""
    return "".join(filter(str.isalnum, code.lower())).translate(_MISREAD)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def note_sync(*, phone: UUID, now: datetime) -> None:
    """Remember when `phone` was last in touch."""
    Phone.objects.filter(id=phone).update(last_sync_at=now)
