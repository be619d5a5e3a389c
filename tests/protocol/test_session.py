"""The handshake's checks, the seals, and a phone that talks to lakers' own responder."""

import itertools

import lakers
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from elaas.protocol import air, cbor, edhoc
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PrivateKey, PublicKey
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import (
    LOCK_TO_PHONE,
    PHONE_TO_LOCK,
    PhoneSession,
    Seal,
    WrongLock,
    session_key,
)

PRK = bytes(range(32))
PHONE = PrivateKey.generate()
LOCK = PrivateKey.generate()


def respond(message_1: bytes, *, key: PrivateKey = LOCK) -> tuple[bytes, lakers.EdhocResponder]:
    """Frame 02 by a lock that is nothing but lakers."""
    ccs = edhoc.lock_ccs("L-0042", key.public_key)
    responder = lakers.EdhocResponder(key.scalar, lakers.Credential(ccs))
    responder.process_message_1(message_1)
    message_2 = responder.prepare_message_2(lakers.CredentialTransfer.ByReference, None, [])
    return b"\x02" + bytes(message_2), responder


def visit() -> tuple[PhoneSession, bytes, lakers.EdhocResponder]:
    """A phone that has sent message_1, and the lock's answer."""
    phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=LOCK.public_key)
    frame, responder = respond(phone.message_1()[1:])
    return phone, frame, responder


def test_a_lock_of_lakers_understands_the_phone_and_the_phone_it() -> None:
    phone, frame_02, responder = visit()

    frame_03 = phone.command_0(frame_02, None, "status")
    size = int.from_bytes(frame_03[1:3], "big")
    id_cred_i, ead = responder.parse_message_3(frame_03[3 : 3 + size])
    responder.verify_message_3(lakers.Credential(edhoc.phone_ccs(edhoc.phone_key(id_cred_i))))
    responder.completed_without_message_4()
    prk = session_key(responder.edhoc_exporter)
    seal, opened = Seal(prk, LOCK_TO_PHONE), Seal(prk, PHONE_TO_LOCK)

    assert ead == []
    assert opened.open(frame_03[3 + size :]) == cbor.encode([None, "status"])
    assert phone.reply(b"\x04" + seal.seal(cbor.encode([8, None]))) == (Outcome.CLOCK_UNKNOWN, None)
    assert opened.open(phone.command("open")[1:]) == cbor.encode(["open"])
    assert phone.reply(b"\x06" + seal.seal(cbor.encode([0, b"r"]))) == (Outcome.DONE, b"r")


def test_the_phone_tells_the_wrong_lock_and_says_nothing() -> None:
    phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=LOCK.public_key)
    frame, _ = respond(phone.message_1()[1:], key=PrivateKey.generate())

    with pytest.raises(WrongLock):
        phone.command_0(frame, b"credential", "open")


def test_no_message_2_with_a_byte_changed_is_believed() -> None:
    for place, bit in itertools.product(range(46), (1, 0x80)):
        phone, frame, _ = visit()
        wrong = frame[:place] + bytes((frame[place] ^ bit,)) + frame[place + 1 :]
        with pytest.raises(WrongLock):
            phone.command_0(wrong, None, "status")


@pytest.mark.parametrize("frame", [b"", b"\x02", b"\x02" + bytes(44), b"\x02" + bytes(46)])
def test_a_message_2_of_another_length_is_no_lock(frame: bytes) -> None:
    phone, _, _ = visit()
    with pytest.raises(WrongLock):
        phone.command_0(frame, None, "status")


def test_a_command_before_the_handshake_is_a_mistake() -> None:
    phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=LOCK.public_key)

    with pytest.raises(RuntimeError):
        phone.command("open")
    with pytest.raises(RuntimeError):
        phone.reply(b"\x06")


def test_a_command_that_does_not_fit_is_not_sent() -> None:
    phone, frame, _ = visit()
    with pytest.raises(Malformed):
        phone.command_0(frame, None, "update", bytes(500))


def test_a_reply_of_another_form_is_refused() -> None:
    for wrong in (cbor.encode(0), cbor.encode([0]), cbor.encode([12, None]), b"\xff"):
        phone, frame, responder = visit()
        message_3 = phone.command_0(frame, None, "status")[3 : 3 + edhoc.MESSAGE_3_SIZE]
        responder.parse_message_3(message_3)
        ccs = edhoc.phone_ccs(PHONE.public_key)
        responder.verify_message_3(lakers.Credential(ccs))
        responder.completed_without_message_4()
        sealed = Seal(session_key(responder.edhoc_exporter), LOCK_TO_PHONE).seal(wrong)
        for start in (b"\x05", b"\x04"):
            with pytest.raises(Malformed):
                phone.reply(start + sealed)


