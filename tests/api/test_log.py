"""The log as others see it: a foreign reader follows it through the web, without login."""

import pytest
from django.test import Client
from tlog_scales import reader

from elaas.ledger.models import Entry
from elaas.ledger.operations.sequence import publish
from elaas.ledger.queries import tree
from elaas.ledger.signer import load
from elaas.tlog.checkpoint import verified
from elaas.tlog.note import key_told
from elaas.tlog.tiles import entries_in, tile_named
from tests.ledger.log import NOW, append, commitment

pytestmark = pytest.mark.django_db


class Web:
    """The tiles as tlog-scales asks for them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, *path: str) -> bytes | None:
        answer = self._client.get(f"/log/{'/'.join(path)}")
        return answer.content if answer.status_code == 200 else None


def published(count: int) -> tree.Head:
    append(count)
    return publish(signer=load(), now=NOW)


def test_a_foreign_reader_finds_every_leaf_and_the_same_root(client: Client) -> None:
    head = published(600)

    foreign = reader.TilesReader(Web(client))

    assert foreign.get_checkpoint().size == head.size
    assert foreign.calculate_root_hash() == head.edge.root
    for seq in (0, 255, 256, 511, 599):
        assert foreign.get_entry(seq) == commitment(seq)


def test_the_checkpoint_is_signed_by_the_key_that_is_told(client: Client) -> None:
    head = published(3)

    key = key_told(client.get("/log/key").content.decode().strip())
    answer = client.get("/log/checkpoint")
    checkpoint, _ = verified(answer.content, log=key)

    assert (checkpoint.size, checkpoint.root) == (3, head.edge.root)
    assert answer["Cache-Control"] == "public, max-age=2"
    assert not answer.has_header("Vary") or "Cookie" not in answer["Vary"]
    assert not answer.cookies


def test_a_bundle_holds_the_commitments_and_no_entry(client: Client) -> None:
    published(258)

    answer = client.get("/log/tile/entries/001.p/2")

    found = entries_in(tile_named("entries/001.p/2"), answer.content)
    assert found == [commitment(256), commitment(257)]
    assert "immutable" in answer["Cache-Control"]
    assert not any(bytes(one.body) in answer.content for one in Entry.objects.all())


@pytest.mark.parametrize(
    "name", ["0/000", "0/000.p/4", "1/000", "entries/001", "0/0", "7/x", "0/000.p/256", "../key"]
)
def test_what_the_log_does_not_have_is_not_found(client: Client, name: str) -> None:
    published(3)

    assert client.get(f"/log/tile/{name}").status_code == 404


def test_before_it_is_published_there_is_no_checkpoint(client: Client) -> None:
    append(1)

    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/tile/0/000.p/1").status_code == 404
