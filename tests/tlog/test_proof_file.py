"""Proofs that are kept: written as the specification says, read strictly, checked alone."""

import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from tlog_scales import cli

from elaas.tlog.checkpoint import Checkpoint
from elaas.tlog.note import BadNote, Signer
from elaas.tlog.proof import NotProven, inclusion
from elaas.tlog.proof_file import BadProof, ProofFile, proof_file_in
from elaas.tlog.tree import root
from tests.tlog import grown

LOG = Signer("elaas.example/log", bytes(range(32)))
SIZE = 600


def note(size: int) -> bytes:
    return Checkpoint(LOG.name, size, root(grown.leaves(size))).signed(LOG).encode()


def kept(index: int, *, extra: bytes | None = None) -> ProofFile:
    proof = inclusion(grown.nodes(SIZE), index=index, size=SIZE)
    return ProofFile(index, tuple(proof), note(SIZE), extra)


@pytest.mark.parametrize("extra", [None, b"", b"salt and body"])
def test_what_is_kept_is_read_back_and_holds(extra: bytes | None) -> None:
    one = proof_file_in(kept(123, extra=extra).encode())

    assert one == kept(123, extra=extra)
    checkpoint, _ = one.check(grown.entries(SIZE)[123], log=LOG.key)
    assert checkpoint.size == SIZE


def test_a_log_of_one_entry_needs_no_hash() -> None:
    one = proof_file_in(ProofFile(0, (), note(1)).encode())

    one.check(grown.entries(1)[0], log=LOG.key)


def test_foreign_code_writes_the_same_file(tmp_path: Path) -> None:
    for tile, held in grown.tiles(SIZE).items():
        path = tmp_path / "tile" / tile.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held)
    (tmp_path / "checkpoint").write_bytes(note(SIZE))
    arguments = cli.build_parser().parse_args(["gen-proof", str(tmp_path), "555"])

    told = io.StringIO()
    with redirect_stdout(told):
        arguments.func(arguments)

    assert told.getvalue().encode() == kept(555).encode()


def test_another_entry_place_key_or_log_does_not_hold() -> None:
    entries = grown.entries(SIZE)
    one = kept(123)

    with pytest.raises(NotProven):
        one.check(entries[124], log=LOG.key)
    with pytest.raises(NotProven):
        ProofFile(124, one.proof, one.note).check(entries[123], log=LOG.key)
    with pytest.raises(NotProven):
        ProofFile(SIZE, one.proof, one.note).check(entries[123], log=LOG.key)
    with pytest.raises(NotProven):
        ProofFile(123, one.proof, note(SIZE - 1)).check(entries[123], log=LOG.key)
    with pytest.raises(BadNote):
        one.check(entries[123], log=Signer(LOG.name, bytes(32)).key)


HASH = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw="


@pytest.mark.parametrize(
    "head",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n\n",
        "c2sp.org/tlog-proof@v2\nindex 1\n\n",
        "c2sp.org/tlog-proof@v1\nextra ?\nindex 1\n\n",
        "c2sp.org/tlog-proof@v1\nextra QUJD\n\n",
        "c2sp.org/tlog-proof@v1\nextra QUJD\nextra QUJD\nindex 1\n\n",
        "c2sp.org/tlog-proof@v1\nindex 01\n\n",
        "c2sp.org/tlog-proof@v1\n1\n\n",
        f"c2sp.org/tlog-proof@v1\nindex 1\n{HASH[:-4]}\n\n",
        "c2sp.org/tlog-proof@v1\nindex \N{ARABIC-INDIC DIGIT ONE}\n\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n" + f"{HASH}\n" * 64 + "\n",
    ],
)
def test_what_is_no_proof_is_refused(head: str) -> None:
    with pytest.raises(BadProof):
        proof_file_in(head.encode())
