"""Frames, sessions and connections: what is answered with an ATT error, and what never opens."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elaas.protocol.air import Att, AttError
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession
from tests.lock.door import NOON, OTHER_PHONE, PHONE, Door, credential, update


def error(door: Door, frame: bytes) -> Att:
    """The ATT error that this frame is answered with."""
    with pytest.raises(AttError) as caught:
        door.lock.request(frame)
    return caught.value.code


def connected(door: Door) -> Door:
    """The door with a fresh connection."""
    door.lock.disconnect()
    door.lock.connect()
    return door


def flipped(frame: bytes) -> Iterator[bytes]:
    """The frame with one bit changed, in each byte."""
    for place, byte in enumerate(frame):
        yield frame[:place] + bytes((byte ^ (1 << place % 8),)) + frame[place + 1 :]


@pytest.mark.parametrize("size", [*range(514), 1000, 70_000])
def test_garbage_of_every_length_is_an_error_and_nothing_else(door: Door, size: int) -> None:
    connected(door)
    garbage = random.Random(size)  # noqa: S311  (the same every time)

    for first in (b"", b"\x01", b"\x03", b"\x05"):
        frame = (first + garbage.randbytes(size))[:size]
        assert error(connected(door), frame) in {Att.BAD_REQUEST, Att.NOT_VERIFIED}
        door.meet()
        assert error(door, frame) in {Att.BAD_REQUEST, Att.NOT_VERIFIED}
        door.meet().first(credential(), "status")
        assert error(door, frame) is Att.BAD_REQUEST
    assert door.bolt == "locked"


def test_no_message_1_with_a_bit_flipped_gets_further_than_message_2(door: Door) -> None:
    phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=door.key)
    right = phone.message_1()

    for wrong in flipped(right):
        connected(door)
        try:
            frame_02 = door.lock.request(wrong)
        except AttError:
            continue
        again = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=door.key)
        again.message_1()
        with pytest.raises(Exception, match="lock's key"):
            again.command_0(frame_02, credential(), "open")


def test_no_first_command_with_a_bit_flipped_opens(door: Door) -> None:
    visit = door.meet()
    length = len(visit.phone.command_0(visit.frame_02, credential(), "open"))

    for place in range(length):
        visit = door.meet()
        frame = visit.phone.command_0(visit.frame_02, credential(), "open")
        wrong = frame[:place] + bytes((frame[place] ^ (1 << place % 8),)) + frame[place + 1 :]
        assert error(door, wrong) in {Att.BAD_REQUEST, Att.NOT_VERIFIED}
        assert error(door, frame) is Att.BAD_REQUEST  # a message_3 is tried once
    assert door.bolt == "locked"


def test_no_later_command_with_a_bit_flipped_opens(door: Door) -> None:
    visit = door.meet()
    visit.first(credential(), "status")
    length = len(visit.phone.command("open"))

    for place in range(length):
        visit = door.meet()
        visit.first(credential(), "status")
        frame = visit.phone.command("open")
        wrong = frame[:place] + bytes((frame[place] ^ (1 << place % 8),)) + frame[place + 1 :]
        assert error(door, wrong) is Att.BAD_REQUEST
        assert error(door, frame) is Att.BAD_REQUEST  # the session is over
    assert door.bolt == "locked"


def test_no_credential_with_a_bit_flipped_opens(door: Door) -> None:
    for wrong in flipped(credential()):
        outcome, _ = door.ask(wrong, "open")
        assert outcome is Outcome.NO_CREDENTIAL
    assert door.bolt == "locked"


def test_no_update_with_a_bit_flipped_changes_anything(door: Door) -> None:
    before = door.core.journal.state
    for wrong in flipped(update(NOON + 60, epoch=5, revoked=(bytes(8),))):
        assert door.ask(None, "update", wrong)[0] is Outcome.NO_CREDENTIAL
    assert door.core.journal.state == before


def test_a_frame_cut_short_is_an_error(door: Door) -> None:
    visit = door.meet()
    whole = visit.phone.command_0(visit.frame_02, credential(), "open")

    for size in range(len(whole)):
        visit = door.meet()
        frame = visit.phone.command_0(visit.frame_02, credential(), "open")
        assert error(door, frame[:size]) in {Att.BAD_REQUEST, Att.NOT_VERIFIED}
    assert door.bolt == "locked"


def test_yesterdays_frames_open_nothing(door: Door) -> None:
    visit = door.meet()
    first = visit.phone.message_1()
    door.meet()
    visit = door.meet()
    third = visit.phone.command_0(visit.frame_02, credential(), "open")
    assert visit.phone.reply(door.lock.request(third))[0] is Outcome.DONE
    fifth = visit.phone.command("open")
    assert visit.phone.reply(door.lock.request(fifth))[0] is Outcome.DONE
    door.core.surroundings.turn_key(type(door.core.surroundings.bolt).LOCKED)

    assert error(door, fifth) is Att.BAD_REQUEST
    assert error(connected(door), third) is Att.BAD_REQUEST
    assert door.lock.request(first)[:1] == b"\x02"
    assert error(door, third) is Att.NOT_VERIFIED
    assert error(door, fifth) is Att.BAD_REQUEST
    assert door.bolt == "locked"


def test_another_phone_with_the_same_credential_is_told_so(door: Door) -> None:
    outcome, receipt = door.meet(OTHER_PHONE).first(credential(), "open")

    assert (outcome, door.bolt) == (Outcome.OTHER_KEY, "locked")
    assert door.read(receipt).cti is not None


def test_a_new_handshake_inside_a_session_ends_it(door: Door) -> None:
    visit = door.meet()
    visit.first(credential(), "status")
    phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=door.key)

    assert error(door, phone.message_1()) is Att.BAD_REQUEST
    assert error(door, visit.phone.command("open")) is Att.BAD_REQUEST
    assert door.lock.request(phone.message_1())[:1] == b"\x02"


def test_a_phone_without_its_private_key_is_nobody(door: Door) -> None:
    visit = door.meet()
    honest = visit.phone.command_0(visit.frame_02, credential(), "open")
    thief = door.meet(OTHER_PHONE)
    thief.phone.command_0(thief.frame_02, credential(), "open")

    assert error(door, honest) is Att.NOT_VERIFIED


@pytest.mark.parametrize("size", [0, 1, 109, 111, 400, 0xFFFF])
def test_a_message_3_of_another_length_is_refused(door: Door, size: int) -> None:
    visit = door.meet()
    frame = visit.phone.command_0(visit.frame_02, credential(), "open")
    wrong = frame[:1] + size.to_bytes(2, "big") + frame[3:]

    assert error(door, wrong) in {Att.BAD_REQUEST, Att.NOT_VERIFIED}


def test_only_one_is_connected_at_a_time(door: Door) -> None:
    connected(door)

    with pytest.raises(AttError) as busy:
        door.lock.connect()

    assert busy.value.code is Att.BUSY
    door.lock.disconnect()
    door.lock.connect()


def test_nobody_connected_is_nobody_answered(door: Door) -> None:
    door.lock.disconnect()
    with pytest.raises(RuntimeError):
        door.lock.request(b"\x01")
    assert door.lock.seconds_left == 0


def test_after_five_failed_handshakes_nobody_gets_in_until_disconnection(door: Door) -> None:
    connected(door)
    phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=door.key)
    message_1 = phone.message_1()

    assert error(door, b"\x01 nonsense") is Att.BAD_REQUEST
    assert error(door, message_1[:-1] + b"\xff") is Att.BAD_REQUEST
    for wrong in (b"\x03\x00\x6e" + bytes(150), message_1, b"\x05"):
        door.lock.request(message_1)
        assert error(door, wrong) in {Att.BAD_REQUEST, Att.NOT_VERIFIED}

    for frame in (message_1, b"\x01", b"", b"\x05"):
        assert error(door, frame) is Att.TOO_MANY_ATTEMPTS
    assert door.ask(credential(), "open")[0] is Outcome.DONE


def test_what_is_no_handshake_does_not_count_as_one(door: Door) -> None:
    connected(door)
    for _ in range(10):
        assert error(door, b"\x05nonsense") is Att.BAD_REQUEST
        assert error(door, b"") is Att.BAD_REQUEST
    for _ in range(10):
        phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=door.key)
        frame_02 = door.lock.request(phone.message_1())
        door.lock.request(phone.command_0(frame_02, None, "status"))
        assert error(door, b"\x05nonsense") is Att.BAD_REQUEST


def test_ten_seconds_of_silence_end_the_session(door: Door) -> None:
    visit = door.meet()
    visit.first(credential(), "status")
    door.wait(9.9)
    assert visit.then("status")[0] is Outcome.DONE
    assert 9.9 < door.lock.seconds_left <= 10
    door.wait(10)

    assert door.lock.seconds_left == 0
    assert error(door, visit.phone.command("open")) is Att.BAD_REQUEST


def test_a_minute_in_all_ends_the_session(door: Door) -> None:
    visit = door.meet()
    visit.first(credential(), "status")
    for _ in range(7):
        door.wait(8)
        assert visit.then("status")[0] is Outcome.DONE
    assert door.lock.seconds_left == 4
    door.wait(4)

    assert error(door, visit.phone.command("status")) is Att.BAD_REQUEST


def test_the_request_after_a_silence_is_the_first_of_a_new_connection(door: Door) -> None:
    connected(door)
    for _ in range(5):
        error(door, b"\x01")
    door.wait(10)
    phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=door.key)

    assert door.lock.request(phone.message_1())[:1] == b"\x02"


def test_a_session_does_not_outlive_its_credential(door: Door) -> None:
    visit = door.meet()
    assert visit.first(credential(expires=NOON + 5), "open")[0] is Outcome.DONE
    door.wait(5)

    assert visit.then("open")[0] is Outcome.EXPIRED
    assert visit.then("journal", 0)[0] is Outcome.EXPIRED
    assert 16 not in visit.then("status")[1]


def test_a_session_does_not_outlive_a_revocation(door: Door) -> None:
    visit = door.meet()
    assert visit.first(credential(cti=b"\x07" * 16), "open")[0] is Outcome.DONE

    assert visit.then("update", update(NOON + 1, revoked=(b"\x07" * 8,)))[0] is Outcome.DONE
    assert visit.then("lock")[0] is Outcome.REVOKED


def test_a_session_does_not_outlive_a_release(door: Door) -> None:
    visit = door.meet()
    assert visit.first(credential(), "release", bytes(16))[0] is Outcome.DONE

    assert visit.then("open")[0] is Outcome.NO_CREDENTIAL


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=60), max_size=6))
def test_no_conversation_of_nonsense_does_harm(door: Door, frames: list[bytes]) -> None:
    connected(door)
    for frame in frames:
        with pytest.raises(AttError):
            door.lock.request(frame)
    assert door.bolt == "locked"
