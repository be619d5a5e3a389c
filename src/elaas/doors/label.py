"""The label that comes with a lock: what the installer scans."""

import json
import re
from dataclasses import dataclass

from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PublicKey
from elaas.protocol.label import CLAIM_SECRET, LABEL_FORM, LOCK_ID_FORM, is_label, is_lock_id

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
    if not is_lock_id(found["lock_id"]):
        raise BadLabel(f"lock_id must be {LOCK_ID_FORM}.")
    if not is_label(found["label"]):
        raise BadLabel(f"label must be {LABEL_FORM}.")
    return Label(
        lock_id=found["lock_id"],
        label=found["label"],
        dh=_key(found["dh"], "dh"),
        receipt=_key(found["receipt"], "receipt"),
        claim_secret=_secret(found["claim_secret"]),
    )


def _key(point: object, name: str) -> PublicKey:
    try:
        return PublicKey.from_hex(point)
    except Malformed as reason:
        raise BadLabel(f"{name} is no key: {reason}.") from None


def _secret(value: object) -> bytes:
    if not isinstance(value, str) or not re.fullmatch(f"[0-9a-fA-F]{{{2 * CLAIM_SECRET}}}", value):
        raise BadLabel(f"claim_secret must be {CLAIM_SECRET} bytes in hexadecimal.")
    return bytes.fromhex(value)
