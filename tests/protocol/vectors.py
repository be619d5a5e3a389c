"""Makes the vector files that server, lock and phone are tested against: fixed keys and values.

`python -m tests.protocol.vectors` writes them into `vectors/`; a test checks that they are these.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from elaas.protocol import cbor
from elaas.protocol.cose import PrivateKey, PublicKey, sign1
from elaas.protocol.credential import Credential
from elaas.protocol.receipt import FIRST, Outcome, Receipt, digest
from elaas.protocol.session import LOCK_TO_PHONE, PHONE_TO_LOCK, Seal
from elaas.protocol.update import Time, Update

FOLDER = Path(__file__).parents[2] / "vectors"
NOON = 1_767_265_200  # 2026-01-01 12:00 in Oslo


@dataclass(frozen=True)
class Repeatable:
    """Signs with nonces by RFC 6979, so that the files are the same every time."""

    key: PrivateKey

    @property
    def kid(self) -> bytes:
        """The key's own."""
        return self.key.kid

    @property
    def public_key(self) -> PublicKey:
        """The public half."""
        return self.key.public_key

    def sign(self, message: bytes) -> bytes:
        """64 bytes r || s."""
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self.key.native.sign(message, algorithm))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


AUTHORITY = Repeatable(PrivateKey.from_scalar(b"\x11" * 32, b"\x01"))
NEXT = Repeatable(PrivateKey.from_scalar(b"\x22" * 32, b"\x02"))
PHONE = PrivateKey.from_scalar(b"\x33" * 32)
LOCK = Repeatable(PrivateKey.from_scalar(b"\x44" * 32))
CREDENTIAL = Credential(
    lock_id="L-0042",
    not_before=NOON,
    expires=NOON + 5_400,
    issued_at=NOON - 600,
    cti=bytes(range(16)),
    phone=PHONE.public_key,
    scope="open",
    epoch=1,
)
UPDATE = Update(
    lock_id="L-0042",
    issued_at=NOON,
    epoch=2,
    revoked=(bytes(range(8)), b"\xff" * 8),
    acknowledged=(7, b"\x55" * 32),
    next_authority=(NEXT.public_key, NEXT.kid),
)
TIME = Time(lock_id="L-0042", time=NOON, nonce=b"\x66" * 16)
OPENED = Receipt(
    lock_id="L-0042",
    seq=1,
    previous=FIRST,
    time=NOON,
    uncertainty=2,
    operation="open",
    outcome=Outcome.DONE,
    cti=bytes(range(16)),
    epoch=1,
    battery=97,
)


def plain(key: PrivateKey | Repeatable) -> dict[str, str]:
    """A key in hex, secret included: it guards nothing."""
    key = key.key if isinstance(key, Repeatable) else key
    return {"kid": key.kid.hex(), "d": key.scalar.hex(), **key.public_key.to_hex()}


def credentials() -> dict[str, Any]:
    """One credential, and tokens like it that no lock may accept."""
    payload = CREDENTIAL.claims()
    token = sign1(payload, AUTHORITY)
    claims = cbor.decode(payload)

    def changed(**changes: Any) -> bytes:
        return cbor.encode({**claims, **{int(key[1:]): item for key, item in changes.items()}})

    refused = {
        "signed by another key": sign1(payload, Repeatable(PrivateKey(NEXT.key.native, b"\x01"))),
        "a kid nobody knows": sign1(payload, NEXT),
        "one bit of the signature flipped": token[:-1] + bytes((token[-1] ^ 1,)),
        "bytes after the end": token + b"\x00",
        "without its tag": token[1:],
        "a claim too many": sign1(changed(_2="Kari"), AUTHORITY),
        "a claim too few": sign1(
            cbor.encode({key: item for key, item in claims.items() if key != 5}), AUTHORITY
        ),
        "expiry as text": sign1(changed(_4="never"), AUTHORITY),
        "expiry as true": sign1(changed(_4=True), AUTHORITY),
        "a cti of 15 bytes": sign1(changed(_7=bytes(15)), AUTHORITY),
        "a head longer than needed": sign1(b"\xb8\x08" + payload[1:], AUTHORITY),
    }
    return {
        "about": "Credential, CWT in COSE_Sign1 (ES256). Bytes in hex, times in Unix seconds.",
        "authority": plain(AUTHORITY),
        "phone": plain(PHONE),
        "credential": {
            "lock_id": CREDENTIAL.lock_id,
            "not_before": CREDENTIAL.not_before,
            "expires": CREDENTIAL.expires,
            "issued_at": CREDENTIAL.issued_at,
            "cti": CREDENTIAL.cti.hex(),
            "scope": CREDENTIAL.scope,
            "epoch": CREDENTIAL.epoch,
        },
        "payload": payload.hex(),
        "token": token.hex(),
        "refused": [{"name": name, "token": wrong.hex()} for name, wrong in refused.items()],
    }


