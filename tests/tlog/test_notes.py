"""Signed notes, checkpoints and cosignatures: written, read, and held against foreign code."""

import pytest
from tlog_scales import signing
from tlog_scales.tlog import Checkpoint as ForeignCheckpoint

from elaas.tlog.checkpoint import Checkpoint, checkpoint_in, verified
from elaas.tlog.cosignature import COSIGNATURE, cosign, cosigned_at
from elaas.tlog.note import BadKey, BadNote, Note, Signature, Signer, key_told, note_in, signer_kept
from tests.tlog.grown import leaves

LOG = Signer("elaas.example/log", bytes(range(32)))
WITNESS = Signer("witness.example/w1", bytes(range(1, 33)), COSIGNATURE)
HEAD = Checkpoint(LOG.name, 20852163, leaves(1)[0])
AT = 1_800_000_000
# From the specification: C2SP tlog-cosignature.
EXAMPLE = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\N{EM DASH} example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
\N{EM DASH} witness.example.com/w1 \
jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""


def cosigned() -> Note:
    note = HEAD.signed(LOG)
    return Note(note.text, (*note.signatures, cosign(note, WITNESS, time=AT)))


def test_a_checkpoint_is_read_back_and_its_cosignature_tells_when() -> None:
    head, note = verified(cosigned().encode(), log=LOG.key)

    assert head == HEAD
    assert cosigned_at(note, WITNESS.key) == AT


def test_foreign_code_verifies_ours() -> None:
    theirs = ForeignCheckpoint.from_text(cosigned().encode().decode())

    for key in (LOG.key, WITNESS.key):
        theirs.verify(signing.Vkey.from_string(str(key)))
    assert (theirs.origin, theirs.size, theirs.root_hash) == (HEAD.origin, HEAD.size, HEAD.root)


def test_we_verify_what_foreign_code_signs() -> None:
    signer = signing.PlainEd25519Signer(LOG.name, LOG.seed)
    theirs = ForeignCheckpoint.make_signed(HEAD.origin, HEAD.size, HEAD.root, [signer])

    key = key_told(signer.vkey.serialize())  # type: ignore[no-untyped-call]  # theirs is untyped

    head, _ = verified(theirs.serialize().encode(), log=key)

    assert head == HEAD


def test_the_specification_s_example_is_read_and_written_alike() -> None:
    note = note_in(EXAMPLE.encode())

    assert checkpoint_in(note).size == 20852163
    assert note.encode().decode() == EXAMPLE
    assert int.from_bytes(note.signatures[1].body[:8], "big") == 1679315147


def test_keys_are_read_back() -> None:
    assert key_told(str(LOG.key)) == LOG.key
    assert signer_kept(LOG.encode()) == LOG
    assert key_told(str(WITNESS.key), kinds=(COSIGNATURE,)) == WITNESS.key
    assert signer_kept(WITNESS.encode(), kinds=(COSIGNATURE,)) == WITNESS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+12345678",
        "name+12345678+QUJD",
        str(LOG.key)[:-1],
        str(LOG.key).replace("log+", "lag+"),
        str(LOG.key).replace("elaas", "elaas elaas"),
        "a+zzzzzzzz+" + str(LOG.key).split("+", 2)[2],
        str(WITNESS.key),
        LOG.encode(),
    ],
)
def test_what_is_no_key_of_a_log_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        key_told(text)
    with pytest.raises(BadKey):
        signer_kept(text if text != LOG.encode() else str(LOG.key))


def test_a_private_key_written_down_wrongly_is_refused_without_being_shown() -> None:
    wrong = LOG.encode().replace("log+", "lag+")

    with pytest.raises(BadKey) as refused:
        signer_kept(wrong)
    assert wrong.rpartition("+")[2] not in str(refused.value)


def test_every_changed_byte_is_noticed() -> None:
    data = HEAD.signed(LOG).encode()
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises(BadNote):
            verified(changed, log=LOG.key)


def test_a_cosignature_moved_in_time_or_to_another_checkpoint_does_not_hold() -> None:
    note = HEAD.signed(LOG)
    name, key_id, body = cosign(note, WITNESS, time=AT)
    later = (AT + 1).to_bytes(8, "big") + body[8:]
    other = Checkpoint(HEAD.origin, HEAD.size + 1, HEAD.root).signed(LOG)
    for text, told in ((note.text, later), (other.text, body), (note.text, body[:-1])):
        with pytest.raises(BadNote):
            cosigned_at(Note(text, (Signature(name, key_id, told),)), WITNESS.key)


def test_who_has_not_signed_or_has_signed_twice_has_not_signed() -> None:
    note = HEAD.signed(LOG)
    with pytest.raises(BadNote, match="not cosigned by"):
        cosigned_at(note, WITNESS.key)
    with pytest.raises(BadNote, match="not signed by"):
        note.check(Signer(LOG.name, bytes(32)).key)
    with pytest.raises(BadNote, match="not signed by"):
        note.signed(LOG).check(LOG.key)


def test_another_log_s_checkpoint_is_not_ours() -> None:
    other = Checkpoint("other.example/log", HEAD.size, HEAD.root)

    with pytest.raises(BadNote, match=r"is of other\.example/log"):
        verified(Note(other.text).signed(LOG).encode(), log=LOG.key)


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
        "a\n01\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
        "a\n-1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
        "a\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0\n",
        "a\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1=\n",
        "a\n1\nQUJD\n",
        "a\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\nmore\n",
        "a\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote, match="no checkpoint"):
        checkpoint_in(Note(text))


def test_further_lines_are_kept() -> None:
    more = Checkpoint(HEAD.origin, HEAD.size, HEAD.root, ("more", "and more"))

    assert checkpoint_in(Note(more.text)) == more


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\nno signature\n",
        b"text\n\n\xe2\x80\x94 name\n",
        b"text\n\n\xe2\x80\x94 name AAAA\n",
        b"text\n\n\xe2\x80\x94 na+me AAAAAAAA\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAAA",
        b"te\x00xt\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"\xff\n\n\xe2\x80\x94 name AAAAAAAA\n",
        b"text\n\n" + b"\xe2\x80\x94 name AAAAAAAA\n" * 101,
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(BadNote):
        note_in(data)
