"""The same opening over a WebSocket and over a pipe."""

import asyncio
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from elaas.demo.phone.phone import Attempt, Phone
from elaas.gateways import radio as radios
from elaas.gateways.radio import LinkLost, NoRadio, OutOfRange
from elaas.gateways.radio.claim import claim
from elaas.gateways.radio.lines import parse
from elaas.gateways.radio.session import Session
from elaas.lock.folder import show
from elaas.lock.surroundings import Bolt
from elaas.mounting.radio import NotClaimed
from elaas.protocol import air
from elaas.protocol.air import Att, AttError
from elaas.protocol.cose import PrivateKey
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession
from tests.air import rig
from tests.air.rig import House
from tests.commands import ELAAS, free_port


@pytest.fixture
def new(tmp_path: Path) -> House:
    """A house with a factory-new lock."""
    return rig.new_house(tmp_path)


def opened(phone: Phone, radio: str) -> Attempt:
    """What comes of it."""
    return asyncio.run(phone.operate("0042", radio=radios.named(radio), now=rig.now()))


def by_command(house: House) -> str:
    """The RADIO that runs the lock as a command; each connection is a power cut."""
    run = [*ELAAS, "lock", "run", str(house.lock_folder), "--radio", "pipe"]
    return "pipe:" + shlex.join(run)


def test_a_door_opens_over_a_websocket(new: House) -> None:
    radio = f"ws:127.0.0.1:{free_port()}"
    with new.running(radio, "--awake"):
        new.claim(radio)

        answer = opened(new.phone("kari"), radio)

    assert answer.done, answer
    assert new.door.bolt is Bolt.OPEN


def test_a_sleeping_lock_behind_a_websocket_says_that_it_sleeps(new: House) -> None:
    radio = f"ws:127.0.0.1:{free_port()}"
    with new.running(radio):
        answer = opened(new.phone("kari"), radio)

    assert not answer.done
    assert "knock first" in answer.why


def test_a_lock_that_has_lost_the_time_opens_for_nobody_offline(new: House) -> None:
    new.claim(by_command(new))
    kari = new.phone("kari")

    answer = opened(kari, by_command(new))

    assert answer.outcome is Outcome.CLOCK_UNKNOWN
    assert answer.why.startswith("The lock has lost the time")
    assert new.door.bolt is Bolt.LOCKED


def test_a_lock_at_the_end_of_a_pipe_opens_once_it_has_the_time(new: House) -> None:
    async def all_in_one() -> Outcome:
        kari = new.phone("kari")
        [door] = kari.bundle().visits[0].doors
        async with radios.connect(by_command(new), "0042") as link:
            phone = PhoneSession(key=kari.store.key(), lock_id="L-0042", lock_key=new.label.dh)
            session = Session(link, phone)
            _, status = await session.first(door.credential, air.STATUS)
            await session.then(air.TIME, new.time_for(status[15]))
            outcome, _ = await session.then(air.OPEN)
            return outcome

    new.claim(by_command(new))

    assert asyncio.run(all_in_one()) is Outcome.DONE
    assert new.door.bolt is Bolt.OPEN


def test_phone_and_lock_talk_over_their_own_standard_streams(new: House) -> None:
    new.claim(by_command(new))
    kari = new.phone("kari")
    to_lock, from_phone = os.pipe()
    to_phone, from_lock = os.pipe()
    lock = subprocess.Popen(
        [*ELAAS, "lock", "run", str(new.lock_folder), "--radio", "pipe"],
        stdin=to_lock,
        stdout=from_lock,
    )
    phone = subprocess.Popen(
        [*ELAAS, "phone", "open", str(kari.store.folder), "0042", "--radio", "pipe"],
        stdin=to_phone,
        stdout=from_phone,
        stderr=subprocess.PIPE,
        text=True,
    )
    for end in (to_lock, from_phone, to_phone, from_lock):
        os.close(end)

    _, said = phone.communicate(timeout=rig.PATIENCE)

    assert lock.wait(rig.PATIENCE) == 0
    assert phone.returncode == 1
    assert said.startswith("L-0042: The lock has lost the time")


def test_claiming_twice_changes_nothing_but_the_journal(new: House) -> None:
    receipt = new.claim(by_command(new))
    before = show(new.lock_folder)

    again = new.claim(by_command(new))

    after = show(new.lock_folder)
    assert receipt is not None
    assert again is None
    assert {key for key in before if before[key] != after[key]} <= {"seq", "journal", "clock"}
    assert [(entry["operation"], entry["outcome"]) for entry in after["journal"]] == [
        ("claim", "done"),
        ("claim", "no_credential"),
    ]


def test_a_lock_that_belongs_to_somebody_else_is_not_claimed(new: House) -> None:
    new.claim(by_command(new))
    new.authority = PrivateKey.generate(b"\x01")

    with pytest.raises(NotClaimed, match="L-0042 refuses the claim \\(outcome 7\\)"):
        new.claim(by_command(new))


def test_only_the_labelled_lock_is_claimed(new: House, tmp_path: Path) -> None:
    other = rig.new_house(tmp_path / "other", lock_id="L-0043")

    with pytest.raises(NotClaimed, match="The lock that answers is not L-0043"):
        claim(other.errand(), radio=by_command(new))


@pytest.mark.parametrize(
    ("radio", "error"),
    [
        ("pipe:/no/such/command", NoRadio),
        ("pipe:'unbalanced", NoRadio),
        (f"pipe:{shlex.join([sys.executable, '-c', 'print(1)'])}", OutOfRange),
        (f"pipe:{shlex.join([sys.executable, '-c', ''])}", OutOfRange),
        ("ws:127.0.0.1:1", OutOfRange),
        ("ws:nonsense port", OutOfRange),
        ("tcp-client:127.0.0.1:1", NoRadio),
        ("no-such-transport:1", NoRadio),
        ("usb:nonsense", NoRadio),
        ("", NoRadio),
    ],
)
def test_a_radio_that_is_not_there_is_said_to_be_missing(
    radio: str, error: type[Exception]
) -> None:
    async def reach() -> None:
        async with radios.connect(radio, "0042"):
            pass

    with pytest.raises(error):
        asyncio.run(reach())


def test_a_lock_that_ends_in_the_middle_is_lost(new: House) -> None:
    script = "print('ready', flush=True); input()"

    async def talk() -> None:
        async with radios.connect(f"pipe:{shlex.join([sys.executable, '-c', script])}", "") as link:
            await link.request(b"\x01")

    with pytest.raises(LinkLost):
        asyncio.run(talk())


def test_answers_are_hex_or_an_att_error_and_nothing_else() -> None:
    assert parse("02ff") == b"\x02\xff"
    with pytest.raises(AttError) as refused:
        parse("att 81")
    assert refused.value.code is Att.BUSY
    for line in ("att", "att 99", "att zz", "hello", "0"):
        with pytest.raises(LinkLost):
            parse(line)
