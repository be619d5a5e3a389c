"""Look-alikes of Maskinporten, Altinn Notifications and the contact register, on one port.

They refuse what the real ones refuse: a grant that is not signed by the client's key, is another
service's, lives too long or was used before; a call without a token of the right scope; an order
without text or sender, or for what is no mobile number. An order with a known idempotencyId is
answered as the first time, with 200 in place of 201, and nothing more is sent.
"""

import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

CLIENT, KEY_ID = "elaas-client", "elaas-key"
MOBILE = re.compile(r"\+47[49]\d{7}")
SCOPES = {"altinn:serviceowner/notifications.create", "krr:global/kontaktinformasjon.read"}
CLAIMS = {"aud", "iss", "scope", "iat", "exp", "jti"}
LONGEST_GRANT = 120

Answer = tuple[int, Any]


@dataclass
class Services:
    """What they know. `answering` cleared: orders are taken, and the answers wait."""

    key: RSAKey
    issuer: str = ""
    persons: dict[str, dict[str, Any]] = field(default_factory=dict)
    everybody: dict[str, Any] | None = None
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    feed: list[dict[str, Any]] = field(default_factory=list)
    answering: threading.Event = field(default_factory=threading.Event)
    failing: int = 0
    _tokens: dict[str, str] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def settings(self, folder: Path) -> dict[str, str]:
        """The environment that leads here."""
        file = folder / "maskinporten.pem"
        file.write_bytes(self.key.as_pem(private=True))
        file.chmod(0o600)
        return {
            "ELAAS_SMS": "altinn",
            "ELAAS_SMS_SENDER": "Trondheim",
            "ELAAS_ALTINN_URL": self.issuer,
            "ELAAS_CONTACT_REGISTER_URL": f"{self.issuer}rest/v2/personer",
            "ELAAS_MASKINPORTEN_ISSUER": self.issuer,
            "ELAAS_MASKINPORTEN_CLIENT_ID": CLIENT,
            "ELAAS_MASKINPORTEN_KEY_FILE": str(file),
            "ELAAS_MASKINPORTEN_KEY_ID": KEY_ID,
        }

    def token(self, form: dict[str, list[str]]) -> Answer:
        """Maskinporten's /token."""
        try:
            grant = jwt.decode(form["assertion"][0], self.key, algorithms=["RS256"])
        except (JoseError, KeyError, ValueError):
            return 400, {"error": "invalid_grant"}
        told, lasts = grant.claims, grant.claims["exp"] - grant.claims["iat"]
        right = (
            form.get("grant_type") == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
            and grant.header.get("kid") == KEY_ID
            and set(told) == CLAIMS
            and (told["aud"], told["iss"]) == (self.issuer, CLIENT)
            and told["scope"] in SCOPES
            and 0 < lasts <= LONGEST_GRANT
            and told["jti"] not in self._used
        )
        if not right:
            return 400, {"error": "invalid_grant"}
        self._used.add(told["jti"])
        return 200, {"access_token": self._issue(told["scope"]), "expires_in": 120}

    def exchange(self, bearer: str) -> Answer:
        """Altinn's own token for Maskinporten's."""
        scope = self._tokens.get(bearer, "")
        return (200, self._issue(f"altinn {scope}")) if scope.startswith("altinn:") else (401, {})

    def order(self, bearer: str, told: dict[str, Any]) -> Answer:
        """POST future/orders."""
        if not self._tokens.get(bearer, "").startswith("altinn altinn:"):
            return 401, {}
        if self.failing:
            return self.failing, {}
        sms = told.get("recipient", {}).get("recipientSms", {})
        how, reference = sms.get("smsSettings", {}), told.get("idempotencyId")
        if not (reference and how.get("body") and how.get("sender")):
            return 400, {"title": "One or more validation errors occurred."}
        if not MOBILE.fullmatch(sms.get("phoneNumber", "")):
            return 400, {"title": "One or more validation errors occurred."}
        self.asked.append(reference)
        is_new = reference not in self.orders
        if is_new:
            self.orders[reference] = {**told, "shipment": secrets.token_hex(16)}
        self.answering.wait()
        shipment = {"shipmentId": self.orders[reference]["shipment"], "sendersReference": reference}
        answer = {"notificationOrderId": secrets.token_hex(16), "notification": shipment}
        return (201 if is_new else 200), answer

    def becomes(self, reference: str, status: str, *, at: str = "2026-12-01T12:05:00Z") -> None:
        """An order's SMS gets that status."""
        told = {
            "shipmentId": self.orders[reference]["shipment"],
            "sendersReference": reference,
            "shipmentType": "Notification",
            "status": "Order_Processed",
            "lastUpdated": at,
            "recipients": [{"destination": "+47", "status": status, "lastUpdate": at}],
        }
        self.feed.append({"sequenceNumber": len(self.feed) + 1, "orderStatus": told})

    def status_feed(self, bearer: str, query: dict[str, list[str]]) -> Answer:
        """GET future/shipment/feed: what comes after `seq`, a page of it."""
        if not self._tokens.get(bearer, "").startswith("altinn altinn:"):
            return 401, {}
        after, size = int(query["seq"][0]), min(int(query["pageSize"][0]), 500)
        return 200, [one for one in self.feed if one["sequenceNumber"] > after][:size]

    def persons_known(self, bearer: str, told: dict[str, Any]) -> Answer:
        """The contact register's /personer."""
        if self._tokens.get(bearer) != "krr:global/kontaktinformasjon.read":
            return 401, {}
        asked = told.get("personidentifikatorer", [])
        if not 1 <= len(asked) <= 1000 or self.failing:
            return self.failing or 400, {}
        known = [{"personidentifikator": one, **self._person(one)} for one in asked]
        return 200, {"personer": known}

    def expire(self) -> None:
        """Nobody's token is worth anything any more."""
        self._tokens.clear()

    def _person(self, national_id: str) -> dict[str, Any]:
        unknown = {"reservasjon": "NEI", "status": "IKKE_REGISTRERT"}
        return self.persons.get(national_id) or self.everybody or unknown

    def _issue(self, scope: str) -> str:
        token = secrets.token_urlsafe(24)
        self._tokens[token] = scope
        return token


