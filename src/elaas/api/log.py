"""The log for whoever checks it: C2SP tlog-tiles, without login.

It holds no personal data: commitments of 32 bytes, and hashes over them. What it is called and
which key signs it stands at `key`, one line, as a verifier is told it (C2SP signed-note).
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from elaas.ledger import signer
from elaas.ledger.queries import tree
from elaas.tlog.tiles import NoTile, tile_named

FRESH = "public, max-age=2"  # a checkpoint is soon followed by another
FOR_EVER = "public, max-age=31536000, immutable"


@require_GET
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, with the cosignatures it has; 404 before the first."""
    head = tree.head()
    if head is None:
        raise Http404
    return _kept(tree.cosigned(head), "text/plain; charset=utf-8", FRESH)


@require_GET
def key(_request: HttpRequest) -> HttpResponse:
    """The log's public key."""
    return _kept(f"{signer.load().key}\n".encode(), "text/plain; charset=utf-8", FRESH)


@require_GET
def tile(_request: HttpRequest, name: str) -> HttpResponse:
    """A tile, or a bundle of entries; 404 for what the published log does not have."""
    try:
        wanted = tile_named(name)
    except NoTile:
        raise Http404 from None
    head = tree.head()
    if head is None or not wanted.is_in(head.size):
        raise Http404
    return _kept(tree.tile(wanted), "application/octet-stream", FOR_EVER)


def _kept(content: bytes, kind: str, caching: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": caching})


urlpatterns = [
    path("checkpoint", checkpoint),
    path("key", key),
    path("tile/<path:name>", tile),
]
