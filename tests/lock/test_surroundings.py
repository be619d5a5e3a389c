"""The clock, the door around the lock, and what a new lock is like."""

from pathlib import Path

import pytest

from elaas.lock.clock import Clock, Setting
from elaas.lock.files import Folder
from elaas.lock.identity import MAX_DRIFT, CannotMakeLock, Identity, make_lock
from elaas.lock.state import fresh_address
from elaas.lock.surroundings import AWAKE, Bolt, Surroundings
from elaas.protocol.receipt import Outcome
from tests.lock.door import NOON, Door, credential


def test_a_clock_that_drifts_knows_how_far_it_may_have(tmp_path: Path) -> None:
    ticks = [0.0]
    clock = Clock(ticks=lambda: ticks[0], drift=MAX_DRIFT)
    assert clock.now() is None
    clock.set(NOON, uncertainty=0)
    ticks[0] += 10 * 86_400

    assert clock.now() == (NOON + 10 * 86_400 + 17, 18)


def test_an_unknown_clock_is_not_moved() -> None:
    clock = Clock(ticks=lambda: 0.0)
    clock.forward(NOON)
    clock.shift(5)
    assert clock.now() is None


def test_a_clock_tells_of_every_change_and_of_nothing_else() -> None:
    told: list[Setting] = []
    clock = Clock(ticks=lambda: 0.0, changed=told.append)
    clock.set(NOON, uncertainty=None)
    clock.forward(NOON)
    clock.forward(NOON - 1)
    clock.shift(0)
    assert len(told) == 1
    clock.forward(NOON + 1)
    clock.shift(-(2 * NOON))

    assert len(told) == 3
    assert clock.now() == (0, None)


def test_a_shifted_clock_does_not_know_until_time_sets_it_right(door: Door) -> None:
    door.core.surroundings.order_clock_shift(-300)
    door.core.surroundings.order_clock_shift(-60)

    assert door.ask(credential(issued_at=NOON - 999), "open")[0] is Outcome.NOT_YET
    assert door.core.now == NOON - 360
    door.set_time(NOON)
    assert door.ask(credential(), "open")[0] is Outcome.DONE
    assert door.core.now == NOON


def test_a_fault_for_a_clock_that_was_lost_is_lost_too(door: Door) -> None:
    door.core.surroundings.order_clock_shift(-300)
    door.power_cut()
    door.set_time(NOON)

    assert door.core.now == NOON


def test_one_order_makes_one_jam(tmp_path: Path) -> None:
    door = Surroundings(tmp_path)
    door.order_jam()

    moved = [(door.move(to), str(door.bolt)) for to in (Bolt.OPEN, Bolt.LOCKED)]

    assert moved == [(False, "unknown"), (True, "locked")]


def test_a_knock_wakes_for_a_minute(tmp_path: Path) -> None:
    door = Surroundings(tmp_path)
    awake = [door.awake]
    door.knock()
    awake.append(door.awake)
    knocked = tmp_path / "knock"
    knocked.write_text(str(float(knocked.read_text()) - AWAKE))
    awake.append(door.awake)

    assert awake == [False, True, False]
    assert Surroundings(tmp_path, always_awake=True).awake


def test_a_new_door_is_locked_and_its_battery_full(tmp_path: Path) -> None:
    door = Surroundings(tmp_path)

    assert (door.bolt, door.battery) == (Bolt.LOCKED, 100)


def test_the_ordinary_key_needs_no_lock(door: Door) -> None:
    door.core.surroundings.set_battery(0)
    door.power_cut()
    door.core.surroundings.turn_key(Bolt.OPEN)

    assert door.bolt == "open"
    assert door.core.journal.seq == 1


def test_an_address_is_static_random_and_never_all_zeros_or_ones() -> None:
    drawn = iter([bytes(6), b"\xff" * 6, b"\x01\x02\x03\x04\x05\x06"])

    assert fresh_address(lambda _size: next(drawn)) == b"\xc1\x02\x03\x04\x05\x06"


def test_a_lock_keeps_its_secrets_to_itself(tmp_path: Path) -> None:
    folder = tmp_path / "lock"
    folder.mkdir(mode=0o755)
    label = make_lock(folder, lock_id="L-0042", label="0042")

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    identity = Identity.load(Folder(folder))
    assert identity.dh.scalar.hex() not in str(label)
    assert identity.receipt.scalar.hex() not in str(label)
    assert set(label) == {"lock_id", "label", "dh", "receipt", "claim_secret"}
    assert len(bytes.fromhex(label["claim_secret"])) == 16


def test_no_two_locks_share_a_key_or_a_secret(tmp_path: Path) -> None:
    labels = [make_lock(tmp_path / name, lock_id="L-0042", label="0042") for name in "ab"]

    for part in ("dh", "receipt", "claim_secret"):
        assert labels[0][part] != labels[1][part]


@pytest.mark.parametrize("lock_id", ["", "L" * 17, "Å" * 9, "L\n1", "\x00"])
def test_a_bad_lock_id_makes_no_lock(tmp_path: Path, lock_id: str) -> None:
    with pytest.raises(CannotMakeLock, match="lock id"):
        make_lock(tmp_path / "lock", lock_id=lock_id, label="0042")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "label", ["", "123", "123456", "12a4", "\uff11\uff12\uff13\uff14", "0042\n"]
)
def test_a_bad_label_makes_no_lock(tmp_path: Path, label: str) -> None:
    with pytest.raises(CannotMakeLock, match="digits"):
        make_lock(tmp_path / "lock", lock_id="L-0042", label=label)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_used_makes_no_lock(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(CannotMakeLock, match="cannot be used"):
        make_lock(tmp_path / "file" / "lock", lock_id="L-0042", label="0042")


def test_a_power_cut_is_ordered_once(tmp_path: Path) -> None:
    door = Surroundings(tmp_path)

    assert not door.take_power_cut()
    door.order_power_cut()
    assert [door.take_power_cut() for _ in range(2)] == [True, False]
