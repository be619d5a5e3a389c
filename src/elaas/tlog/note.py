"""Signed notes (C2SP signed-note): a text, and who has signed it with Ed25519.

A key is told as `name+hash+base64(type and key)`; its private half is kept as
`PRIVATE+KEY+name+hash+base64(type and seed)`.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from elaas.tlog.lines import base64_of, bytes_of

ED25519: Final = 1  # the type of a signature over the text itself
KEY_ID = 4  # bytes
_DASH = "\N{EM DASH} "
_PRIVATE = "PRIVATE+KEY+"
_PUBLIC_KEY = 32  # bytes, as a seed has
_LARGEST = 1_000_000  # bytes: nobody signs a longer text here
_MOST_SIGNATURES = 100
_NAME = re.compile(r"[^\s+]+")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class BadNote(ValueError):
    """That is no signed note, or not signed by whom it must be."""


class BadKey(ValueError):
    """That is no key for signed notes."""


class Signature(NamedTuple):
    """One line below the text; `body` is what the type of key makes of it."""

    name: str
    key_id: bytes
    body: bytes

    def encode(self) -> bytes:
        """The line."""
        return f"{_DASH}{self.name} {base64_of(self.key_id + self.body)}\n".encode()


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends its last line, and its signatures, in their order."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def encode(self) -> bytes:
        """As it is published."""
        return f"{self.text}\n".encode() + b"".join(one.encode() for one in self.signatures)

    def by(self, key: "Key") -> list[Signature]:
        """The signatures that say they are of that key; nothing is checked."""
        return [one for one in self.signatures if (one.name, one.key_id) == (key.name, key.id)]

    def check(self, key: "Key") -> None:
        """Raise BadNote unless `key` has signed this text, once."""
        found = self.by(key)
        if len(found) != 1:
            raise BadNote(f"The note is not signed by {key.name}.")
        key.check(found[0].body, self.text.encode())

    def signed(self, signer: "Signer") -> "Note":
        """With the signature of `signer` below the others."""
        own = Signature(signer.key.name, signer.key.id, signer.sign(self.text.encode()))
        return Note(self.text, (*self.signatures, own))


@dataclass(frozen=True, slots=True)
class Key:
    """The public half. `kind`: the type of its signatures (1, or 4: cosignature.py)."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def id(self) -> bytes:
        """Four bytes by which its signatures are found."""
        told = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(told).digest()[:KEY_ID]

    def __str__(self) -> str:
        """As it is told to others."""
        return f"{self.name}+{self.id.hex()}+{base64_of(bytes([self.kind]) + self.public)}"

    def check(self, signature: bytes, message: bytes) -> None:
        """Raise BadNote unless this key made `signature` over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise BadNote(f"The signature of {self.name} does not hold.") from error


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the private half is 32 secret bytes."""

    name: str
    seed: bytes
    kind: int = ED25519

    @property
    def key(self) -> Key:
        """The public half."""
        return Key(self.name, self._private.public_key().public_bytes_raw(), self.kind)

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature over `message`, 64 bytes."""
        return self._private.sign(message)

    def encode(self) -> str:
        """As it is kept; a secret."""
        kept = base64_of(bytes([self.kind]) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.key.id.hex()}+{kept}"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def key_told(text: str, *, kinds: tuple[int, ...] = (ED25519,)) -> Key:
    """The key that was told as `text`; raises BadKey."""
    name, told, kind, public = _parts(text)
    key = Key(name, public, kind)
    if kind not in kinds or key.id != told:
        raise BadKey(f"«{text}» is no key of that kind, or was written down wrongly.")
    return key


def signer_kept(text: str, *, kinds: tuple[int, ...] = (ED25519,)) -> Signer:
    """The signer that was kept as `text`; raises BadKey."""
    if not text.startswith(_PRIVATE):
        raise BadKey("That is no private key for signed notes.")
    name, told, kind, seed = _parts(text.removeprefix(_PRIVATE))
    signer = Signer(name, seed, kind)
    if kind not in kinds or signer.key.id != told:
        raise BadKey("That is no private key of that kind, or was written down wrongly.")
    return signer


def note_in(data: bytes) -> Note:
    """The note in `data`; raises BadNote. Nothing is verified yet."""
    text, signatures = _halves(data)
    lines = signatures.splitlines()
    if not lines or len(lines) > _MOST_SIGNATURES:
        raise BadNote("The note has no signature, or far too many.")
    return Note(text, tuple(map(_signature, lines)))


def _halves(data: bytes) -> tuple[str, str]:
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise BadNote("The note is not UTF-8.") from error
    at = whole.rfind("\n\n")
    if at < 0 or not whole.endswith("\n") or len(data) > _LARGEST or _CONTROLS.search(whole):
        raise BadNote("That is no signed note.")
    return whole[: at + 1], whole[at + 2 :]


def _signature(line: str) -> Signature:
    name, _, told = line.removeprefix(_DASH).partition(" ")
    body = bytes_of(told)
    if not line.startswith(_DASH) or not _NAME.fullmatch(name) or len(body) <= KEY_ID:
        raise BadNote("A line below the note is no signature.")
    return Signature(name, body[:KEY_ID], body[KEY_ID:])


def _parts(text: str) -> tuple[str, bytes, int, bytes]:
    name, told, body = (*text.split("+", 2), "", "")[:3]
    decoded = bytes_of(body)
    if not _NAME.fullmatch(name) or len(decoded) != 1 + _PUBLIC_KEY or len(told) != 2 * KEY_ID:
        raise BadKey("That is no key for signed notes.")
    try:
        return name, bytes.fromhex(told), decoded[0], decoded[1:]
    except ValueError as error:
        raise BadKey("That is no key for signed notes.") from error
