"""What stands on a unit from the factory."""

from elaas.doors.label import Label
from elaas.protocol.cose import PrivateKey


def label(lock_id: str) -> Label:
    """With keys of its own."""
    return Label(
        lock_id=lock_id,
        label=lock_id[-4:],
        dh=PrivateKey.generate().public_key,
        receipt=PrivateKey.generate().public_key,
        claim_secret=bytes(16),
    )