def updates() -> dict[str, Any]:
    """An update with everything in it, the smallest one, and a time."""
    smallest = Update(lock_id="L-0042", issued_at=NOON, epoch=1)
    return {
        "about": "Update and Time, COSE_Sign1 (ES256) by the authority. Bytes in hex.",
        "authority": plain(AUTHORITY),
        "next_authority": plain(NEXT),
        "update": {
            "lock_id": UPDATE.lock_id,
            "issued_at": UPDATE.issued_at,
            "epoch": UPDATE.epoch,
            "revoked": [prefix.hex() for prefix in UPDATE.revoked],
            "acknowledged": {"seq": 7, "digest": "55" * 32},
            "payload": UPDATE.payload().hex(),
            "token": sign1(UPDATE.payload(), AUTHORITY).hex(),
        },
        "smallest": {
            "lock_id": smallest.lock_id,
            "issued_at": smallest.issued_at,
            "epoch": smallest.epoch,
            "payload": smallest.payload().hex(),
            "token": sign1(smallest.payload(), AUTHORITY).hex(),
        },
        "time": {
            "lock_id": TIME.lock_id,
            "time": TIME.time,
            "nonce": TIME.nonce.hex(),
            "payload": TIME.payload().hex(),
            "token": sign1(TIME.payload(), AUTHORITY).hex(),
        },
    }


def receipts() -> dict[str, Any]:
    """An opening and a refusal after it, chained."""
    first = sign1(OPENED.payload(), LOCK)
    refusal = Receipt(
        lock_id="L-0042",
        seq=2,
        previous=digest(first),
        time=NOON + 60,
        uncertainty=None,
        operation="?",
        outcome=Outcome.NO_CREDENTIAL,
        cti=None,
        epoch=1,
        battery=97,
    )
    second = sign1(refusal.payload(), LOCK)
    return {
        "about": "Receipts, COSE_Sign1 (ES256) by the lock, without a kid. Bytes in hex.",
        "lock": plain(LOCK),
        "outcomes": {outcome.name.lower(): int(outcome) for outcome in Outcome},
        "receipts": [
            {
                "lock_id": receipt.lock_id,
                "seq": receipt.seq,
                "previous": receipt.previous.hex(),
                "time": receipt.time,
                "uncertainty": receipt.uncertainty,
                "operation": receipt.operation,
                "outcome": int(receipt.outcome),
                "cti": None if receipt.cti is None else receipt.cti.hex(),
                "epoch": receipt.epoch,
                "battery": receipt.battery,
                "payload": receipt.payload().hex(),
                "token": token.hex(),
                "digest": digest(token).hex(),
            }
            for receipt, token in ((OPENED, first), (refusal, second))
        ],
    }


def sealing() -> dict[str, Any]:
    """Three messages each way under one secret."""
    prk = bytes(range(32))
    messages = [cbor.encode([None, "status"]), cbor.encode(["open"]), b""]
    directions = []
    for direction in (PHONE_TO_LOCK, LOCK_TO_PHONE):
        seal = Seal(prk, direction)
        sealed = [{"message": text.hex(), "sealed": seal.seal(text).hex()} for text in messages]
        directions.append({"direction": direction, "messages": sealed})
    return {
        "about": "Sealing: PRK, and messages 0, 1, 2 of each direction. Bytes in hex.",
        "prk": prk.hex(),
        "directions": directions,
    }


FILES = {
    "credential.json": credentials,
    "update.json": updates,
    "receipt.json": receipts,
    "sealing.json": sealing,
}


def text(name: str) -> str:
    """The file's content."""
    return json.dumps(FILES[name](), indent=1) + "\n"


if __name__ == "__main__":
    for name in FILES:
        (FOLDER / name).write_text(text(name))
