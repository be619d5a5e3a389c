"""The label that comes with a lock: what the installer scans."""

import json
import re
from dataclasses import dataclass
from typing import Any

from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PublicKey

SECRET = 16  # bytes of a claim secret (protocol, "Claiming")
MAX_LOCK_ID = 16  # bytes of UTF-8
_FIELDS = {"lock_id", "label", "dh", "receipt", "claim_secret"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a label says."""

    lock_id: str
    label: str  # printed: four or five digits
    dh: PublicKey
    receipt: PublicKey
    claim_secret: bytes


class BadLabel(Exception):
    """The text is no lock's label; the message says what is wrong with it."""


def parse(text: str | bytes) -> Label:
    """The label in the JSON that `elaas lock init` prints, strictly. Raises BadLabel."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise BadLabel("It is not JSON.") from None
    if not isinstance(found, dict) or found.keys() != _FIELDS:
        raise BadLabel(f"It must be one object with just {', '.join(sorted(_FIELDS))}.")
    lock_id, label = found["lock_id"], found["label"]
    if not isinstance(lock_id, str) or not _is_lock_id(lock_id):
        raise BadLabel(f"lock_id must be 1 to {MAX_LOCK_ID} printable characters.")
    if not isinstance(label, str) or not re.fullmatch(r"[0-9]{4,5}", label):
        raise BadLabel("label must be four or five digits.")
    return Label(
        lock_id=lock_id,
        label=label,
        dh=_key(found, "dh"),
        receipt=_key(found, "receipt"),
        claim_secret=_octets(found["claim_secret"], "claim_secret", length=SECRET),
    )


def _is_lock_id(text: str) -> bool:
    return text.isprintable() and 1 <= len(text.encode()) <= MAX_LOCK_ID


def _key(found: dict[str, Any], name: str) -> PublicKey:
    point = found[name]
    if not isinstance(point, dict) or point.keys() != {"x", "y"}:
        raise BadLabel(f"{name} must be an object with just x and y.")
    x, y = (_octets(point[part], f"{name}.{part}", length=32) for part in ("x", "y"))
    try:
        return PublicKey.checked(x, y)
    except Malformed:
        raise BadLabel(f"{name} is not a point on P-256.") from None


def _octets(value: object, name: str, *, length: int) -> bytes:
    if not isinstance(value, str) or not re.fullmatch(rf"[0-9a-fA-F]{{{2 * length}}}", value):
        raise BadLabel(f"{name} must be {length} bytes in hexadecimal.")
    return bytes.fromhex(value)
