"""Taking in receipts: verified, chained, matched, explained, stored and in the ledger.

Against bare ES256 verification on the same core, each round timing both.
"""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from bench import day
from bench.figures import Figure, of, seconds
from elaas.access.models import Credential, Incident, Journal, Receipt
from elaas.access.operations.issue import issue
from elaas.access.operations.receipts import store_receipts
from elaas.doors.models import Unit
from elaas.people.models import Phone
from elaas.protocol.cose import PrivateKey, sign1
from elaas.protocol.receipt import FIRST, Outcome, digest
from elaas.protocol.receipt import Receipt as Claim

ES256 = ec.ECDSA(hashes.SHA256())
AUTHORITY = PrivateKey.generate(kid=b"\x01")
LATER = day.MORNING + timedelta(hours=10)

PHONES_A_ROUND = 200
BATCH, BATCHES = 1000, 12
UPLOAD, UPLOADS = 50, 40


def figures() -> list[Figure]:
    """Batches of 1 000 from several phones, and one phone's uploads of 50."""
    day.fill()
    phones = list(Phone.objects.order_by("id").values_list("id", flat=True))
    for at in range(0, len(phones), PHONES_A_ROUND):
        some = phones[at : at + PHONES_A_ROUND]
        issue(phones=some, authority=AUTHORITY, now=day.MORNING)
    _open_journals()
    day.analyze()
    journals = Journals()
    batches = [_stored(journals.next(BATCH), phones[n]) for n in range(BATCHES)]
    uploads = [_stored(journals.next(UPLOAD), phones[0]) for _ in range(UPLOADS)]
    expected = BATCH * BATCHES + UPLOAD * UPLOADS
    if Receipt.objects.count() != expected or Incident.objects.exists():
        message = "Not every receipt was stored and explained; the figures mean nothing."
        raise SystemExit(message)
    return [
        of("receipts, batches of 1 000", batches, "of bare ES256", at_least=0.55),
        of("receipts, one phone's 50", uploads, "of bare ES256", at_least=0.2),
    ]


def _stored(receipts: list[bytes], phone: UUID) -> float:
    """How much of bare verification's speed remains."""
    spent = seconds(lambda: store_receipts(receipts=receipts, phone=phone, now=LATER))
    return bare_verification(len(receipts)) / spent


def bare_verification(count: int) -> float:
    """Seconds for `count` ES256 verifications over as many bytes as a receipt has."""
    key, message = PrivateKey.generate().native, secrets.token_bytes(110)
    public, signature = key.public_key(), key.sign(message, ES256)
    return seconds(lambda: [public.verify(signature, message, ES256) for _ in range(count)])


class Journals:
    """Locks that sign the openings of the day's credentials, each in its own chain.

    The openings come lock by lock, as a phone that drains the journals on its round brings them:
    four visits by several employees at a home's door, ten times as many at a common entrance.
    """

    def __init__(self) -> None:
        rows = Credential.objects.order_by("unit", "not_before", "cti").select_related("unit")
        self._openings: Iterator[Credential] = iter(list(rows))
        self._locks: dict[str, tuple[PrivateKey, int, bytes]] = {}

    def next(self, count: int) -> list[bytes]:
        """The next `count` receipts, of many locks."""
        return [self._receipt(next(self._openings)) for _ in range(count)]

    def _receipt(self, opening: Credential) -> bytes:
        lock_id = opening.unit_id
        key, seq, previous = self._locks.get(lock_id) or (_give_key(lock_id), 0, FIRST)
        claim = Claim(
            lock_id=lock_id,
            seq=seq + 1,
            previous=previous,
            time=int(opening.not_before.timestamp()) + 60,
            uncertainty=2,
            operation="open",
            outcome=Outcome.DONE,
            cti=opening.cti.bytes,
            epoch=1,
            battery=80,
        )
        receipt = sign1(claim.payload(), key)
        self._locks[lock_id] = (key, seq + 1, digest(receipt))
        return receipt


def _open_journals() -> None:
    """As the claim of each lock has done long since."""
    locks = Unit.objects.values_list("lock_id", flat=True)
    Journal.objects.bulk_create(Journal(unit_id=lock_id) for lock_id in locks)


def _give_key(lock_id: str) -> PrivateKey:
    key = PrivateKey.generate()
    public = key.public_key
    Unit.objects.filter(lock_id=lock_id).update(receipt_x=public.x, receipt_y=public.y)
    return key
