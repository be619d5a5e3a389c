"""What fits into an SMS: GSM 7-bit (3GPP TS 23.038, 6.2.1) where a text allows it, else UCS-2.

One dash of the wrong kind turns a short SMS into two parts; a Sámi letter does, too, but it is
somebody's name, and stays.
"""

from dataclasses import dataclass
from enum import StrEnum

# The basic table, and the characters behind the escape, which count twice.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"

_ESCAPE = 0x1B  # its place in the basic table is no character's
_ESCAPED = b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65"
_CODES = {sign: bytes([at + (at >= _ESCAPE)]) for at, sign in enumerate(BASIC)} | {
    sign: bytes([_ESCAPE, code]) for sign, code in zip(EXTENSION, _ESCAPED, strict=True)
}

# One part alone, and each of several: these give seven units to their common header (23.040).
GSM7_LENGTHS = (160, 153)
UCS2_LENGTHS = (70, 67)

# What a word processor makes of what somebody typed.
_TIDIED = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\t", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", None),
        "\u2026": "...",
        "\u2022": "-",
    }
)


class Alphabet(StrEnum):
    """How a text's characters go over the air."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True)
class Size:
    """What a text costs."""

    alphabet: Alphabet
    parts: int


def tidy(text: str) -> str:
    """The text with plain dashes, quotes, dots and spaces; letters stay what they are."""
    return text.translate(_TIDIED)


def is_gsm7(text: str) -> bool:
    """Whether every character is in the 7-bit tables."""
    return all(sign in BASIC or sign in EXTENSION for sign in text)


def size(text: str) -> Size:
    """The alphabet a text needs, and in how many parts it goes."""
    return Size(Alphabet.GSM7 if is_gsm7(text) else Alphabet.UCS2, len(split(text)))


def split(text: str) -> list[str]:
    """The parts a text goes in; no character is cut in two."""
    units, (alone, each) = _counted(text)
    if sum(units) <= alone:
        return [text]
    parts, used = [""], 0
    for sign, unit in zip(text, units, strict=True):
        if used + unit > each:
            parts.append("")
            used = 0
        parts[-1] += sign
        used += unit
    return parts


def septets(text: str) -> bytes:
    """A text of the 7-bit tables, a character in each byte, the escaped ones in two."""
    return b"".join(_CODES[sign] for sign in text)


def _counted(text: str) -> tuple[list[int], tuple[int, int]]:
    if is_gsm7(text):
        return [len(_CODES[sign]) for sign in text], GSM7_LENGTHS
    return [len(sign.encode("utf-16-be")) // 2 for sign in text], UCS2_LENGTHS
