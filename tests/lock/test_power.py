"""A power cut at any moment loses no receipt that was given out and repeats no number."""

import json
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from elaas.lock import journal
from elaas.lock.files import Files, Folder
from elaas.lock.folder import assemble
from elaas.lock.identity import FILE as IDENTITY
from elaas.lock.identity import CannotMakeLock, make_lock
from elaas.lock.journal import FILE, PowerLost
from elaas.lock.program import Lock
from elaas.lock.state import State
from elaas.lock.surroundings import Bolt
from elaas.protocol.receipt import FIRST, Outcome, digest
from tests.keys import AUTHORITY
from tests.lock.door import NEXT, NOON, Door, credential, new_door, update
from tests.lock.fragile import FragileFiles, Left

SECOND_SECRET = b"\x08" * 16


class Life:
    """A lock with fragile memory from one start to the next power cut."""

    def __init__(self, door: Door, files: Files) -> None:
        self.given: dict[int, bytes] = {}  # receipts handed out, by seq
        self.states: list[State] = []  # before the operation under way, and after it if it ended
        self.door = door
        door.core = assemble(door.folder, files=files, ticks=lambda: door.ticks[0])
        door.lock = Lock(door.core)

    def does(self, op: str, *args: object, shown: bytes | None = None) -> None:
        """One operation in a session of its own."""
        self.states = [self.door.core.journal.state]
        _, body = self.door.ask(shown, op, *args)
        self.states = [self.door.core.journal.state]
        if isinstance(body, bytes):
            self.given[self.door.read(body).seq] = body


def story(life: Life) -> None:
    """A lock's career: claimed, used, refused, jammed, told news, released and claimed again."""
    door = life.door
    claim = bytes.fromhex(door.label["claim_secret"])
    life.does("claim", claim, AUTHORITY.public_key.to_cose_key(b"\x01"), NOON)
    life.does("open", shown=credential())
    door.core.surroundings.turn_key(Bolt.LOCKED)
    life.does("open", shown=credential(scope="service"))
    acknowledged = 2, digest(life.given[2])
    life.does("update", update(NOON, epoch=1, acknowledged=acknowledged))
    door.core.surroundings.order_jam()
    life.does("open", shown=credential(epoch=1))
    life.does("update", update(NOON + 1, epoch=2, revoked=(bytes(8),)))
    life.does("update", update(NOON + 2, epoch=2, acknowledged=(5, digest(life.given[5]))))
    life.does("release", SECOND_SECRET, shown=credential(epoch=2))
    life.does("claim", SECOND_SECRET, NEXT.public_key.to_cose_key(b"\x02"), NOON)
    life.does("open", shown=credential(NEXT))


@pytest.fixture
def at_any_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], tuple[Life, FragileFiles]]:
    """Lives the story with the power failing after so many steps, on a small journal."""
    monkeypatch.setattr(journal, "RING", 3)
    monkeypatch.setattr(journal, "SPARE", 3)
    door = new_door(tmp_path / "lock")
    factory = {name: (door.folder / name).read_bytes() for name in (IDENTITY, FILE)}

    def live(steps: int) -> tuple[Life, FragileFiles]:
        door.core.surroundings.turn_key(Bolt.LOCKED)
        (door.folder / "jam").unlink(missing_ok=True)  # ordered in a life before
        files = FragileFiles.holding(factory, steps=steps)
        life = Life(door, files)
        try:
            story(life)
        except PowerLost:
            with pytest.raises(PowerLost):
                door.lock.request(b"\x01")
        return life, files

    return live


def whole_story(live: Callable[[int], tuple[Life, FragileFiles]]) -> int:
    """How many steps the story takes when nothing fails."""
    _, files = live(1 << 20)
    return (1 << 20) - files.steps


def check(life: Life, files: FragileFiles) -> None:
    """What must hold after the power is back."""
    door = life.door
    bolt = door.bolt
    after = Life(door, files)
    held = door.core.journal
    state = held.state

    assert state in life.states or state == after_the_one_under_way(life, state)
    for seq, receipt in life.given.items():
        assert held.receipt(seq) == receipt or (seq < held.oldest and seq <= state.acknowledged)
    assert held.seq >= max(life.given, default=0)
    numbers = [one.seq for one in door.receipts]
    assert numbers == list(range(held.oldest, held.seq + 1))
    previous = FIRST if held.oldest == 1 else None
    for seq, one in zip(numbers, door.receipts, strict=True):
        assert previous is None or one.previous == previous
        previous = digest(held.receipt(seq) or b"")
    hands = [one for one in door.receipts if one.operation in {"claim", "release"}]
    if hands:
        assert (state.authority is not None) == (hands[-1].operation == "claim")
    if bolt == "open":
        assert [one.outcome for one in door.receipts if one.operation == "open"]
    next_seq = held.seq + 1
    after.does("open")  # refused, and written as the next number
    assert list(after.given) == [next_seq]


