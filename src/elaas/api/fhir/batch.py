"""Bring a Bundle: what a care system tells, with an answer to each of its entries."""

import json
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from elaas.api.fhir.answers import JSON, Refused, Resource, answer, outcome
from elaas.api.fhir.door import for_client
from elaas.api.patience import Busy, with_patience
from elaas.clients.queries import Asking
from elaas.clients.rules import UPDATE
from elaas.intake.operations import NotABundle
from elaas.intake.operations.batch import Fate, Taken, take_in

_TYPES = {JSON, "application/json"}
# By what became of an entry: the status, and the severity and code of its one issue.
FATES: dict[Fate, tuple[str, str, str]] = {
    Fate.TAKEN: ("200 OK", "information", "informational"),
    Fate.IN_PART: ("200 OK", "warning", "incomplete"),
    Fate.UNUSABLE: ("422 Unprocessable Entity", "error", "processing"),
    Fate.UNREADABLE: ("400 Bad Request", "error", "invalid"),
    Fate.NOT_USED: ("404 Not Found", "error", "not-supported"),
    Fate.NOT_ALLOWED: ("403 Forbidden", "error", "forbidden"),
}


@for_client
def root(request: HttpRequest, client: Asking, now: datetime) -> HttpResponse:
    """Take in the Bundle of a client that may bring something."""
    if request.method != "POST":
        headers = {"Allow": "POST"}
        text = "A Bundle is brought here, by POST."
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "not-supported", text, headers=headers)
    types = {one.type for one in client.allowed if one.letter == UPDATE}
    if not types:
        text = "The token does not allow to bring anything: it needs system/TYPE.u."
        raise Refused(HTTPStatus.FORBIDDEN, "forbidden", text)
    bundle = _body(request)
    try:
        taken = with_patience(lambda: take_in(bundle, client=client.client, types=types, now=now))
    except NotABundle as reason:
        raise Refused(HTTPStatus.BAD_REQUEST, "structure", str(reason)) from None
    except Busy as busy:
        text = "Another large change is under way. Nothing was taken in; try again in a moment."
        headers = {"Retry-After": str(busy.retry_after)}
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "transient", text, headers=headers) from None
    entries = [{"response": _response(one)} for one in taken]
    bundle_of = {"resourceType": "Bundle", "type": "batch-response"}
    return answer({**bundle_of, **({"entry": entries} if entries else {})})


def _body(request: HttpRequest) -> object:
    if (request.content_type or "") not in _TYPES:
        text = f"The content must be {JSON}."
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-supported", text)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FHIR_BUNDLE_BYTES:
        text = f"At most {settings.FHIR_BUNDLE_BYTES // 2**20} MB at once. Bring it in several."
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-long", text)
    try:
        # Not request.body, which would keep to the usual size.
        content: object = json.loads(request.read())
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST, "structure", "This is not JSON.") from None
    return content


def _response(taken: Taken) -> Resource:
    status, severity, code = FATES[taken.fate]
    return {"status": status, "outcome": outcome(severity, code, taken.reason or "Taken in.")}
