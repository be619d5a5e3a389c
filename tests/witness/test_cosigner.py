"""A witness cosigns what only grew, and refuses the rest with the number the specification says."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from tlog_scales import signing
from tlog_scales.tlog import Checkpoint as ForeignCheckpoint

from elaas.tlog.add_checkpoint import AddCheckpoint
from elaas.tlog.checkpoint import Checkpoint
from elaas.tlog.cosignature import cosigned_at
from elaas.tlog.note import Signer, note_in
from elaas.witness.memory import Memory, NoMemory
from tests.witness.log import AT, LOG, WITNESS, answering, asked, checkpoint, cosigner, made

OTHER = Signer("other.example/log", bytes(range(32)))
IMPOSTOR = Signer(LOG.name, bytes(32))


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return made(tmp_path / "witness")


@pytest.fixture
def url(memory: Memory) -> Iterator[str]:
    with answering(cosigner(memory)) as address:
        yield f"{address}/add-checkpoint"


def told(url: str, body: bytes) -> tuple[int, bytes]:
    answer = httpx.post(url, content=body, timeout=60)
    return answer.status_code, answer.content


def test_a_log_that_grows_is_cosigned_each_time_which_foreign_code_verifies(url: str) -> None:
    for old, new in ((0, 1), (1, 5), (5, 5), (5, 300)):
        status, line = told(url, asked(old, new))

        assert status == 200
        note = note_in(checkpoint(new) + line)
        assert cosigned_at(note, WITNESS.key) == AT
        theirs = ForeignCheckpoint.from_text(note.encode().decode())
        theirs.verify(signing.Vkey.from_string(str(WITNESS.key)))


def test_many_questions_go_by_one_connection(url: str) -> None:
    with httpx.Client(limits=httpx.Limits(max_connections=1)) as client:
        answers = [client.post(url, content=asked(old, old + 1)) for old in range(5)]

    assert {one.status_code for one in answers} == {200}
    assert not any("close" in one.headers.get("Connection", "") for one in answers)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"old 5\n\n", 400),
        (b"old 5\n\nno checkpoint\n", 400),
        (b"old 5\nno hash\n\n" + checkpoint(7), 400),
        (asked(8, 7), 400),
        (b"old 5\n\n" + Checkpoint(OTHER.name, 7, bytes(32)).signed(OTHER).encode(), 404),
        (asked(5, 7, signer=IMPOSTOR), 403),
        (asked(5, 7, signer=Signer("elsewhere.example", LOG.seed)), 403),
        (AddCheckpoint(5, (bytes(32),), checkpoint(7)).encode(), 422),
        (AddCheckpoint(5, (), checkpoint(7)).encode(), 422),
        (AddCheckpoint(5, (bytes(32),), checkpoint(5)).encode(), 422),
        (asked(5, 7, fork=True), 422),
        (b"old 0\n" * 20_000, 413),
    ],
)
def test_each_fault_has_its_number_and_nothing_is_cosigned(
    url: str, body: bytes, status: int
) -> None:
    assert told(url, asked(0, 5))[0] == 200

    refused, why = told(url, body)

    assert refused == status
    assert "\N{EM DASH}".encode() not in why
    assert told(url, asked(5, 6))[0] == 200  # it stands where it stood


@pytest.mark.parametrize(
    "body", [asked(0, 9), asked(4, 9), asked(6, 9), asked(3, 4), asked(5, 5, fork=True)]
)
def test_whoever_is_elsewhere_is_told_where_the_witness_is(url: str, body: bytes) -> None:
    told(url, asked(0, 5))

    answer = httpx.post(url, content=body)

    assert (answer.status_code, answer.content) == (409, b"5\n")
    assert answer.headers["Content-Type"] == "text/x.tlog.size"


def test_an_empty_log_has_one_root(url: str) -> None:
    forged = Checkpoint(LOG.name, 0, bytes(32)).signed(LOG).encode()

    assert told(url, AddCheckpoint(0, (), forged).encode()) == (409, b"0\n")
    assert told(url, asked(0, 0))[0] == 200


def test_a_log_never_shrinks_and_never_forks_and_what_shows_it_is_kept(
    url: str, memory: Memory, tmp_path: Path
) -> None:
    told(url, asked(0, 9))

    assert told(url, asked(3, 3))[0] == 409
    assert told(url, asked(9, 9, fork=True))[0] == 409
    assert told(url, asked(9, 12, fork=True))[0] == 422

    kept = {
        path.name.partition("-")[0]: path.read_bytes() for path in tmp_path.glob("*/evidence/*")
    }
    assert checkpoint(9) in kept["fork"]
    assert checkpoint(9, fork=True) in kept["fork"]
    assert checkpoint(12, fork=True) in kept["unproven"]
    assert memory.last(LOG.name) == checkpoint(9)


def test_a_log_with_two_keys_is_trusted_by_either(memory: Memory) -> None:
    second = Signer(LOG.name, bytes(range(2, 34)))
    with answering(cosigner(memory, LOG.key, second.key)) as address:
        url = f"{address}/add-checkpoint"

        assert told(url, asked(0, 2))[0] == 200
        assert told(url, asked(2, 3, signer=second))[0] == 200


def test_of_two_who_ask_at_once_one_is_first_and_none_rolls_back(url: str, memory: Memory) -> None:
    told(url, asked(0, 10))
    bodies = [asked(10, new) for new in (20, 11, 300, 12)] * 4

    with ThreadPoolExecutor(8) as several:
        answers = list(several.map(lambda body: told(url, body), bodies))

    cosigned = [body for body, (status, _) in zip(bodies, answers, strict=True) if status == 200]
    assert len(cosigned) == 1
    assert memory.last(LOG.name) in cosigned[0]
    assert {status for status, _ in answers} == {200, 409}


def test_other_addresses_and_methods_are_refused(url: str) -> None:
    assert httpx.get(url).status_code == 405
    assert httpx.get(url.replace("add-checkpoint", "")).status_code == 404
    assert httpx.post(url.replace("add", "sub"), content=asked(0, 1)).status_code == 404
    chunked = httpx.post(url, content=iter([asked(0, 1)]))
    assert chunked.status_code == 411


def test_what_was_cosigned_is_known_after_a_restart(memory: Memory) -> None:
    assert cosigner(memory).add_checkpoint(asked(0, 9), time=AT).status == 200

    again = cosigner(memory)

    assert again.add_checkpoint(asked(0, 9, fork=True), time=AT).status == 409
    assert again.add_checkpoint(asked(9, 10), time=AT).status == 200


class Cut(Memory):
    """The power goes when the checkpoint is kept and its cosignature has not left yet."""

    def remember(self, origin: str, note: bytes) -> None:
        super().remember(origin, note)
        raise KeyboardInterrupt


def test_a_power_cut_before_the_answer_loses_the_answer_and_not_the_memory(
    memory: Memory, tmp_path: Path
) -> None:
    cosigner(memory).add_checkpoint(asked(0, 5), time=AT)
    with pytest.raises(KeyboardInterrupt):
        cosigner(Cut(tmp_path / "witness")).add_checkpoint(asked(5, 9), time=AT)

    again = cosigner(memory)

    told = again.add_checkpoint(asked(5, 9), time=AT)
    assert (told.status, told.body) == (409, b"9\n")
    assert again.add_checkpoint(asked(9, 9), time=AT).status == 200


class Full(Memory):
    """A disk that is full."""

    def remember(self, origin: str, note: bytes) -> None:
        raise OSError(28, f"No space left for {len(note)} bytes of {origin}")


def test_what_cannot_be_kept_is_not_cosigned(memory: Memory, tmp_path: Path) -> None:
    with answering(cosigner(Full(tmp_path / "witness"))) as address:
        assert told(f"{address}/add-checkpoint", asked(0, 5))[0] == 500
    assert memory.last(LOG.name) == b""


def test_a_half_written_file_is_not_taken_for_the_last_checkpoint(
    memory: Memory, tmp_path: Path
) -> None:
    cosigner(memory).add_checkpoint(asked(0, 5), time=AT)
    [kept] = tmp_path.glob("witness/logs/*")
    kept.with_name(f".{kept.name}.new").write_bytes(b"half of")

    assert cosigner(memory).add_checkpoint(asked(5, 6), time=AT).status == 200


@pytest.mark.parametrize("kept", [b"half of", checkpoint(5, signer=IMPOSTOR), b"\xff"])
def test_a_damaged_memory_stops_the_witness(memory: Memory, tmp_path: Path, kept: bytes) -> None:
    cosigner(memory).add_checkpoint(asked(0, 5), time=AT)
    [path] = tmp_path.glob("witness/logs/*")
    path.write_bytes(kept)

    with pytest.raises(NoMemory, match=r"elaas\.example/log"):
        cosigner(memory)
