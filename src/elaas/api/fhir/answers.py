"""Answers in FHIR's JSON (https://hl7.org/fhir/R4/http.html), and refusals that are answers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

JSON = "application/fhir+json"
_HERE = {"localhost", "127.0.0.1", "::1"}

Resource = dict[str, Any]


class Refused(Exception):
    """It is not done; `code` is FHIR's (valueset-issue-type), and `text` says why."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        text: str,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text
        self.headers = headers or {}


def outcome(severity: str, code: str, text: str) -> Resource:
    """An OperationOutcome with one issue."""
    issue = {"severity": severity, "code": code, "diagnostics": text}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def answer(resource: Resource, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """The resource as FHIR's JSON."""
    return JsonResponse(resource, status=status, content_type=JSON)


def refusal(refused: Refused) -> HttpResponse:
    """What is told of it."""
    response = answer(outcome("error", refused.code, refused.text), status=refused.status)
    for name, value in refused.headers.items():
        response[name] = value
    return response


def origin(request: HttpRequest) -> str:
    """How others reach us. Before us is a proxy that speaks HTTPS, but on this very machine."""
    host = request.get_host()
    is_here = urlsplit(f"//{host}").hostname in _HERE
    return f"{request.scheme if settings.DEMO or is_here else 'https'}://{host}"


def base(request: HttpRequest) -> str:
    """Where FHIR is, without a slash at the end."""
    return f"{origin(request)}/fhir/R4"


def token_endpoint(request: HttpRequest) -> str:
    """Where tokens are given; also the audience of what asks for one."""
    return f"{origin(request)}/fhir/token"


def without_empty(resource: Resource) -> Resource:
    """The resource without elements that say nothing, as FHIR's JSON wants it."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}
