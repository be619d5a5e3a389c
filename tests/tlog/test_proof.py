"""Proofs: those of others' test suite, those of every small tree, and those that prove nothing."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.tlog import ConsistencyProof, InclusionProof

from elaas.tlog.proof import (
    NotProven,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
)
from elaas.tlog.tree import root
from tests.tlog.grown import leaves, nodes

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/rfc6962-proofs.json").read_text())
LARGEST = 20


def octets(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def prove(vector: dict[str, Any]) -> None:
    proof = [octets(one) for one in vector["proof"] or []]
    if "leafIdx" in vector:
        check_inclusion(
            proof,
            leaf=octets(vector["leafHash"]),
            index=vector["leafIdx"],
            size=vector["treeSize"],
            root=octets(vector["root"]),
        )
        return
    check_consistency(
        proof,
        old=vector["size1"],
        new=vector["size2"],
        old_root=octets(vector["root1"]),
        new_root=octets(vector["root2"]),
    )


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["file"])
def test_others_proofs_hold_or_do_not(vector: dict[str, Any]) -> None:
    if not vector["wantErr"]:
        prove(vector)
        return
    with pytest.raises(NotProven):
        prove(vector)


@pytest.mark.parametrize("size", range(1, LARGEST))
def test_every_leaf_of_every_small_tree_is_proven(size: int) -> None:
    hashes, head = leaves(size), root(leaves(size))
    for index, leaf in enumerate(hashes):
        proof = inclusion(nodes(size), index=index, size=size)

        check_inclusion(proof, leaf=leaf, index=index, size=size, root=head)
        InclusionProof(index, size, proof).check(leaf, head)


@pytest.mark.parametrize("new", range(LARGEST))
def test_every_small_tree_begins_with_every_smaller_one(new: int) -> None:
    head = root(leaves(new))
    for old in range(new + 1):
        proof, before = consistency(nodes(new), old=old, new=new), root(leaves(old))

        check_consistency(proof, old=old, new=new, old_root=before, new_root=head)
        ConsistencyProof(old, new, proof).check(before, head)


@given(data=st.data())
def test_a_proof_with_anything_changed_proves_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 70))
    index = data.draw(st.integers(0, size - 1))
    leaf, head = leaves(size)[index], root(leaves(size))
    proof = inclusion(nodes(size), index=index, size=size)
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = 1 << data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[at], "big") ^ bit).to_bytes(32, "big")
    worse = data.draw(
        st.sampled_from(
            (
                [*proof[:at], flipped, *proof[at + 1 :]],
                proof[:-1],
                [*proof, proof[at]],
                [*proof[:at], proof[at][:31], *proof[at + 1 :]],
            )
        )
    )

    with pytest.raises(NotProven):
        check_inclusion(worse, leaf=leaf, index=index, size=size, root=head)


@given(data=st.data())
def test_a_rewritten_past_is_consistent_with_nothing(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 70))
    old = data.draw(st.integers(1, new))
    hashes = leaves(new)
    hashes[data.draw(st.integers(0, old - 1))] = bytes(32)
    proof = consistency(nodes(new), old=old, new=new)

    with pytest.raises(NotProven):
        check_consistency(
            proof, old=old, new=new, old_root=root(hashes[:old]), new_root=root(leaves(new))
        )


@given(data=st.data())
def test_a_proof_of_growth_that_is_cut_or_longer_proves_nothing(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 70))
    old = data.draw(st.integers(1, new - 1))
    proof = consistency(nodes(new), old=old, new=new)
    cut = data.draw(st.integers(0, len(proof) - 1))

    for worse in (proof[:cut], [*proof, proof[cut]]):
        with pytest.raises(NotProven):
            check_consistency(
                worse, old=old, new=new, old_root=root(leaves(old)), new_root=root(leaves(new))
            )


def test_what_is_not_there_cannot_be_asked_for() -> None:
    for index in (-1, 3):
        with pytest.raises(ValueError, match="has no leaf"):
            inclusion(nodes(3), index=index, size=3)
        with pytest.raises(NotProven, match="has no leaf"):
            check_inclusion([], leaf=bytes(32), index=index, size=3, root=bytes(32))
    for old, new in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="beginning"):
            consistency(nodes(3), old=old, new=new)
        with pytest.raises(NotProven, match="beginning"):
            check_consistency([], old=old, new=new, old_root=bytes(32), new_root=bytes(32))
