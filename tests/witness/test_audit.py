"""`elaas audit --url`: whatever a log does but grow is found, and named."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from elaas.tlog.cosignature import cosign
from elaas.tlog.note import Note, Signer, note_in
from elaas.tlog.tiles import bundled
from elaas.witness import audit
from tests.tlog import grown
from tests.witness.log import AT, LOG, WITNESS, checkpoint
from tests.witness.site import Log, shown

KEY = str(LOG.key)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    monkeypatch.setattr("elaas.witness.fetch.PAUSE", 0)
    with shown() as site:
        yield site


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "seen"


def run(log: Log, *more: object) -> int:
    return audit.main(["--url", log.url, "--wait", "0", *map(str, more)])


def cosigned(size: int) -> bytes:
    note = note_in(checkpoint(size))
    return Note(note.text, (*note.signatures, cosign(note, WITNESS, time=AT))).encode()


def test_a_log_that_grows_is_followed_and_only_what_is_new_is_fetched(
    log: Log, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.hold(1000)
    assert run(log, "--key", KEY, "--state", state) == 0
    assert "has only grown, to 1000 entries" in capsys.readouterr().out
    log.asked.clear()
    log.hold(1300, before=1000)

    assert run(log, "--state", state) == 0
    assert "from 1000 to 1300 entries" in capsys.readouterr().out
    assert len(log.asked) == 10
    assert run(log, "--state", state) == 0


@pytest.mark.parametrize(("before", "now"), [(1, 2), (255, 257), (256, 600), (300, 512)])
def test_a_log_that_gives_only_whole_tiles_of_what_was_is_followed(
    log: Log, state: Path, before: int, now: int
) -> None:
    log.hold(before)
    assert run(log, "--key", KEY, "--state", state) == 0
    log.hold(now, before=before)
    log.tidy()

    assert run(log, "--state", state) == 0


def test_the_first_time_somebody_must_say_which_key_it_is(
    log: Log, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.hold(3)

    assert run(log, "--state", state) == 2
    assert "Which key signs this log?" in capsys.readouterr().err
    assert not state.exists()
    assert run(log, "--key", "rubbish") == 2


def change(name: str, content: bytes) -> Callable[[Log], None]:
    def changed(log: Log) -> None:
        log.has[name] = content

    return changed


def first_byte_of(name: str) -> Callable[[Log], None]:
    def changed(log: Log) -> None:
        held = log.has[name]
        log.has[name] = bytes([held[0] ^ 1]) + held[1:]

    return changed


def another_entry(log: Log) -> None:
    entries = grown.entries(600)[512:600]
    log.has["tile/entries/002.p/88"] = bundled([*entries[:80], b"another", *entries[81:]])


FAULTS = [
    (another_entry, "tile 0/002.p/88 does not hold the hash of entry 592"),
    (first_byte_of("tile/0/001"), "forked|entry 256"),
    (first_byte_of("tile/0/002.p/88"), "hash of entry 512"),
    (first_byte_of("tile/1/000.p/2"), "1/000.p/2 does not hold the hashes of the tiles below"),
    (change("tile/0/002.p/88", b"short"), "does not hold 88 hashes"),
    (change("tile/entries/002.p/88", b"\x00\x09short"), "does not hold 88 entries"),
    (change("checkpoint", checkpoint(600, fork=True)), "signed root is not that"),
    (change("checkpoint", checkpoint(600, signer=Signer(LOG.name, bytes(32)))), "not signed by"),
    (change("checkpoint", b"rubbish"), "is not the log's"),
    (change("checkpoint", checkpoint(200)), "has shrunk: it had 300 entries, and now has 200"),
    (change("checkpoint", checkpoint(300, fork=True)), "two roots were signed for its 300"),
]


@pytest.mark.parametrize(("fault", "words"), FAULTS)
def test_each_fault_is_named_and_the_state_stays(
    log: Log,
    state: Path,
    capsys: pytest.CaptureFixture[str],
    fault: Callable[[Log], None],
    words: str,
) -> None:
    log.hold(300)
    assert run(log, "--key", KEY, "--state", state) == 0
    before = state.read_bytes()
    log.hold(600, before=300)
    fault(log)

    assert run(log, "--state", state) == 1
    told = capsys.readouterr().err
    assert any(word in told for word in words.split("|")), told
    assert state.read_bytes() == before


def test_another_first_entry_is_a_fork_and_both_checkpoints_are_kept(
    log: Log, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.hold(300)
    run(log, "--key", KEY, "--state", state)
    log.hold(600)
    held = log.has["tile/0/000"]
    log.has["tile/0/000"] = bytes(32) + held[32:]
    log.has["tile/1/000.p/1"] = bytes(32)
    log.has["tile/1/000.p/2"] = bytes(32) + log.has["tile/1/000.p/2"][32:]

    assert run(log, "--state", state) == 1
    assert "its first 300 entries are not those that were seen" in capsys.readouterr().err
    kept = Path(f"{state}.fault").read_bytes()
    assert checkpoint(300) in kept
    assert checkpoint(600) in kept


def test_the_witnesses_that_are_named_must_have_cosigned(
    log: Log, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.hold(5)
    asked = ("--key", KEY, "--witness", WITNESS.key)
    assert run(log, *asked, "--state", state) == 1
    assert "not cosigned by witness.example/w1" in capsys.readouterr().err
    assert not state.exists()

    log.has["checkpoint"] = cosigned(5)

    assert run(log, *asked, "--state", state) == 0
    assert "witness.example/w1 saw the same log, 2027-01-15 08:00:00 UTC" in capsys.readouterr().out
    other = Signer(WITNESS.name, bytes(32), WITNESS.kind).key
    assert run(log, "--key", KEY, "--witness", other) == 1


def test_a_log_that_is_not_there_is_no_fault(
    log: Log, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(log, "--key", KEY) == 2
    log.hold(300)
    del log.has["tile/0/001.p/44"]
    assert run(log, "--key", KEY) == 2
    assert "nothing was checked" in capsys.readouterr().err
    log.hold(300)
    log.failing = 2
    assert run(log, "--key", KEY, "--state", state) == 0
    for url in ("ftp://log.example", "http://", "http://127.0.0.1:9", "http://[/"):
        assert audit.main(["--url", url, "--key", KEY]) == 2


def test_what_has_no_end_is_not_read_to_it(log: Log) -> None:
    log.hold(3)
    log.has["tile/0/000.p/3"] = bytes(10_000_000)

    assert run(log, "--key", KEY) == 2


def test_another_key_than_the_last_time_is_another_log(log: Log, state: Path) -> None:
    log.hold(3)
    run(log, "--key", KEY, "--state", state)

    assert run(log, "--key", Signer(LOG.name, bytes(32)).key, "--state", state) == 2
    state.write_bytes(b"rubbish")
    assert run(log, "--state", state) == 2
    Path(f"{state}.key").write_bytes(b"\xff")
    assert run(log, "--key", KEY, "--state", state) == 2


def test_a_checkpoint_that_somebody_saved_by_hand_will_do(log: Log, state: Path) -> None:
    log.hold(5, before=4)
    state.write_bytes(checkpoint(4))

    assert run(log, "--key", KEY, "--state", state) == 0
    assert state.read_bytes() == checkpoint(5)


def test_where_the_state_cannot_be_kept_it_says_so(log: Log, tmp_path: Path) -> None:
    log.hold(3)

    assert run(log, "--key", KEY, "--state", tmp_path / "none" / "seen") == 2
