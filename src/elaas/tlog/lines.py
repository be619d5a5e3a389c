"""What stands on the lines of notes, requests and proofs: numbers, and bytes in base64."""

import base64
import binascii
import re

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def base64_of(data: bytes) -> str:
    """As RFC 4648 section 4 writes it, with padding."""
    return base64.b64encode(data).decode()


def bytes_of(text: str) -> bytes:
    """The bytes; empty where it is no base64, or not written in the one way there is."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if base64_of(data) == text else b""


def number_of(text: str) -> int | None:
    """A size or an index, in decimal without leading zeroes; None where it is none."""
    return int(text) if _NUMBER.fullmatch(text) else None
