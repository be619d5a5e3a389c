"""Issuing a large day: 2 000 employees, 25 000 assignments, 1.6 doors each.

Against bare ES256 signing on the same core: every round times both, so that a machine that slows
down slows both.
"""

import secrets
import time
from collections.abc import Sequence
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from bench import day, memory
from bench.figures import Figure, of, seconds
from elaas.access.models import Credential
from elaas.access.operations.issue import Desk, gather, issue
from elaas.access.operations.signing import Signing
from elaas.people.models import Phone
from elaas.protocol.cose import PrivateKey

# Of 12.5 visits with 1.6 doors each: 1 200 credentials signed in a row, 8 000 in a transaction.
PHONES_SIGNED, PHONES_RECORDED = 60, 400
ES256 = ec.ECDSA(hashes.SHA256())
AUTHORITY = PrivateKey.generate(kid=b"\x01")


def figures() -> list[Figure]:
    """The pure part, the part with records and ledger, and the memory."""
    day.fill()
    phones = list(Phone.objects.order_by("id").values_list("id", flat=True))
    memory.forget()
    pure = [_pure(some) for some in _rounds(phones, PHONES_SIGNED)[:15]]
    recorded = [_recorded(some) for some in _rounds(phones, PHONES_RECORDED)]
    return [
        of("issuing, rule and signature", pure, "of bare ES256", at_least=0.65),
        of("issuing, with records and ledger", recorded, "of bare ES256", at_least=0.4),
        Figure(
            name="credentials of a large day", value=Credential.objects.count(), unit="credentials"
        ),
        Figure(name="issuing, memory", value=memory.peak(), unit="MB", at_most=200),
    ]


def _rounds(phones: Sequence[UUID], size: int) -> list[Sequence[UUID]]:
    return [phones[at : at + size] for at in range(0, len(phones), size)]


def bare_signing(count: int) -> float:
    """Seconds for `count` ES256 signatures over as many bytes as a credential has."""
    message = secrets.token_bytes(180)
    sign = AUTHORITY.native.sign
    return seconds(lambda: [sign(message, ES256) for _ in range(count)])


def _recorded(phones: Sequence[UUID]) -> float:
    """How much of bare signing's speed remains with facts, records and ledger in PostgreSQL."""
    count = Credential.objects.count
    before = count()
    spent = seconds(lambda: issue(phones=phones, authority=AUTHORITY, now=day.MORNING))
    issued = count() - before
    return bare_signing(issued) / spent


def _pure(phones: Sequence[UUID]) -> float:
    """How much of bare signing's speed remains with the rule, the claims and the token."""
    with transaction.atomic():
        gathered = gather(phones=phones, now=day.MORNING)
    signing = Signing(AUTHORITY, secrets.token_bytes, now=day.MORNING)
    desk = Desk(gathered, live={}, signing=signing, now=day.MORNING)
    start = time.perf_counter()
    settled = desk.settle(gathered.visits)
    spent = time.perf_counter() - start
    return bare_signing(len(settled)) / spent
