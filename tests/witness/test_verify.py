"""A proof that was saved is checked years later, by a program that knows nothing but two keys."""

import hashlib
from pathlib import Path

import pytest

from elaas.ledger.entries import Value, canonical
from elaas.tlog.checkpoint import Checkpoint
from elaas.tlog.cosignature import cosign
from elaas.tlog.note import Note, Signer
from elaas.tlog.proof import inclusion
from elaas.tlog.proof_file import ProofFile
from elaas.tlog.tree import leaf_hash, root
from elaas.witness import verify
from tests.witness.log import AT, LOG, WITNESS

SALT = bytes(range(32))
RECEIPT: dict[str, Value] = {
    "kind": "receipt",
    "at": "2026-12-01T09:40:00Z",
    "lock": "L-0007",
    "operation": "open",
    "outcome": 0,
}


def saved(
    body: bytes, *, cosigned: bool = True, extra: bytes | None = None, signer: Signer = LOG
) -> bytes:
    """A log of three entries, the second of which was saved."""
    leaves = [leaf_hash(b"a"), leaf_hash(hashlib.sha256(SALT + body).digest()), leaf_hash(b"c")]
    note = Checkpoint(LOG.name, 3, root(leaves)).signed(signer)
    if cosigned:
        note = Note(note.text, (*note.signatures, cosign(note, WITNESS, time=AT)))

    def node(level: int, index: int) -> bytes:
        return root(leaves[index << level : (index + 1) << level])

    proof = inclusion(node, index=1, size=3)
    return ProofFile(
        1, tuple(proof), note.encode(), SALT + body if extra is None else extra
    ).encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "entry.tlog-proof"


def run(file: Path, content: bytes, *more: object) -> int:
    file.write_bytes(content)
    return verify.main([str(file), "--key", str(LOG.key), *map(str, more)])


def test_it_says_what_the_entry_tells_and_when_it_was_seen(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, saved(canonical(RECEIPT)), "--witness", WITNESS.key) == 0

    told = capsys.readouterr().out
    assert "number 1 of the 3 in elaas.example/log" in told
    assert "A phone opened the door, and it was done. The lock itself has signed this." in told
    assert "at: 2026-12-01T09:40:00Z" in told
    assert "lock: L-0007" in told
    assert "witness.example/w1 saw it there on 2027-01-15 at 08:00:00 UTC" in told


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({**RECEIPT, "outcome": 4}, "tried to open the door, and was refused: the access had been"),
        ({**RECEIPT, "operation": "lock", "outcome": 9}, "tried to lock the door, and it was not"),
        ({**RECEIPT, "operation": "claim"}, "told the lock: claim"),
        ({**RECEIPT, "outcome": 99}, "how it ended is not known"),
        ({"kind": "looked", "about": None}, "An employee looked at a person's data."),
        ({"kind": "looked", "about": None}, "about: null"),
        ({"kind": "brand_new"}, "Something happened that the log calls «brand_new»."),
        ({"kind": "looked", "what": "\x1b[2Jæ"}, "what: ?[2Jæ"),
    ],
)
def test_each_kind_is_told_in_plain_words(
    file: Path, capsys: pytest.CaptureFixture[str], fields: dict[str, Value], words: str
) -> None:
    assert run(file, saved(canonical(fields))) == 0
    assert words in capsys.readouterr().out


def test_without_a_witness_s_key_it_says_what_it_rests_on(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, saved(canonical(RECEIPT))) == 0
    assert "Not checked: the cosignature of witness.example/w1" in capsys.readouterr().out
    assert run(file, saved(canonical(RECEIPT), cosigned=False)) == 0
    assert "no witness has cosigned it" in capsys.readouterr().out


BODY = canonical(RECEIPT)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "That is no proof"),
        (saved(BODY, extra=SALT + BODY.replace(b"open", b"lock")), "does not hold this entry"),
        (saved(BODY, extra=bytes(32) + BODY), "does not hold this entry"),
        (saved(BODY, extra=b""), "The entry itself is not in it"),
        (saved(BODY, extra=SALT), "The entry itself is not in it"),
        (saved(BODY).replace(b"index 1", b"index 0"), "does not hold this entry"),
        (saved(BODY).replace(b"\n3\n", b"\n4\n"), "does not hold"),
        (saved(BODY, signer=Signer(LOG.name, bytes(32))), "not signed by elaas.example/log"),
        (saved(BODY, cosigned=False), "not cosigned by witness.example/w1"),
        (saved(b"no JSON"), "cannot be read"),
        (saved(b"[]"), "does not say what"),
        (saved(BODY) + b"x" * verify.LARGEST, "too large"),
    ],
)
def test_what_proves_nothing_says_why(
    file: Path, capsys: pytest.CaptureFixture[str], content: bytes, why: str
) -> None:
    assert run(file, content, "--witness", WITNESS.key) == 1
    assert why in capsys.readouterr().err


def test_a_key_that_is_none_and_a_file_that_is_not_there(file: Path) -> None:
    assert verify.main([str(file), "--key", str(LOG.key)]) == 1
    assert run(file, saved(BODY), "--witness", LOG.key) == 1
