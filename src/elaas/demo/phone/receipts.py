"""Which receipts a phone keeps: those of the lock that it talks to, and each of them once."""

from typing import Final

from elaas.demo.phone.bundle import Lock
from elaas.protocol.cbor import Malformed, octets
from elaas.protocol.cose import Sign1, verify1
from elaas.protocol.receipt import Receipt

# The order of P-256 (SEC 2 section 2.4.2).
_N: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def read(token: object, lock: Lock) -> Receipt:
    """The receipt in `token`; raises Malformed unless this lock signed it and it names the lock."""
    receipt = Receipt.parse(verify1(octets(token), {b"": lock.receipt}))
    if receipt.lock_id != lock.lock_id:
        raise Malformed("another lock's receipt")
    return receipt


def without_twin(token: bytes) -> bytes:
    """The same bytes for a receipt and its twin.

    Where (r, s) is an ECDSA signature, (r, n - s) is one too, and anybody can make it.
    """
    try:
        Sign1.parse(token)
    except Malformed:
        return token
    s = int.from_bytes(token[-32:], "big")
    return token[:-32] + min(s % _N, -s % _N).to_bytes(32, "big")
