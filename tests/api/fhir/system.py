"""A system that is not ours, with a key of its own; every answer it gets must fit HL7's schema."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey

from elaas.clients.operations import add_client
from tests.fhir_schema import check

JSON = "application/fhir+json"
TOKEN = "/fhir/token"
AUDIENCE = "http://localhost/fhir/token"
EVERYTHING = "system/*.rs system/*.u"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

Resource = dict[str, Any]


class System:
    """Registered for `scopes`; asks at localhost with Django's client."""

    def __init__(self, scopes: str = EVERYTHING, *, name: str = "Care system") -> None:
        self.key = ECKey.generate_key("P-384", parameters={"kid": "key-1"})
        self.id: UUID = add_client(
            name=name,
            jwks={"keys": [self.key.as_dict(private=False)]},
            scopes=scopes,
            now=datetime.now(tz=UTC),  # noqa: TID251  (the API reads the clock, too)
        )
        self.http = Client(SERVER_NAME="localhost")
        self.token = ""

    def assertion(self, *, kid: str | None = "key-1", **claims: object) -> str:
        """What proves that it asks; None leaves a claim out, a timedelta is counted from now."""
        now = int(datetime.now(tz=UTC).timestamp())  # noqa: TID251  (the API reads the clock, too)
        usual = {
            "iss": str(self.id),
            "sub": str(self.id),
            "aud": AUDIENCE,
            "exp": now + 240,
            "jti": uuid4().hex,
        }
        said = {
            name: now + int(value.total_seconds()) if isinstance(value, timedelta) else value
            for name, value in {**usual, **claims}.items()
            if value is not None
        }
        header = {"alg": "ES384", **({"kid": kid} if kid else {})}
        return jwt.encode(header, said, self.key, algorithms=["ES384"])

    def ask_for_token(
        self, assertion: str | None = None, *, scope: str = EVERYTHING, **form: str
    ) -> HttpResponse:
        """What the token endpoint answers."""
        usual = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.assertion(),
            "scope": scope,
        }
        return self.http.post(TOKEN, {**usual, **form})  # type: ignore[return-value]

    def logged_in(self, scope: str = EVERYTHING) -> "System":
        """Itself, with a token."""
        self.token = json.loads(self.ask_for_token(scope=scope).content)["access_token"]
        return self

    def get(self, place: str, *, status: int = 200, **headers: str) -> Resource:
        """What is answered at `place`, a path below the base or a whole address."""
        path = place if place.startswith("http") else f"/fhir/R4/{place}"
        path = path.removeprefix("http://localhost")
        response = self.http.get(path, headers={**self._bearer(), **headers})
        return told(response, status)

    def bring(self, bundle: object, *, status: int = 200, kind: str = JSON) -> Resource:
        """What is answered to a Bundle."""
        body = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
        response = self.http.post("/fhir/R4", body, content_type=kind, headers=self._bearer())
        return told(response, status)

    def found(self, place: str) -> list[Resource]:
        """The resources of a search, all its pages."""
        some: list[Resource] = []
        following: str | None = place
        while following:
            page = self.get(following)
            some += [one["resource"] for one in page.get("entry", [])]
            following = {one["relation"]: one["url"] for one in page["link"]}.get("next")
        return some

    def ids(self, place: str) -> list[str]:
        """Their ids."""
        return [one["id"] for one in self.found(place)]

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def told(response: Any, status: int) -> Resource:
    """The resource in a response that has this status, checked by the schema."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == JSON
    return check(json.loads(response.content))


def why(outcome: Resource) -> str:
    """What an OperationOutcome says."""
    assert outcome["resourceType"] == "OperationOutcome"
    text: str = outcome["issue"][0]["diagnostics"]
    return text
