"""The lock against a phone made of lakers, cbor2, cwt and cryptography, and none of our code."""

import hashlib
import hmac
import os
from pathlib import Path
from typing import Any

import cbor2
import lakers
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from elaas.lock.core import REFUSALS
from elaas.lock.journal import FILE, Frame
from tests.lock.door import NOON, Door, new_door
from tests.protocol.foreign import COSE, COSEKey, COSEKeyInterface, foreign_read

HEADER = b"\xa1\x01\x01"
AAD = cbor2.dumps(["Encrypt0", HEADER, b""])


class Key:
    """A P-256 key pair and how others write it."""

    def __init__(self, kid: bytes) -> None:
        self.native = ec.generate_private_key(ec.SECP256R1())
        numbers = self.native.private_numbers()
        self.d = numbers.private_value.to_bytes(32, "big")
        self.x = numbers.public_numbers.x.to_bytes(32, "big")
        self.y = numbers.public_numbers.y.to_bytes(32, "big")
        self.cose = {1: 2, 2: kid, -1: 1, -2: self.x, -3: self.y}

    @property
    def foreign(self) -> COSEKeyInterface:
        """For the `cwt` package."""
        return foreign_of({**self.cose, -4: self.d})


def foreign_of(key: dict[int, Any]) -> COSEKeyInterface:
    """A COSE_Key as the `cwt` package holds it."""
    return COSEKey.new({3: -7, **key})


def sign(payload: dict[int, Any], key: Key) -> bytes:
    """A COSE_Sign1 by the `cwt` package."""
    writer = COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True)
    return bytes(writer.encode_and_sign(cbor2.dumps(payload), key.foreign))


class Stranger:
    """Speaks the protocol from its text alone."""

    def __init__(self, door: Door, key: Key) -> None:
        self.door, self.key, self.sent, self.got = door, key, 0, 0
        label = door.label["dh"]
        point = {-1: 1, -2: bytes.fromhex(label["x"]), -3: bytes.fromhex(label["y"])}
        lock = {2: door.label["lock_id"], 8: {1: {1: 2, 2: b"\x0a", **point}}}
        phone = {2: "phone", 8: {1: {**key.cose, 2: b"\x2b"}}}
        self.edhoc = lakers.EdhocInitiator()
        self.frames = [b"\x01" + bytes(self.edhoc.prepare_message_1())]
        door.lock.disconnect()
        door.lock.connect()
        self.frames.append(door.lock.request(self.frames[0]))
        self.edhoc.parse_message_2(self.frames[1][1:])
        cred_i = lakers.Credential(cbor2.dumps(phone))
        self.edhoc.verify_message_2(key.d, cred_i, lakers.Credential(cbor2.dumps(lock)))
        message_3, _ = self.edhoc.prepare_message_3(lakers.CredentialTransfer.ByValue, [])
        self.edhoc.completed_without_message_4()
        self.message_3 = bytes(message_3)
        salt = bytes(self.edhoc.edhoc_exporter(1, b"", 8))
        self.prk = hmac.new(salt, bytes(self.edhoc.edhoc_exporter(0, b"", 16)), "sha256").digest()

    def derive(self, direction: int, name: str, size: int) -> bytes:
        """Key or iv of a direction."""
        info = cbor2.dumps([direction, name])
        return HKDFExpand(hashes.SHA256(), size, info).derive(self.prk)

    def box(self, direction: int, n: int) -> tuple[AESGCM, bytes]:
        """Cipher and nonce of message n."""
        iv = int.from_bytes(self.derive(direction, "IV", 12), "big")
        return AESGCM(self.derive(direction, "Key", 16)), (iv ^ n).to_bytes(12, "big")

    def say(self, *items: Any) -> tuple[int, Any]:
        """A command (the first with its credential) and the reply."""
        cipher, nonce = self.box(0, self.sent)
        sealed = cbor2.dumps([HEADER, {}, cipher.encrypt(nonce, cbor2.dumps(list(items)), AAD)])
        first = self.sent == 0
        start = b"\x03" + len(self.message_3).to_bytes(2, "big") + self.message_3
        self.frames.append((start if first else b"\x05") + sealed)
        self.frames.append(self.door.lock.request(self.frames[-1]))
        assert self.frames[-1][:1] == (b"\x04" if first else b"\x06")
        header, unprotected, ciphertext = cbor2.loads(self.frames[-1][1:])
        assert (header, unprotected) == (HEADER, {})
        cipher, nonce = self.box(1, self.got)
        self.sent, self.got = self.sent + 1, self.got + 1
        outcome, body = cbor2.loads(cipher.decrypt(nonce, ciphertext, AAD))
        return outcome, body


def claims(phone: Key, **changes: Any) -> dict[int, Any]:
    """A credential's claims for an hour from noon."""
    point = {part: phone.cose[part] for part in (1, -1, -2, -3)}
    made = {
        3: "L-0042", 4: NOON + 3600, 5: NOON, 6: NOON, 7: os.urandom(16), 8: {1: point},
        9: "open", -65537: 0,
    }  # fmt: skip
    return {**made, **{int(key[1:]): value for key, value in changes.items()}}