class _Handler(BaseHTTPRequestHandler):
    services: Services

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/authentication/api/v1/exchange/maskinporten":
            self._send(self.services.exchange(self._bearer()))
        elif place.path == "/notifications/api/v1/future/shipment/feed":
            self._send(self.services.status_feed(self._bearer(), parse_qs(place.query)))
        else:
            self._send((404, {}))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/token":
            self._send(self.services.token(parse_qs(body.decode())))
        elif self.path == "/notifications/api/v1/future/orders":
            self._send(self.services.order(self._bearer(), json.loads(body)))
        elif self.path == "/rest/v2/personer":
            self._send(self.services.persons_known(self._bearer(), json.loads(body)))
        else:
            self._send((404, {}))

    def _bearer(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def _send(self, answer: Answer) -> None:
        status, told = answer
        body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        with suppress(OSError):  # whoever asked has been killed
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (its name there)
        """Say nothing."""


@contextmanager
def running() -> Iterator[Services]:
    """The services, on a free port of this machine."""
    services = Services(key=RSAKey.generate_key(2048))
    services.answering.set()
    handler = type("Handler", (_Handler,), {"services": services})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    services.issuer = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield services
    finally:
        services.answering.set()
        server.shutdown()
        thread.join()
        server.server_close()


def lately() -> str:
    """A moment as the contact register writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S+00", time.gmtime(time.time() - 24 * 3600))


def reachable(number: str = "99999999", *, at: str | None = None) -> dict[str, Any]:
    """Somebody in the contact register."""
    return {
        "reservasjon": "NEI",
        "status": "AKTIV",
        "varslingsstatus": "KAN_VARSLES",
        "kontaktinformasjon": {
            "mobiltelefonnummer": number,
            "mobiltelefonnummer_oppdatert": "2019-03-01T10:00:00+01",
            "mobiltelefonnummer_sist_verifisert": at or lately(),
        },
    }