def after_the_one_under_way(life: Life, state: State) -> State | None:
    """`state` if the operation that was cut off can have led to it from the one before."""
    before = life.states[0]
    changed = {name for name in State.__slots__ if getattr(before, name) != getattr(state, name)}
    wholes = [
        {"authority", "address"},  # a claim
        {"epoch", "last_update"}, {"epoch", "last_update", "acknowledged"},  # updates
        {"epoch", "last_update", "revoked"}, {"last_update", "revoked", "acknowledged"},
        {"authority", "claim_secret", "epoch", "last_update"},  # a release
    ]  # fmt: skip
    return state if changed in wholes else None


@pytest.mark.parametrize("left", Left)
def test_whenever_the_power_goes_the_journal_holds(
    at_any_moment: Callable[[int], tuple[Life, FragileFiles]], left: Left
) -> None:
    steps = whole_story(at_any_moment)
    assert steps > 20

    for moment in range(steps + 1):
        life, files = at_any_moment(moment)
        check(life, files.after_the_cut(left))


@pytest.mark.parametrize("left", Left)
def test_a_power_cut_while_starting_after_a_power_cut_harms_nothing(
    at_any_moment: Callable[[int], tuple[Life, FragileFiles]], left: Left
) -> None:
    for moment in range(0, whole_story(at_any_moment), 3):
        life, files = at_any_moment(moment)
        for again in range(6):
            torn = files.after_the_cut(left)
            torn.steps = again
            try:
                assemble(life.door.folder, files=torn)
            except PowerLost:
                check(life, torn.after_the_cut(left))
        check(life, files.after_the_cut(left))


def test_without_a_durable_receipt_the_bolt_does_not_move(door: Door) -> None:
    factory = {name: (door.folder / name).read_bytes() for name in (IDENTITY, FILE)}
    for moment in (0, 1):
        files = FragileFiles.holding(factory)
        life = Life(door, files)
        door.set_time(NOON)
        files.steps = moment

        with pytest.raises(PowerLost):
            life.does("open", shown=credential())

        assert door.bolt == "locked"
        with pytest.raises(PowerLost):
            door.core.journal.write(time=NOON, state=door.core.journal.state)


def test_surroundings_that_fail_stop_the_lock_too(door: Door) -> None:
    visit = door.meet()
    (door.folder / "battery").mkdir()

    with pytest.raises(PowerLost):
        visit.first(credential(), "open")
    with pytest.raises(PowerLost):
        door.lock.request(b"\x01")
    assert door.bolt == "locked"


def test_the_real_folder_does_what_the_fragile_one_pretends(tmp_path: Path) -> None:
    real, pretended = Folder(tmp_path), FragileFiles()
    for files in (real, pretended):
        assert files.read("a") == b""
        files.append("a", b"one")
        files.append("a", b"two")
        files.sync("a")
        files.truncate("a", 4)
        files.write("b", b"three")
        files.write("b", b"3")
        files.rename("b", "c")
        files.sync_folder()

    for name in ("a", "b", "c"):
        assert real.read(name) == pretended.read(name)
    assert real.read("a") == b"onet"
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_lock_half_made_is_no_lock_and_can_be_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "lock"
    make_lock(folder, lock_id="L-0042", label="0042")
    (folder / IDENTITY).unlink()

    label = make_lock(folder, lock_id="L-0043", label="00043", random=secrets.token_bytes)

    assert json.loads((folder / IDENTITY).read_bytes())["lock_id"] == label["lock_id"] == "L-0043"
    with pytest.raises(CannotMakeLock):
        make_lock(folder, lock_id="L-0044", label="0044")


def test_an_outcome_is_never_forgotten_by_a_power_cut(door: Door) -> None:
    given = []
    for op in ("open", "lock", "open"):
        assert door.ask(credential(), op)[0] is Outcome.DONE
        given.append(door.core.journal.receipt(door.core.journal.seq))
        door.power_cut()
        door.set_time(NOON)

    assert [door.core.journal.receipt(seq) for seq in (2, 3, 4)] == given
