"""Every lock of the town, with a key of its own, and how far each has come in its journal."""

from elaas.access.models import Credential, Journal
from elaas.doors.models import Unit
from elaas.protocol.cose import PrivateKey, sign1
from elaas.protocol.receipt import FIRST, Outcome, digest
from elaas.protocol.receipt import Receipt as Claim


class Locks:
    """The locks' keys, and how far each has come in its journal."""

    def __init__(self) -> None:
        units = list(Unit.objects.all())
        self._told = {unit.lock_id: (PrivateKey.generate(), 0, FIRST) for unit in units}
        for unit in units:
            public = self._told[unit.lock_id][0].public_key
            unit.receipt_x, unit.receipt_y = public.x, public.y
        Unit.objects.bulk_update(units, ("receipt_x", "receipt_y"), batch_size=1000)
        Journal.objects.bulk_create(Journal(unit=unit) for unit in units)

    def opened(self, credential: Credential) -> bytes:
        """The receipt of an opening with it, soon after it began to hold."""
        key, seq, previous = self._told[credential.unit_id]
        claim = Claim(
            lock_id=credential.unit_id,
            seq=seq + 1,
            previous=previous,
            time=int(credential.not_before.timestamp()) + 60,
            uncertainty=2,
            operation="open",
            outcome=Outcome.DONE,
            cti=credential.cti.bytes,
            epoch=1,
            battery=80,
        )
        receipt = sign1(claim.payload(), key)
        self._told[credential.unit_id] = key, seq + 1, digest(receipt)
        return receipt
