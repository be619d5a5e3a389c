"""The journal: paging, quotas, the ring, and files that are not what they should be."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from elaas.lock.files import Folder
from elaas.lock.folder import assemble
from elaas.lock.journal import FILE, RING, SPARE, Damaged, Frame, Journal, read
from elaas.lock.program import Lock
from elaas.lock.state import State
from elaas.protocol.cose import sign1
from elaas.protocol.receipt import Outcome, Receipt, digest
from tests.lock.door import NOON, Door, credential, new_door, update


def fill(door: Door, seq: int, *, acknowledged: int = 0) -> None:
    """Let the lock have written receipts up to `seq`, and start it anew at noon."""
    journal = door.core.journal
    frames = []
    for number in range(journal.seq + 1, seq + 1):
        receipt = Receipt(
            lock_id="L-0042", seq=number, previous=journal.previous, time=NOON, uncertainty=1,
            operation="open", outcome=Outcome.DONE, cti=bytes(16), epoch=0, battery=100,
        )  # fmt: skip
        frames.append(
            Frame(NOON, number, sign1(receipt.payload(), door.core.identity.receipt), None)
        )
    frames.append(Frame(NOON, None, None, replace(journal.state, acknowledged=acknowledged)))
    with (door.folder / FILE).open("ab") as file:
        file.write(b"".join(frame.encode() for frame in frames))
    door.power_cut()
    door.set_time(NOON)


def test_receipts_are_numbered_and_chained(door: Door) -> None:
    for op in ("open", "lock", "dance"):
        door.ask(credential(), op)

    journal = door.core.journal
    for earlier, later in zip(door.receipts, door.receipts[1:], strict=False):
        assert later.seq == earlier.seq + 1
        assert later.previous == digest(journal.receipt(earlier.seq) or b"")
    assert door.receipts[0].previous == bytes(32)


def test_the_journal_is_read_page_by_page_from_the_oldest(door: Door) -> None:
    for _ in range(8):
        door.ask(credential(), "open")
    visit = door.meet()
    outcome, page = visit.first(credential(), "journal", 0)
    pages = [page]

    while page:
        assert outcome is Outcome.DONE
        outcome, page = visit.then("journal", door.read(page[-1]).seq + 1)
        pages.append(page)

    assert [door.read(one).seq for page in pages for one in page] == list(range(1, 10))
    assert max(map(len, pages)) > 1
    assert visit.then("journal", 5)[1][0] == door.core.journal.receipt(5)
    assert visit.then("journal", 2**64 - 1) == (Outcome.DONE, [])


def test_reading_writes_nothing(door: Door) -> None:
    for op, args in (("status", ()), ("journal", (0,)), ("update", (update(NOON),))):
        assert door.ask(credential(), op, *args)[0] is Outcome.DONE
    door.set_time(NOON)

    assert door.core.journal.seq == 1


def test_what_proves_nothing_is_written_once_a_minute(door: Door) -> None:
    assert door.ask(None, "open")[1] is not None
    assert door.ask(None, "open") == (Outcome.NO_CREDENTIAL, None)
    assert door.ask(credential(lock_id="L-1"), "open")[1] is not None
    door.wait(59)
    assert door.ask(None, "open")[1] is None
    door.wait(1)
    assert door.ask(None, "open")[1] is not None


def test_refusals_are_written_while_fewer_than_500_receipts_wait(door: Door) -> None:
    fill(door, 499)
    assert door.ask(credential(scope="service"), "open")[1] is not None
    assert door.core.journal.seq == 500

    assert door.ask(credential(scope="service"), "open") == (Outcome.OUT_OF_SCOPE, None)
    assert door.ask(None, "open") == (Outcome.NO_CREDENTIAL, None)
    assert door.ask(credential(), "open")[1] is not None
    door.core.surroundings.order_jam()
    assert door.ask(credential(), "open")[0] is Outcome.JAMMED
    assert door.core.journal.seq == 503


def test_a_full_journal_stops_openings_and_nothing_else(door: Door) -> None:
    fill(door, RING - 1)
    assert door.ask(credential(), "open")[0] is Outcome.DONE
    door.core.surroundings.set_battery(4)
    assert door.ask(credential(), "open") == (Outcome.JOURNAL_FULL, None)
    assert door.ask(credential(scope="service"), "open") == (Outcome.OUT_OF_SCOPE, None)
    door.core.surroundings.set_battery(100)

    assert door.ask(credential(), "lock")[0] is Outcome.DONE
    assert door.ask(credential(), "status")[0] is Outcome.DONE
    assert door.ask(credential(), "journal", 1)[1][0] == door.core.journal.receipt(1)
    acknowledged = 2, digest(door.core.journal.receipt(2) or b"")
    assert door.ask(None, "update", update(NOON, acknowledged=acknowledged))[0] is Outcome.DONE
    assert door.ask(credential(), "open")[0] is Outcome.DONE
    assert door.ask(credential(), "open")[0] is Outcome.JOURNAL_FULL
    assert door.ask(credential(), "release", bytes(16))[0] is Outcome.DONE


def test_the_ring_keeps_a_thousand_and_whatever_is_not_acknowledged(door: Door) -> None:
    fill(door, RING + 50)
    assert door.core.journal.oldest == 1

    last = RING + 50, digest(door.core.journal.receipt(RING + 50) or b"")
    door.ask(None, "update", update(NOON, acknowledged=last))

    assert door.core.journal.oldest == 51
    assert door.core.journal.receipt(50) is None
    assert door.read(door.ask(credential(), "journal", 0)[1][0]).seq == 51


def test_the_file_is_written_anew_when_most_of_it_is_old(door: Door) -> None:
    fill(door, RING + SPARE + 20, acknowledged=RING + SPARE)
    size = (door.folder / FILE).stat().st_size
    state = door.core.journal.state

    door.power_cut()

    assert (door.folder / FILE).stat().st_size <= size
    assert len(read((door.folder / FILE).read_bytes()).frames) == RING + 1
    assert (door.core.journal.state, door.core.journal.last_time) == (state, NOON)
    assert (door.core.journal.oldest, door.core.journal.seq) == (SPARE + 21, RING + SPARE + 20)
    door.set_time(NOON)
    door.ask(credential(), "open")
    assert door.receipts[-1].previous == digest(door.core.journal.receipt(RING + SPARE + 20) or b"")


def test_a_torn_end_is_dropped(door: Door) -> None:
    door.ask(credential(), "open")
    whole = (door.folder / FILE).read_bytes()
    frames = read(whole).frames
    start = len(whole) - len(frames[-1].encode())

    for size in range(start, len(whole)):
        lost = len(whole) - size
        for rest in (b"", bytes(lost), b"\xff" * lost, b"\xaa" * (lost // 2), garbage(lost)):
            (door.folder / FILE).write_bytes(whole[:size] + rest)
            journal = Journal(Folder(door.folder))
            assert journal.seq == 1
            assert (door.folder / FILE).read_bytes() == whole[:start]


def garbage(size: int) -> bytes:
    """Bytes without a pattern, the same at every run."""
    return hashlib.shake_128(b"what was there before").digest(size)


def test_damage_in_a_receipt_that_was_given_out_is_not_taken_for_a_power_cut(door: Door) -> None:
    for _ in range(4):
        door.ask(credential(), "open")
    whole = (door.folder / FILE).read_bytes()
    last = len(whole) - len(read(whole).frames[-1].encode())

    for place in range(last):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(Damaged):
            read(bytes(damaged))


def test_a_bad_frame_that_ends_before_the_data_does_is_damage(door: Door) -> None:
    for _ in range(2):
        door.ask(credential(), "open")
    whole = (door.folder / FILE).read_bytes()
    sizes = [len(frame.encode()) for frame in read(whole).frames[-2:]]

    with pytest.raises(Damaged):  # both bodies are spoiled, so nothing valid follows
        read(whole[: -sum(sizes) + 12] + garbage(sizes[0] - 12) + whole[-sizes[1] :][:12] + b"x")


def test_damage_in_the_middle_is_not_taken_for_a_power_cut(door: Door) -> None:
    fill(door, 60)
    whole = bytearray((door.folder / FILE).read_bytes())
    whole[500] ^= 1

    with pytest.raises(Damaged, match="byte"):
        read(bytes(whole))


def test_a_gap_and_a_foreign_file_are_damage(tmp_path: Path) -> None:
    state = State(claim_secret=bytes(16), address=bytes(6))
    start = Frame(0, None, None, state)
    receipts = [Frame(0, 1, b"one", None), Frame(0, 3, b"three", None)]
    with pytest.raises(Damaged, match="missing"):
        read(b"".join(frame.encode() for frame in (start, *receipts)))
    with pytest.raises(Damaged, match="no state"):
        _ = read(b"").state

    body = b"\xff"
    foreign = b"\x00\x01\xff\xfe" + digest(body)[:8] + body
    with pytest.raises(Damaged, match="another program"):
        read(foreign)


def test_every_state_survives(tmp_path: Path) -> None:
    door = new_door(tmp_path / "lock")
    door.claim()
    key = door.key, b"\x09"
    door.ask(
        None,
        "update",
        update(NOON, epoch=7, revoked=(b"\x07" * 8, b"\x08" * 8), next_authority=key),
    )
    before = door.core.journal.state

    after = Lock(assemble(door.folder)).address, read((door.folder / FILE).read_bytes()).state

    assert after == (door.lock.address, before)
