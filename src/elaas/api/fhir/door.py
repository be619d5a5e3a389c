"""Before anything is answered: not too much at a time, in JSON, and to whom may ask."""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from elaas.api import clock
from elaas.api.fhir.answers import JSON, Refused, refusal
from elaas.clients.operations import hash_of
from elaas.clients.queries import Asking, asking
from elaas.clients.rules import Permission

# A process answers four at a time: whoever asks by FHIR leaves two of them to phones and pages.
AT_A_TIME = 2
RETRY_AFTER = "2"  # seconds
_places = threading.BoundedSemaphore(AT_A_TIME)
_KNOWN_FORMATS = {JSON, "application/json", "json"}
_ANYTHING = {"*/*", "application/*"}

View = Callable[..., HttpResponse]
ClientView = Callable[..., HttpResponse]


def fhir(view: View) -> View:
    """`view`, whose refusals are OperationOutcomes; 429 when too many ask at once."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            if not _places.acquire(blocking=False):
                raise _busy()
            try:
                _check_format(request)
                return view(request, *args, **kwargs)
            finally:
                _places.release()
        except Refused as refused:
            return refusal(refused)

    return answered


def for_client(view: ClientView) -> View:
    """`view(request, asking, now, ...)` for the client whose token the request bears."""

    @fhir
    @wraps(view)
    def answered(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        now = clock.now()
        return view(request, _client(request, now), now, *args, **kwargs)

    return answered


def allow(client: Asking, kind: str, letter: str) -> None:
    """Raises Refused unless the token's scopes say so."""
    if Permission(kind, letter) not in client.allowed:
        text = f"The token does not allow this: it needs system/{kind}.{letter}."
        raise Refused(HTTPStatus.FORBIDDEN, "forbidden", text)


def _client(request: HttpRequest, now: datetime) -> Asking:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unknown("Ask for a token first, and bring it: Authorization: Bearer.", "Bearer")
    client = asking(hash_of(token.strip()), now=now)
    if client is None:
        error = 'Bearer error="invalid_token"'
        raise _unknown("This token is not valid, or no longer. Ask for a new one.", error)
    return client


def _unknown(text: str, challenge: str) -> Refused:
    headers = {"WWW-Authenticate": challenge}
    return Refused(HTTPStatus.UNAUTHORIZED, "login", text, headers=headers)


def _busy() -> Refused:
    text = "Too many ask at once. Try again in a moment."
    headers = {"Retry-After": RETRY_AFTER}
    return Refused(HTTPStatus.TOO_MANY_REQUESTS, "throttled", text, headers=headers)


def _check_format(request: HttpRequest) -> None:
    asked = request.GET.get("_format")
    accepted = {
        part.split(";")[0].strip() for part in request.headers.get("Accept", "*/*").split(",")
    }
    wanted = {asked.replace(" ", "+")} if asked else accepted
    if not wanted & (_KNOWN_FORMATS | _ANYTHING):
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, "not-supported", f"Only {JSON} is spoken here.")
