"""How large a Bundle may be, asked before it is read: a day's whole export, from whom we know."""

from django.conf import settings
from django.db import Error

from elaas.api import clock
from elaas.clients.operations import hash_of
from elaas.clients.queries import asking
from elaas.clients.rules import UPDATE

_PLACES = {"/fhir/R4", "/fhir/R4/"}


def most_bytes(*, method: str, path: str, authorization: str) -> int:
    """How large this request's body may be; the setting LARGE_BODIES names this function.

    A body is held in memory, so more than usual is read only for a client that may bring something.
    """
    usual: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    scheme, _, token = authorization.partition(" ")
    if method != "POST" or path not in _PLACES or scheme.lower() != "bearer":
        return usual
    try:
        client = asking(hash_of(token.strip()), now=clock.now())
    except Error:
        return usual
    may_bring = client is not None and any(one.letter == UPDATE for one in client.allowed)
    return max(usual, settings.FHIR_BUNDLE_BYTES) if may_bring else usual
