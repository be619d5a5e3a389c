"""Every way an operation can end, and which reason comes first."""

from typing import Any

import pytest

from elaas.protocol import cbor
from elaas.protocol.receipt import Outcome
from tests.lock.door import (
    NEXT,
    NOON,
    OTHER_PHONE,
    STRANGER,
    Door,
    credential,
    update,
)

# What is wrong with a credential, in the order in which the lock says so. The clock shows noon.
FAULTS: list[tuple[Outcome, dict[str, Any]]] = [
    (Outcome.NO_CREDENTIAL, {"signer": STRANGER}),
    (Outcome.OTHER_LOCK, {"lock_id": "L-0043"}),
    (Outcome.OTHER_KEY, {"phone": OTHER_PHONE.public_key}),
    (Outcome.NOT_YET, {"issued_at": NOON + 86_401}),
    (Outcome.NOT_YET, {"not_before": NOON + 1}),
    (Outcome.EXPIRED, {"expires": NOON}),
    (Outcome.REVOKED, {"cti": b"\x01" * 16}),
    (Outcome.REVOKED, {"epoch": 1}),
    (Outcome.OUT_OF_SCOPE, {"scope": "service"}),
]


@pytest.fixture
def strict(door: Door) -> Door:
    """A door that has revoked some credentials."""
    news = update(NOON, epoch=2, revoked=(b"\x01" * 8,))
    assert door.ask(None, "update", news) == (Outcome.DONE, 2)
    return door


def test_a_valid_credential_opens_the_door(door: Door) -> None:
    cti = bytes(range(16))

    outcome, receipt = door.ask(credential(cti=cti), "open")

    found = door.read(receipt)
    assert (outcome, door.bolt) == (Outcome.DONE, "open")
    assert (found.operation, found.outcome, found.cti, found.seq) == ("open", 0, cti, 2)
    assert (found.time, found.uncertainty, found.battery, found.epoch) == (NOON, None, 100, 0)


def test_the_same_credential_locks_it_again(door: Door) -> None:
    visit = door.meet()
    visit.first(credential(), "open")

    outcome, receipt = visit.then("lock")

    assert (outcome, door.bolt) == (Outcome.DONE, "locked")
    assert door.read(receipt).operation == "lock"


@pytest.mark.parametrize(("outcome", "fault"), FAULTS)
def test_a_credential_with_a_fault_opens_nothing(
    strict: Door, outcome: Outcome, fault: dict[str, Any]
) -> None:
    shown = credential(**{"epoch": 2, **fault})

    answer, receipt = strict.ask(shown, "open")

    assert (answer, strict.bolt) == (outcome, "locked")
    found = strict.read(receipt)
    assert (found.outcome, found.operation) == (outcome, "open")
    assert (found.cti is None) == (outcome is Outcome.NO_CREDENTIAL)


@pytest.mark.parametrize("first", range(len(FAULTS)))
def test_the_first_of_several_faults_is_named(strict: Door, first: int) -> None:
    faults: dict[str, Any] = {"epoch": 2}
    for _, fault in reversed(FAULTS[first:]):
        faults |= fault

    assert strict.ask(credential(**faults), "open")[0] is FAULTS[first][0]


def test_an_unknown_clock_comes_after_the_key_and_before_time(door: Door) -> None:
    door.power_cut()

    assert door.ask(credential(), "open")[0] is Outcome.CLOCK_UNKNOWN
    assert door.ask(credential(expires=0), "open")[0] is Outcome.CLOCK_UNKNOWN
    wrong_key = credential(phone=OTHER_PHONE.public_key)
    assert door.ask(wrong_key, "open")[0] is Outcome.OTHER_KEY
    assert door.bolt == "locked"


def test_a_jam_follows_the_receipt_of_the_attempt(door: Door) -> None:
    door.core.surroundings.order_jam()

    outcome, receipt = door.ask(credential(), "open")

    assert (outcome, door.bolt) == (Outcome.JAMMED, "unknown")
    assert [one.outcome for one in door.receipts[1:]] == [Outcome.DONE, Outcome.JAMMED]
    assert door.read(receipt).seq == 3
    assert door.ask(credential(), "open")[0] is Outcome.DONE


@pytest.mark.parametrize("op", ["open", "lock"])
def test_a_low_battery_moves_nothing(door: Door, op: str) -> None:
    door.core.surroundings.set_battery(4)

    outcome, receipt = door.ask(credential(), op)

    assert (outcome, door.bolt) == (Outcome.BATTERY_LOW, "locked")
    assert door.read(receipt).battery == 4
    door.core.surroundings.set_battery(5)
    assert door.ask(credential(), op)[0] is Outcome.DONE


def test_an_expired_credential_is_named_before_the_battery_and_the_jam(door: Door) -> None:
    door.core.surroundings.set_battery(4)
    door.core.surroundings.order_jam()

    assert door.ask(credential(expires=NOON), "open")[0] is Outcome.EXPIRED
    assert door.ask(credential(scope="service"), "open")[0] is Outcome.OUT_OF_SCOPE
    assert door.ask(credential(), "open")[0] is Outcome.BATTERY_LOW


