"""The phone in the browser against the lock's own program, with lakers on its side."""

from pathlib import Path

import pytest

from elaas.protocol.air import AttError
from elaas.protocol.receipt import Outcome, Receipt
from tests.browser.lab import BrowserPhone, Lab, Refused
from tests.lock.door import Door, credential, new_door


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A claimed lock."""
    door = new_door(tmp_path / "lock")
    door.claim()
    door.lock.disconnect()
    door.lock.connect()
    return door


@pytest.fixture
def phone(lab: Lab) -> BrowserPhone:
    """A phone with a key of its own."""
    return BrowserPhone(lab)


def frame_02(door: Door, phone: BrowserPhone) -> bytes:
    """The lock's answer to a phone that has come to the door."""
    return door.lock.request(phone.meet("L-0042", door.key))


def test_the_door_opens_and_the_receipt_says_so(door: Door, phone: BrowserPhone) -> None:
    token = credential(phone=phone.key)
    frame = phone.command_0(frame_02(door, phone), token, "open")

    outcome, receipt = phone.reply(door.lock.request(frame))

    assert outcome == Outcome.DONE
    assert door.bolt == "open"
    assert door.read(receipt) == door.receipts[-1]


def test_the_browser_reads_a_receipt_as_the_server_does(door: Door, lab: Lab) -> None:
    door.ask(credential(), "open")
    body = door.core.journal.receipt(door.core.journal.seq) or b""
    key = door.receipt_key.to_hex()

    found = lab.call(
        "protocol/receipt.js",
        """
        const { verify1 } = await import("/phone/protocol/cose.js");
        const key = { x: fromHex(given.x), y: fromHex(given.y) };
        await verify1(fromHex(given.receipt), key);
        return Object.values(it.readReceipt(fromHex(given.receipt)));
        """,
        {"receipt": body.hex(), **key},
    )

    assert Receipt(*found) == door.read(body)


def test_a_later_command_goes_under_the_same_credential(door: Door, phone: BrowserPhone) -> None:
    first = phone.command_0(frame_02(door, phone), credential(phone=phone.key), "status")
    phone.reply(door.lock.request(first))

    outcome, _ = phone.reply(door.lock.request(phone.command("open")))
    again, receipts = phone.reply(door.lock.request(phone.command("journal", 1)))

    assert (outcome, again) == (Outcome.DONE, Outcome.DONE)
    assert [door.read(one) for one in receipts] == door.receipts


def test_without_a_credential_the_lock_tells_how_it_is(door: Door, phone: BrowserPhone) -> None:
    frame = phone.command_0(frame_02(door, phone), None, "status")

    outcome, status = phone.reply(door.lock.request(frame))

    assert (outcome, status[1], status[10]) == (Outcome.DONE, "L-0042", 100)


def test_another_lock_is_told_nothing(door: Door, phone: BrowserPhone, tmp_path: Path) -> None:
    other = new_door(tmp_path / "other")
    answer = door.lock.request(phone.meet("L-0042", other.key))

    with pytest.raises(Refused, match="WrongLock"):
        phone.command_0(answer, credential(phone=phone.key), "open")


def test_no_byte_of_the_lock_s_answer_can_be_changed(door: Door, phone: BrowserPhone) -> None:
    answer = frame_02(door, phone)
    # The first bit too: whichever y fits G_Y, another x is another point.
    for at in range(len(answer)):
        for bit in (1, 0x80):
            changed = answer[:at] + bytes((answer[at] ^ bit,)) + answer[at + 1 :]
            with pytest.raises(Refused, match="WrongLock"):
                phone.command_0(changed, None, "status")
    frame = phone.command_0(answer, None, "status")
    assert phone.reply(door.lock.request(frame))[0] == Outcome.DONE


def test_no_byte_of_a_reply_can_be_changed(door: Door, phone: BrowserPhone) -> None:
    frame = phone.command_0(frame_02(door, phone), credential(phone=phone.key), "open")
    reply = door.lock.request(frame)

    for at in range(len(reply)):
        with pytest.raises(Refused, match="Malformed"):
            phone.reply(reply[:at] + bytes((reply[at] ^ 1,)) + reply[at + 1 :])

    assert phone.reply(reply)[0] == Outcome.DONE
    with pytest.raises(Refused, match="Malformed"):
        phone.reply(reply)  # not the next message


def test_the_lock_refuses_a_command_changed_on_the_way(door: Door, phone: BrowserPhone) -> None:
    frame = phone.command_0(frame_02(door, phone), credential(phone=phone.key), "open")

    with pytest.raises(AttError):
        door.lock.request(frame[:-1] + bytes((frame[-1] ^ 1,)))

    assert door.bolt == "locked"
