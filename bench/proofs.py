"""Inclusion proofs out of PostgreSQL, at one million leaves and at ten, against pymerkle's.

pymerkle is GPL: it is installed for this alone, into a folder of its own, and runs in a process of
its own. Both trees are asked for leaves at random, one after the other; every proof is checked.
"""

import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction

from bench.figures import Figure, of
from elaas.database.bulk import fetch
from elaas.ledger.operations.sequence import extend
from elaas.ledger.queries import tree
from elaas.tlog.note import Signer
from elaas.tlog.proof import check_inclusion
from elaas.tlog.tree import HASH, leaf_hash

NOW = datetime(2026, 12, 1, 9, 40, tzinfo=UTC)
SIGNER = Signer("log.example/elaas", secrets.token_bytes(32))
MILLION = 1_000_000
AT_ONCE = 250_000
PROOFS, THEIRS = 300, 30
ROOT = Path(__file__).parents[1]


def figures() -> list[Figure]:
    """Proofs at one million leaves, theirs at as many, and ours at ten million."""
    _grow_to(MILLION)
    small = _proofs(PROOFS)
    theirs = _theirs()
    _grow_to(10 * MILLION)
    large = _proofs(PROOFS)
    ours = statistics.median(small)
    return [
        of("inclusion proof, 10 million leaves", [one * 1000 for one in large], "ms", at_most=2),
        of("the same, against 1 million", [one / ours for one in large], "times", at_most=1.3),
        of("pymerkle's SqliteTree, 1 million", [one * 1000 for one in theirs], "ms"),
        of("theirs against ours", [one / ours for one in theirs], "times", at_least=100),
    ]


_LEAVES = """
    WITH put AS (
        INSERT INTO ledger_leaf (seq, entry, commitment)
        SELECT n, n, sha256(int8send(n)) FROM generate_series(%s::bigint, %s::bigint - 1) AS n
        RETURNING seq, commitment)
    SELECT string_agg(commitment, NULL ORDER BY seq) FROM put
"""


def _grow_to(size: int) -> None:
    """Leaves without entries: what a proof is made of is all there."""
    head = tree.head()
    for first in range(head.size if head else 0, size, AT_ONCE):
        with transaction.atomic():
            [(told,)] = fetch(connection, _LEAVES, [first, first + AT_ONCE])
            cut = [told[at : at + HASH] for at in range(0, len(told), HASH)]
            extend(first, cut, signer=SIGNER, settled=0, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_leaf, ledger_tile")


def _proofs(count: int) -> list[float]:
    """Seconds for each."""
    head = tree.head()
    if head is None:
        raise SystemExit("There is no tree.")
    spent = []
    for _ in range(count):
        seq = random.randrange(head.size)  # noqa: S311  (no secret)
        start = time.perf_counter()
        proof = tree.proofs([seq], head)[seq]
        spent.append(time.perf_counter() - start)
        commitment = bytes(_commitment(seq))
        check_inclusion(
            proof, leaf=leaf_hash(commitment), index=seq, size=head.size, root=head.edge.root
        )
    return spent


def _commitment(seq: int) -> bytes:
    [(found,)] = fetch(connection, "SELECT commitment FROM ledger_leaf WHERE seq = %s", [seq])
    return bytes(found)


def _theirs() -> list[float]:
    with tempfile.TemporaryDirectory(prefix="elaas-pymerkle-") as folder:
        install = [ROOT / ".venv/bin/uv", "pip", "install", "--quiet", "--require-hashes"]
        told = ["--target", folder, "--requirement", ROOT / "requirements/bench.txt"]
        subprocess.run([*install, *told], check=True)
        done = subprocess.run(
            [sys.executable, "-c", _PYMERKLE, folder, str(MILLION), str(THEIRS)],
            env={**os.environ, "PYTHONPATH": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return [float(line) for line in done.stdout.split()]


_PYMERKLE = """
import random, sys, time
from pymerkle import SqliteTree, verify_inclusion

folder, size, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
tree = SqliteTree(folder + "/tree.db")
tree.append_entries(n.to_bytes(8, "big") for n in range(size))
root = tree.get_root()
for _ in range(count):
    index = 1 + random.randrange(size)
    start = time.perf_counter()
    proof = tree.prove_inclusion(index, size)
    print(time.perf_counter() - start)
    verify_inclusion(tree.get_leaf(index), root, proof)
"""