@pytest.mark.parametrize("op", ["dance", "", "OPEN", "?"])
def test_an_unknown_operation_is_out_of_scope(door: Door, op: str) -> None:
    outcome, receipt = door.ask(credential(), op)

    assert outcome is Outcome.OUT_OF_SCOPE
    assert door.read(receipt).operation == "?"
    assert door.ask(credential(expires=NOON), op)[0] is Outcome.EXPIRED
    assert door.ask(None, op)[0] is Outcome.NO_CREDENTIAL


@pytest.mark.parametrize(
    ("op", "args"),
    [
        ("open", [1]),
        ("lock", [None]),
        ("status", [0]),
        ("journal", []),
        ("journal", [-1]),
        ("journal", [True]),
        ("journal", ["1"]),
        ("update", []),
        ("update", [b""]),
        ("update", [None]),
        ("time", [1]),
        ("time", [b"", b""]),
        ("release", [b"short"]),
        ("claim", []),
    ],
)
def test_wrong_arguments_are_malformed_whatever_else_is_wrong(
    door: Door, op: str, args: list[Any]
) -> None:
    outcome, receipt = door.ask(credential(lock_id="L-0043"), op, *args)

    assert outcome is Outcome.NO_CREDENTIAL
    assert door.read(receipt).operation == op


@pytest.mark.parametrize("shown", [None, b"", bytes(16)])
def test_what_is_no_credential_opens_nothing(door: Door, shown: Any) -> None:
    assert door.ask(shown, "open")[0] is Outcome.NO_CREDENTIAL
    assert door.ask(shown, "status")[0] is Outcome.DONE
    assert door.bolt == "locked"


@pytest.mark.parametrize("shown", [7, "text", [], {}, True])
def test_a_first_command_with_neither_bytes_nor_null_for_a_credential_is_malformed(
    door: Door, shown: Any
) -> None:
    visit = door.meet()

    outcome, receipt = visit.first(shown, "status")

    assert (outcome, door.read(receipt).operation) == (Outcome.NO_CREDENTIAL, "status")
    assert visit.then("open")[0] is Outcome.NO_CREDENTIAL
    assert visit.then("status")[0] is Outcome.DONE  # and the session goes on


@pytest.mark.parametrize("op", [None, 5, b"open", ["open"], True])
def test_an_operation_that_is_no_text_is_malformed(door: Door, op: Any) -> None:
    outcome, receipt = door.ask(credential(), op)

    assert outcome is Outcome.NO_CREDENTIAL
    assert door.read(receipt).operation == "?"


def test_a_command_that_is_no_array_is_malformed_and_the_session_goes_on(door: Door) -> None:
    for command in (cbor.encode({}), cbor.encode([]), cbor.encode([None]), b"", b"\x9f\xff"):
        visit = door.meet()
        visit.first(credential(), "status")
        seal = visit.phone._outgoing  # noqa: SLF001  (the phone itself never sends such a thing)

        answer = door.lock.request(b"\x05" + seal.seal(command))

        assert visit.phone.reply(answer)[0] is Outcome.NO_CREDENTIAL
        assert visit.then("open")[0] is Outcome.DONE
        door.core.surroundings.turn_key(door.core.surroundings.bolt)


def test_a_first_command_that_is_no_array_leaves_a_session_without_a_credential(
    door: Door,
) -> None:
    visit = door.meet()
    frame = visit.phone.command_0(visit.frame_02, None, "status")
    size = 3 + int.from_bytes(frame[1:3], "big")
    from_here = visit.phone._outgoing  # noqa: SLF001  (as above)
    from_here._count = 0  # noqa: SLF001  (say something else as message 0)

    answer = door.lock.request(frame[:size] + from_here.seal(cbor.encode([credential()])))

    assert visit.phone.reply(answer)[0] is Outcome.NO_CREDENTIAL
    assert visit.then("open")[0] is Outcome.NO_CREDENTIAL
    assert visit.then("status")[0] is Outcome.DONE


def test_a_credential_longer_than_allowed_is_malformed(door: Door) -> None:
    huge = credential(not_before=-(2**63), expires=2**63, epoch=2**63, scope="open service open")

    assert len(huge) > 240
    assert door.ask(huge, "open")[0] is Outcome.NO_CREDENTIAL


def test_everyone_is_refused_by_an_unclaimed_lock(new: Door) -> None:
    for op, args in (("open", []), ("update", [update(NOON)]), ("release", [bytes(16)])):
        assert new.ask(credential(), op, *args)[0] is Outcome.NO_CREDENTIAL


def test_a_credential_by_the_next_authority_waits_for_its_introduction(door: Door) -> None:
    assert door.ask(credential(NEXT), "open")[0] is Outcome.NO_CREDENTIAL


def test_the_time_of_a_credential_is_half_open(door: Door) -> None:
    shown = credential(not_before=NOON, expires=NOON + 10)
    visit = door.meet()
    assert visit.first(shown, "lock")[0] is Outcome.DONE
    door.wait(9.5)
    assert visit.then("lock")[0] is Outcome.DONE
    door.wait(0.6)
    assert visit.then("lock")[0] is Outcome.EXPIRED
