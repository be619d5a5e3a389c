"""Entries get their places in the tree, every one of them once, and its head is published."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import Error, connection, connections, transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.ledger.models import Entry, Head, Leaf, Tile
from elaas.ledger.operations.sequence import publish
from elaas.ledger.queries import tree
from elaas.tlog.checkpoint import verified
from elaas.tlog.proof import check_consistency, check_inclusion
from elaas.tlog.tiles import hashes_in, tile_named, tiles_of
from elaas.tlog.tree import EMPTY, root
from tests.ledger.log import NOW, SIGNER, append, commitment, leaves


@pytest.mark.django_db
def test_a_log_without_entries_is_published_too() -> None:
    head = publish(signer=SIGNER, now=NOW)

    checkpoint, _ = verified(head.note, log=SIGNER.key)
    assert (checkpoint.size, checkpoint.root) == (0, EMPTY)
    assert checkpoint.origin == "log.example/elaas"


@pytest.mark.django_db
@pytest.mark.parametrize("pieces", [[1], [3, 5], [255, 1, 1], [256], [300, 700]])
def test_the_published_root_is_that_over_all_commitments(pieces: list[int]) -> None:
    for count in pieces:
        append(count)
        head = publish(signer=SIGNER, now=NOW)

        checkpoint, _ = verified(head.note, log=SIGNER.key)
        assert (checkpoint.size, checkpoint.root) == (Entry.objects.count(), root(leaves()))
    assert list(Leaf.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(sum(pieces))
    )
    assert list(Leaf.objects.order_by("seq").values_list("entry", flat=True)) == list(
        Entry.objects.order_by("id").values_list("id", flat=True)
    )


@pytest.mark.django_db
def test_without_news_the_head_stays() -> None:
    append(2)
    first = publish(signer=SIGNER, now=NOW)

    assert publish(signer=SIGNER, now=NOW) == first
    assert Head.objects.count() == 1


@pytest.mark.django_db
def test_more_than_one_transaction_takes_is_taken_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("elaas.ledger.operations.sequence.AT_ONCE", 10)
    append(35)

    head = publish(signer=SIGNER, now=NOW)

    assert (head.size, head.edge.root) == (35, root(leaves()))


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_every_entry_is_proven(size: int) -> None:
    append(size)
    head = publish(signer=SIGNER, now=NOW)
    hashes = leaves()

    for seq, proof in tree.proofs(range(size), head).items():
        check_inclusion(proof, leaf=hashes[seq], index=seq, size=size, root=head.edge.root)


@pytest.mark.django_db
def test_growth_is_proven() -> None:
    sizes = {0: EMPTY}
    for count in (1, 4, 251, 1, 300):
        append(count)
        head = publish(signer=SIGNER, now=NOW)
        sizes[head.size] = head.edge.root

    for old, old_root in sizes.items():
        proof = tree.growth_proof(old=old, head=head)
        check_consistency(proof, old=old, new=head.size, old_root=old_root, new_root=head.edge.root)


@pytest.mark.django_db
def test_the_tiles_are_those_of_the_tree() -> None:
    append(600)
    head = publish(signer=SIGNER, now=NOW)
    hashes = leaves()

    for one in tiles_of(head.size):
        held = hashes_in(one, tree.tile(one))
        first, height = one.index * 256, 8 * (one.level or 0)
        assert held == [
            root(hashes[(first + at) << height : (first + at + 1) << height])
            for at in range(one.width)
        ]
    assert tree.tile(tile_named("entries/002.p/3"))[2:34] == commitment(512)
    assert Tile.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["leaf", "head"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_the_database_refuses_to_change_the_tree(table: str, deed: str) -> None:
    append(1)
    publish(signer=SIGNER, now=NOW)
    change = {"leaf": "commitment = sha256('')", "head": "note = ''"}[table]

    with pytest.raises(Error, match="only grows"), connection.cursor() as cursor:
        cursor.execute(deed.format(f"ledger_{table}", change))


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_is_committed_late_is_not_skipped() -> None:
    late, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                ledger.append(entry("late", NOW))
                late.set()
                assert go_on.wait(10)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(slowly)
        assert late.wait(10)
        append(3)
        assert publish(signer=SIGNER, now=NOW).size == 3
        append(2)
        assert publish(signer=SIGNER, now=NOW).size == 5
        go_on.set()
        slow.result()

    head = publish(signer=SIGNER, now=NOW)
    assert (head.size, head.edge.root) == (6, root(leaves()))


def write(pieces: list[int]) -> None:
    """One transaction of some length after the other."""
    try:
        for count in pieces:
            with transaction.atomic():
                for _ in range(3):
                    ledger.append_all([entry("tried", NOW, of=count)] * count)
    finally:
        connections.close_all()


def sequence(writing: threading.Event) -> None:
    """Publish again and again, as one of several workers."""
    try:
        while writing.is_set():
            publish(signer=SIGNER, now=NOW)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_with_many_writers_and_sequencers_no_entry_is_skipped_or_taken_twice() -> None:
    writing = threading.Event()
    writing.set()
    with ThreadPoolExecutor(6) as pool:
        sequencers = [pool.submit(sequence, writing) for _ in range(2)]
        writers = [pool.submit(write, [1, 40 * n + 1, 7, 1, 90]) for n in range(4)]
        for one in writers:
            one.result()
        writing.clear()
        for one in sequencers:
            one.result()

    head = publish(signer=SIGNER, now=NOW)
    assert head.size == Entry.objects.count() == Leaf.objects.count()
    assert head.edge.root == root(leaves())


@pytest.mark.django_db
def test_a_restored_database_counts_its_transactions_anew_and_nothing_is_lost() -> None:
    append(2)
    publish(signer=SIGNER, now=NOW)
    with connection.cursor() as cursor:  # as if the old one had counted much further
        cursor.execute("ALTER TABLE ledger_head DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_head SET settled = 1 << 40")
        cursor.execute("ALTER TABLE ledger_head ENABLE TRIGGER USER")
    append(3)

    assert publish(signer=SIGNER, now=NOW, everything=True).size == 5
    append(1)
    assert publish(signer=SIGNER, now=NOW).size == 6


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_its_transaction_even_as_its_first_word() -> None:
    class Failed(Exception):
        """Something went wrong afterwards."""

    @transaction.atomic
    def fail() -> None:
        ledger.append(entry("tried", NOW))
        raise Failed

    with pytest.raises(Failed):
        fail()

    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["entry", "leaf", "tile", "head", "cosignature", "erasure"])
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_nobody_has_the_right_to_change_it_not_even_who_owns_it(table: str, right: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = %s",
            [f"ledger_{table}"],
        )
        granted = {kind for (kind,) in cursor.fetchall()}

    assert {"SELECT", "INSERT"} <= granted
    assert right not in granted
