"""What a witness is asked: written as the specification shows it, and read back strictly."""

import pytest

from elaas.tlog.add_checkpoint import MOST, AddCheckpoint, BadRequest, add_checkpoint_in
from elaas.tlog.note import note_in

# From the specification: C2SP tlog-witness.
EXAMPLE = """\
old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\N{EM DASH} example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
\N{EM DASH} example.com/behind-the-sofa \
opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
""".encode()
HASH = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw="


def test_the_specification_s_example_is_read_and_written_alike() -> None:
    asked = add_checkpoint_in(EXAMPLE)

    assert (asked.old, len(asked.proof)) == (20852014, 4)
    assert note_in(asked.note).text.startswith("example.com/behind-the-sofa\n20852163\n")
    assert asked.encode() == EXAMPLE


def test_without_a_proof_there_is_still_an_empty_line() -> None:
    asked = AddCheckpoint(0, (), b"note")

    assert asked.encode() == b"old 0\n\nnote"
    assert add_checkpoint_in(asked.encode()) == asked


@pytest.mark.parametrize(
    "head",
    [
        "",
        "old\n\n",
        "old 1",
        "old 01\n\n",
        "old -1\n\n",
        "old \N{ARABIC-INDIC DIGIT ONE}\n\n",
        "old  1\n\n",
        "new 1\n\n",
        "1\n\n",
        f"old 1\n{HASH}\n",
        f"old 1\r\n{HASH}\n\n",
        f"old 1\n{HASH[:-1]}\n\n",
        "old 1\nQUJD\n\n",
        f"old 1\n{HASH[:-2]}x=\n\n",
        "old 1\n" + f"{HASH}\n" * (MOST + 1) + "\n",
    ],
)
def test_what_is_no_request_is_refused(head: str) -> None:
    with pytest.raises(BadRequest):
        add_checkpoint_in(head.encode())


def test_as_many_hashes_as_any_tree_needs_are_taken() -> None:
    most = "old 1\n" + f"{HASH}\n" * MOST + "\n"

    assert len(add_checkpoint_in(most.encode()).proof) == MOST