def test_a_sealed_message_opens_once_and_in_its_place() -> None:
    sender, reader = Seal(PRK, PHONE_TO_LOCK), Seal(PRK, PHONE_TO_LOCK)
    first, second = sender.seal(b"one"), sender.seal(b"two")

    with pytest.raises(Malformed):
        reader.open(second)
    assert reader.open(first) == b"one"
    with pytest.raises(Malformed):
        reader.open(first)
    assert reader.open(second) == b"two"


def test_one_directions_message_does_not_open_in_the_other() -> None:
    with pytest.raises(Malformed):
        Seal(PRK, LOCK_TO_PHONE).open(Seal(PRK, PHONE_TO_LOCK).seal(b"one"))


@given(st.integers(0, 8 * 26 - 1))
def test_no_sealed_message_with_a_bit_flipped_opens(bit: int) -> None:
    wrong = bytearray(Seal(PRK, PHONE_TO_LOCK).seal(b"one"))
    wrong[bit // 8] ^= 1 << bit % 8

    with pytest.raises(Malformed):
        Seal(PRK, PHONE_TO_LOCK).open(bytes(wrong))


@given(st.binary(max_size=40))
def test_no_bytes_open(data: bytes) -> None:
    for start in (b"", b"\x83\x43\xa1\x01\x01\xa0"):
        with pytest.raises(Malformed):
            Seal(PRK, PHONE_TO_LOCK).open(start + data)


@given(st.binary(min_size=32, max_size=32))
def test_a_coordinate_is_on_the_curve_when_another_library_says_so(x: bytes) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x02" + x)
        known = True
    except ValueError:
        known = False

    assert edhoc.is_on_curve(x) is known


def test_message_1_has_one_form() -> None:
    right = b"\x03\x02\x58\x20" + PHONE.public_key.x
    wrong = [
        right,
        right + b"\x00\x00",
        b"\x02" + right[1:] + b"\x00",
        b"\x03\x03" + right[2:] + b"\x00",
        right[:4] + b"\xff" * 32 + b"\x00",
        *(right + bytes((c_i,)) for c_i in (0x18, 0x1F, 0x38, 0x40, 0x41, 0x80, 0xF6, 0xFF)),
    ]

    for c_i in (0x00, 0x17, 0x20, 0x37):
        edhoc.check_message_1(right + bytes((c_i,)))
    for message in wrong:
        with pytest.raises(Malformed):
            edhoc.check_message_1(message)


def test_message_3_has_one_length_and_one_head() -> None:
    right = b"\x58\x6c" + bytes(108)
    long_head = b"\x59\x00\x6b" + bytes(107)
    array = b"\x98\x6c" + bytes(108)

    edhoc.check_message_3(right)
    for wrong in (b"", right[:-1], right + b"\x00", long_head, array, b"\x00" * 110):
        with pytest.raises(Malformed):
            edhoc.check_message_3(wrong)


def test_id_cred_i_has_one_form() -> None:
    right = edhoc.ID_CRED_HEAD + edhoc.phone_ccs(PHONE.public_key)
    off_curve = edhoc.ID_CRED_HEAD + edhoc.phone_ccs(PublicKey(x=bytes(32), y=bytes(32)))
    another = edhoc.ID_CRED_HEAD + edhoc.lock_ccs("phone", PHONE.public_key)

    assert edhoc.phone_key(right) == PHONE.public_key
    for wrong in (b"", b"\xa1\x04\x41\x2b", right[1:], right + b"\x00", off_curve, another):
        with pytest.raises(Malformed):
            edhoc.phone_key(wrong)


def test_a_panic_in_lakers_is_contained() -> None:
    responder = lakers.EdhocResponder(
        LOCK.scalar, lakers.Credential(edhoc.lock_ccs("L-0042", LOCK.public_key))
    )
    off_curve = b"\x03\x02\x58\x20" + b"\xff" * 32 + b"\x00"

    responder.process_message_1(off_curve)

    with pytest.raises(edhoc.HandshakeFailed, match="panic"), edhoc.contained():
        responder.prepare_message_2(lakers.CredentialTransfer.ByReference, None, [])


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_is_not(interruption: type[BaseException]) -> None:
    with pytest.raises(interruption), edhoc.contained():
        raise interruption


def test_the_name_in_the_air_is_short_enough() -> None:
    # 31 bytes: flags 3, service UUID 2 + 16, name 2 + its length (Bluetooth Core, Vol 3 Part C 11).
    assert 3 + 18 + 2 + len(air.advertised_name("12345")) <= 31
    assert str(air.AttError(air.Att.NOT_VERIFIED)) == "att 82"
