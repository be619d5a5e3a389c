"""Tokens for other systems: SMART Backend Services (client credentials, private_key_jwt).

https://hl7.org/fhir/smart-app-launch/backend-services.html. Answers and errors are OAuth's
(RFC 6749), not FHIR's.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from elaas.api import clock
from elaas.api.fhir.answers import token_endpoint
from elaas.api.fhir.door import fhir
from elaas.clients.assertion import ALGORITHMS, NotProven
from elaas.clients.operations import NothingAllowed, give_token
from elaas.clients.rules import POSSIBLE, TOKEN_LIFETIME, written

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_ASSERTION = 10_000  # characters


@fhir
@require_GET
def configuration(request: HttpRequest) -> HttpResponse:
    """What a client must know to ask for a token."""
    return JsonResponse(
        {
            "token_endpoint": token_endpoint(request),
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
            "scopes_supported": written(POSSIBLE).split(),
            "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
        }
    )


@fhir
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A token for whoever proves to be a registered client."""
    asked = request.POST
    if asked.get("grant_type") != "client_credentials":
        return _error("unsupported_grant_type", "grant_type must be client_credentials.")
    assertion = asked.get("client_assertion", "")
    if asked.get("client_assertion_type") != ASSERTION_TYPE or not assertion:
        return _error("invalid_request", "A client_assertion, and its type, are missing.")
    if len(assertion) > LONGEST_ASSERTION:
        return _error("invalid_request", "The client_assertion is too long.")
    try:
        given = give_token(
            assertion=assertion,
            scopes=asked.get("scope", ""),
            audience=token_endpoint(request),
            now=clock.now(),
        )
    except NotProven as reason:
        return _error("invalid_client", str(reason), status=HTTPStatus.UNAUTHORIZED)
    except NothingAllowed:
        return _error("invalid_scope", "None of these scopes was given to this client.")
    return JsonResponse(
        {
            "access_token": given.token,
            "token_type": "bearer",
            "expires_in": int(TOKEN_LIFETIME.total_seconds()),
            "scope": given.scopes,
        }
    )


def _error(
    error: str, description: str, *, status: HTTPStatus = HTTPStatus.BAD_REQUEST
) -> HttpResponse:
    return JsonResponse({"error": error, "error_description": description}, status=status)
