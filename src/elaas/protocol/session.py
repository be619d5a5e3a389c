"""A session: commands sealed under the handshake's secret, and the phone's side of all of it."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import lakers
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from elaas.protocol import air, cbor, edhoc
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PrivateKey, PublicKey
from elaas.protocol.receipt import Outcome

PHONE_TO_LOCK = 0
LOCK_TO_PHONE = 1
_PROTECTED = b"\xa1\x01\x01"  # {1: 1}: AES-128-GCM (RFC 9053 section 4.1)
_INFO = [
    [(cbor.encode([direction, "Key"]), 16), (cbor.encode([direction, "IV"]), 12)]
    for direction in (PHONE_TO_LOCK, LOCK_TO_PHONE)
]
_AAD = cbor.encode(["Encrypt0", _PROTECTED, b""])
_SEALED_HEAD = b"\x83\x43" + _PROTECTED + b"\xa0"


class WrongLock(Exception):
    """The peer is not the lock it was taken for; nothing has been revealed to it."""


class Seal:
    """One direction of a session: seals or opens messages 0, 1, 2, ... in order."""

    def __init__(self, prk: bytes, direction: int) -> None:
        key, iv = (
            HKDFExpand(hashes.SHA256(), size, info).derive(prk) for info, size in _INFO[direction]
        )
        self._cipher = AESGCM(key)
        self._iv = int.from_bytes(iv, "big")
        self._count = 0

    def seal(self, message: bytes) -> bytes:
        """The next message as an untagged COSE_Encrypt0 (RFC 9052 section 5.2)."""
        sealed = self._cipher.encrypt(self._nonce(), message, _AAD)
        self._count += 1
        return _SEALED_HEAD + cbor.byte_string(sealed)

    def open(self, sealed: bytes) -> bytes:
        """The next message inside `sealed`; raises Malformed, and stays put, if it is not that."""
        start = len(_SEALED_HEAD)
        if sealed[:start] != _SEALED_HEAD:
            raise Malformed("not a sealed message")
        try:
            message = self._cipher.decrypt(
                self._nonce(), cbor.octets(cbor.decode(sealed[start:])), _AAD
            )
        except (InvalidTag, ValueError) as error:
            raise Malformed("sealed by somebody else, or not the next message") from error
        self._count += 1
        return message

    def _nonce(self) -> bytes:
        return (self._iv ^ self._count).to_bytes(12, "big")


def session_key(exporter: Callable[[int, bytes, int], bytes]) -> bytes:
    """PRK from EDHOC's exporter, which takes label, context and length (RFC 9528 section 4.2.1)."""
    secret, salt = bytes(exporter(0, b"", 16)), bytes(exporter(1, b"", 8))
    return hmac.digest(salt, secret, hashlib.sha256)


class PhoneSession:
    """The phone's side, without any radio: bytes to send, bytes received.

    `lock_id` and `lock_key` (its DH key) say which lock it must be; `key` is the phone's DH key.
    Best made before connecting: it makes a fresh key and the first frame at once.
    """

    def __init__(self, *, key: PrivateKey, lock_id: str, lock_key: PublicKey) -> None:
        self._key = key
        self._cred_r = edhoc.lock_ccs(lock_id, lock_key)
        self._edhoc = lakers.EdhocInitiator()
        self._hello = air.MESSAGE_1 + bytes(self._edhoc.prepare_message_1())
        self._seals: tuple[Seal, Seal] | None = None  # outgoing, incoming

    def message_1(self) -> bytes:
        """The first frame, 38 bytes; reveals nothing."""
        return self._hello

    def command_0(self, frame_02: bytes, credential: bytes | None, op: str, *args: Any) -> bytes:
        """Check the lock by its answer and make frame 03 with the first command.

        Raises WrongLock unless the lock of this session wrote `frame_02`; then nothing was sent.
        """
        message_3 = self._answer(frame_02)
        prk = session_key(self._edhoc.edhoc_exporter)
        self._seals = Seal(prk, PHONE_TO_LOCK), Seal(prk, LOCK_TO_PHONE)
        sealed = self._outgoing.seal(cbor.encode([credential, op, *args]))
        frame = air.COMMAND_0 + len(message_3).to_bytes(2, "big") + message_3 + sealed
        return _fitting(frame)

    def _answer(self, frame_02: bytes) -> bytes:
        """message_3, once message_2 has proven the lock's key."""
        if frame_02[:1] != air.MESSAGE_2 or len(frame_02) != 1 + edhoc.MESSAGE_2_SIZE:
            raise WrongLock("that is no message_2")
        cred_i = edhoc.phone_ccs(self._key.public_key)
        try:
            with edhoc.contained():
                self._edhoc.parse_message_2(frame_02[1:])
                self._edhoc.verify_message_2(
                    self._key.scalar, edhoc.credential(cred_i), edhoc.credential(self._cred_r)
                )
                by_value = lakers.CredentialTransfer.ByValue
                message_3, _prk_out = self._edhoc.prepare_message_3(by_value, [])
                self._edhoc.completed_without_message_4()
        except edhoc.HandshakeFailed as error:
            raise WrongLock("the peer does not hold the lock's key") from error
        return bytes(message_3)

    def command(self, op: str, *args: Any) -> bytes:
        """Frame 05 with a later command, under command 0's credential."""
        return _fitting(air.COMMAND + self._outgoing.seal(cbor.encode([op, *args])))

    def reply(self, frame: bytes) -> tuple[Outcome, Any]:
        """Outcome and body of frame 04 or 06; raises Malformed if the lock did not send it so."""
        if _fitting(frame)[:1] not in {air.REPLY_0, air.REPLY}:
            raise Malformed("not a reply")
        answer = cbor.decode(self._incoming.open(frame[1:]))
        if not isinstance(answer, list) or len(answer) != 2:
            raise Malformed("a reply is an outcome and a body")
        return Outcome.checked(answer[0]), answer[1]

    @property
    def _outgoing(self) -> Seal:
        return self._established()[0]

    @property
    def _incoming(self) -> Seal:
        return self._established()[1]

    def _established(self) -> tuple[Seal, Seal]:
        if self._seals is None:
            raise RuntimeError("command_0 comes first")
        return self._seals


def _fitting(frame: bytes) -> bytes:
    if len(frame) > air.MAX_VALUE:
        raise Malformed(f"a frame has at most {air.MAX_VALUE} bytes, this one {len(frame)}")
    return frame
