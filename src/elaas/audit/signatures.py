"""Whether stored receipts are what their locks signed. Plain Python: done in other processes."""

from typing import NamedTuple

from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import NotSigned, PublicKey, Sign1
from elaas.protocol.receipt import Receipt, digest


class Kept(NamedTuple):
    """A stored receipt: its bytes, the lock's key, and what its columns say."""

    body: bytes
    key: PublicKey
    digest: bytes
    claim: Receipt  # its cti only as far as the credential is known here


def wrong_with(kept: Kept) -> str | None:
    """What is wrong with it, in words; None: nothing."""
    body, key, told, claim = kept
    if digest(body) != told:
        return "its digest is not that of its bytes"
    try:
        signed = Sign1.parse(body)
        payload = signed.verified({b"": key})
        read = Receipt.parse(payload)
    except (Malformed, NotSigned):
        return "the lock has not signed it"
    if claim.cti is None:
        read = read._replace(cti=None)
    return None if read == claim else "its columns say something else than the lock signed"


def all_wrong(some: list[Kept]) -> list[str | None]:
    """`wrong_with` for each."""
    return [wrong_with(one) for one in some]
