"""What comes with a lock: its id, the digits printed on it, and the secret that claims it."""

import re

LONGEST_LOCK_ID = 16  # bytes of UTF-8, so that every frame fits
CLAIM_SECRET = 16  # bytes

LOCK_ID_FORM = f"1 to {LONGEST_LOCK_ID} bytes of printable text"
LABEL_FORM = "four or five digits"


def is_lock_id(text: object) -> bool:
    """Whether `text` can be a lock's id: see `LOCK_ID_FORM`."""
    return (
        isinstance(text, str) and text.isprintable() and 1 <= len(text.encode()) <= LONGEST_LOCK_ID
    )


def is_label(text: object) -> bool:
    """Whether `text` can be printed on a lock as its label: see `LABEL_FORM`."""
    return isinstance(text, str) and re.fullmatch("[0-9]{4,5}", text) is not None