AUTHORITY, PHONE = Key(b"\x01"), Key(b"\x2b")


def claimed(door: Door) -> Stranger:
    """The door, claimed by the stranger's authority; its clock shows noon."""
    stranger = Stranger(door, PHONE)
    secret = bytes.fromhex(door.label["claim_secret"])
    assert stranger.say(None, "claim", secret, AUTHORITY.cose, NOON)[0] == 0
    _, status = stranger.say("status")
    time = sign({1: door.label["lock_id"], 4: NOON, 15: status[15]}, AUTHORITY)
    assert stranger.say("time", time) == (0, None)
    return stranger


def test_a_stranger_who_has_read_the_protocol_opens_the_door(new: Door) -> None:
    claimed(new)
    visit = Stranger(new, PHONE)
    shown = claims(PHONE)

    outcome, receipt = visit.say(sign(shown, AUTHORITY), "open")

    assert (outcome, new.bolt) == (0, "open")
    label = new.label["receipt"]
    point = {-2: bytes.fromhex(label["x"]), -3: bytes.fromhex(label["y"])}
    found = cbor2.loads(foreign_read(receipt, foreign_of({1: 2, -1: 1, **point})))
    assert (found[1], found[2], found[6], found[7], found[8]) == ("L-0042", 2, "open", 0, shown[7])
    _, page = visit.say("journal", 1)
    assert page[1] == receipt
    assert found[3] == hashlib.sha256(page[0]).digest()
    news = {1: "L-0042", 4: NOON + 1, 9: 1, 12: 2, 13: hashlib.sha256(receipt).digest()}
    assert visit.say("update", sign(news, AUTHORITY)) == (0, 1)
    assert new.core.journal.state.acknowledged == 2
    assert visit.say("open")[0] == 4


def test_a_stranger_with_somebody_elses_credential_does_not(new: Door) -> None:
    claimed(new)

    assert Stranger(new, Key(b"\x2b")).say(sign(claims(PHONE), AUTHORITY), "open")[0] == 6
    foreign = claims(PHONE, _8={1: {1: 1, -1: 6, -2: PHONE.x, -3: b""}})
    assert Stranger(new, PHONE).say(sign(foreign, AUTHORITY), "open")[0] == 6
    assert new.bolt == "locked"


def test_a_reply_opens_only_as_what_it_is(new: Door) -> None:
    stranger = claimed(new)
    reply = cbor2.loads(stranger.frames[-1][1:])[2]

    for direction, n in ((0, 2), (1, 1), (1, 3)):
        cipher, nonce = stranger.box(direction, n)
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, reply, AAD)


def test_an_opening_takes_at_most_640_bytes(new: Door) -> None:
    claimed(new)
    shown = sign(claims(PHONE, _9="open service"), AUTHORITY)

    visit = Stranger(new, PHONE)
    assert visit.say(shown, "open")[0] == 0

    assert [len(frame) for frame in visit.frames[:2]] == [38, 46]
    assert len(visit.frames) == 4
    assert sum(map(len, visit.frames)) <= 640


def test_the_largest_opening_takes_at_most_680_bytes(tmp_path: Path) -> None:
    assert 650 < sum(map(len, largest_opening(tmp_path))) <= 680


def largest_opening(parent: Path) -> list[bytes]:
    """The four frames of an opening in which everything is as long as the protocol allows."""
    folder = parent / "large"
    door = new_door(folder, "L" * 16)
    authority = Key(b"\x01\x02\x03")
    Stranger(door, PHONE).say(
        None, "claim", bytes.fromhex(door.label["claim_secret"]), authority.cose, NOON
    )
    late = 2**32 - 1
    seq = 2**32 - 2  # four bytes hold four billion openings
    receipt = door.core.journal.receipt(1)
    state = door.core.journal.state
    frames = [Frame(NOON, None, None, state), Frame(NOON, seq, receipt, state)]
    (folder / FILE).write_bytes(b"".join(frame.encode() for frame in frames))
    door.power_cut()
    visit = Stranger(door, PHONE)
    nonce = visit.say(None, "status")[1][15]
    visit.say("time", sign({1: "L" * 16, 4: late - 9, 15: nonce}, authority))
    acknowledged = {12: seq, 13: hashlib.sha256(receipt or b"").digest()}
    news = {1: "L" * 16, 4: late - 9, 9: late, **acknowledged}
    assert visit.say("update", sign(news, authority)) == (0, late)
    door.core.clock.set(late - 9, uncertainty=2**16 - 1)  # a century without `time`
    assert door.core.journal.unacknowledged < REFUSALS
    times = {"_4": late, "_5": late - 9, "_6": late - 9}
    shown = claims(PHONE, _3="L" * 16, _9="open service", **times, **{"_-65537": late})
    token = sign(shown, authority)
    assert len(token) <= 240

    visit = Stranger(door, PHONE)
    assert visit.say(token, "open")[0] == 0
    return visit.frames
