"""Doors open over Bluetooth: lock and phone by bumble, each in a process of its own."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from bumble.transport import open_transport

from elaas.demo.phone.phone import Attempt, Phone
from elaas.gateways import radio as radios
from elaas.gateways.radio import Link, ble
from elaas.lock.surroundings import Bolt
from elaas.protocol.cose import PrivateKey, payload_of
from elaas.protocol.receipt import Outcome, Receipt
from tests.air import rig
from tests.air.rig import HOUR, House
from tests.commands import ELAAS


def opened(phone: Phone, radio: str, lock: str = "0042", operation: str = "open") -> Attempt:
    """What comes of it."""
    return asyncio.run(
        phone.operate(lock, radio=radios.named(radio), now=rig.now(), operation=operation)
    )


def test_a_door_opens_with_lock_and_phone_offline(house: House, radio: str) -> None:
    kari = house.phone("kari")

    answer = opened(kari, radio)

    assert answer.done, answer
    assert answer.outcome is Outcome.DONE
    assert house.door.bolt is Bolt.OPEN


def test_an_opening_takes_two_round_trips_and_640_bytes(house: House, radio: str) -> None:
    measured = opened(house.phone("kari"), radio).measured

    assert measured is not None
    assert measured.round_trips == 2
    assert measured.octets <= 640


def test_the_receipt_waits_in_the_phone_with_the_journal_before_it(
    house: House, radio: str
) -> None:
    kari = house.phone("kari")
    opened(kari, radio)

    operations = [operation_of(receipt) for receipt in kari.store.receipts()]

    assert sorted(operations) == ["claim", "open"]


def test_a_door_is_locked_again(house: House, radio: str) -> None:
    kari = house.phone("kari")
    opened(kari, radio)

    answer = opened(kari, radio, operation="lock")

    assert answer.done, answer
    assert house.door.bolt is Bolt.LOCKED


def test_the_command_says_what_it_did(house: House, radio: str) -> None:
    kari = house.phone("kari")

    ran = run_command(kari, "L-0042", radio)

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("L-0042 opened at ")
    assert ran.stdout.endswith(" bytes, 2 round trips)\n")


def test_the_command_says_why_not(house: House, radio: str) -> None:
    late = house.phone("late", expires=int(rig.now().timestamp()) - 60)

    ran = run_command(late, "0042", radio)

    assert ran.returncode == 1
    assert ran.stderr.startswith("0042: No assignment there now; the last one ended at ")


def run_command(phone: Phone, lock: str, radio: str) -> subprocess.CompletedProcess[str]:
    """`elaas phone open`."""
    command = [*ELAAS, "phone", "open", str(phone.store.folder), lock, "--radio", radio]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"lock_id": "L-0042", "scope": "open", "epoch": 0, "cti": b"revoked........."}, 4),
        ({"scope": "open closed", "phone": PrivateKey.generate().public_key}, 6),
        ({"issued_at": int(rig.now().timestamp()) + 2 * 24 * HOUR}, 2),
    ],
    ids=["revoked", "another phone's", "from the future"],
)
def test_the_lock_refuses_and_the_refusal_is_kept(
    house: House, radio: str, changes: dict[str, object], outcome: int
) -> None:
    house.revoked = (b"revoked.........",)
    assert opened(house.phone("carrier"), radio).done  # brings the news, whoever it concerns
    phone = house.phone("refused", **changes)

    answer = opened(phone, radio)

    assert not answer.done
    assert answer.outcome == outcome
    assert outcome in [receipt_of(one).outcome for one in phone.store.receipts()]
    assert house.door.bolt is Bolt.OPEN  # the carrier's, not moved since


def test_a_phone_carries_the_news_that_another_phone_is_out(house: House, radio: str) -> None:
    ola = house.phone("ola")
    assert opened(ola, radio).done
    house.revoked = (b"ola.............",)
    kari = house.phone("kari")
    assert opened(kari, radio).done

    assert opened(ola, radio).outcome is Outcome.REVOKED


def test_a_phone_without_an_assignment_does_not_even_call(tmp_path: Path) -> None:
    kari = rig.new_house(tmp_path).phone("kari")

    answer = opened(kari, "ws:127.0.0.1:1", lock="9999")

    assert str(answer) == "9999: No assignment there now."
    assert answer.outcome is None
    [attempt] = kari.store.attempts()
    assert (attempt["label"], attempt["reason"]) == ("9999", "no_assignment")


def test_another_lock_under_the_same_name_learns_nothing(
    house: House, radio: str, tmp_path: Path
) -> None:
    other = rig.new_house(tmp_path / "other", lock_id="L-0043", label="0043")
    taken_for = House(tmp_path / "taken", replace(other.label, label="0042"))

    answer = opened(taken_for.phone("kari"), radio)

    assert not answer.done
    assert "Another lock answers, not L-0043" in answer.why


@dataclass
class Cut:
    """A radio whose dongle is pulled out at the request after so many."""

    radio: str
    after: int

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:
        """As any radio."""
        transport = await open_transport(self.radio)
        async with ble.switched_on(transport) as device:
            self.dongle: Any = transport.sink
            async with ble.Central(device).connect(label) as self.link:
                yield self

    async def request(self, frame: bytes) -> bytes:
        """As any link, so many times."""
        if self.after == 0:
            self.dongle.transport.abort()
        self.after -= 1
        return await self.link.request(frame)


@pytest.mark.parametrize("after", range(6))
def test_a_link_that_breaks_anywhere_costs_no_receipt_and_blocks_nobody(
    house: House, radio: str, after: int
) -> None:
    kari = house.phone("kari")
    answer = asyncio.run(kari.operate("0042", radio=Cut(radio, after), now=rig.now()))
    assert answer.done == (after >= 2), answer

    ola = house.phone("ola")
    assert opened(ola, radio).done

    openings = [seq for seq, operation in held(ola) if operation == "open"]
    assert len(openings) == (2 if after >= 2 else 1)


def held(phone: Phone) -> list[tuple[int, str]]:
    """Number and operation of each receipt the phone holds."""
    return [(receipt_of(one).seq, receipt_of(one).operation) for one in phone.store.receipts()]


def receipt_of(token: bytes) -> Receipt:
    """The receipt inside; the phone has verified it where that matters."""
    return Receipt.parse(payload_of(token))


def operation_of(token: bytes) -> str:
    """What was asked."""
    return receipt_of(token).operation
