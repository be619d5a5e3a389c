"""The look-alike providers on HTTP, with a page on which one logs in as somebody of the town."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc.jwk import ECKey

from elaas.demo.clock import now
from elaas.demo.login.clients import Refusal
from elaas.demo.login.provider import STRICT, Demand, Provider

HOST = "127.0.0.1"
CLIENT = "elaas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clientele:
    """Whom a provider knows. `claim`: by what; `variables`: how eLås is told of it."""

    claim: str
    levels: frozenset[str]
    demands: frozenset[Demand]
    back: str
    variables: str
    more: Mapping[str, str]


EMPLOYEES = Clientele(
    claim="employee_number",
    levels=frozenset({"high"}),
    demands=STRICT,
    back="logg-inn/tilbake/",
    variables="ELAAS_LOGIN",
    more={"ELAAS_LOGIN_ACR": "high", "ELAAS_LOGIN_PAR": "1", "ELAAS_LOGIN_DPOP": "1"},
)
# As ID-porten: the level that is asked for is the least; it says which was reached.
CITIZENS = Clientele(
    claim="pid",
    levels=frozenset({"idporten-loa-substantial", "idporten-loa-high"}),
    demands=frozenset(),
    back="min-side/logg-inn/tilbake/",
    variables="ELAAS_CITIZEN_LOGIN",
    more={},
)
_LONGEST_FORM = 16_384  # bytes
_PAGE = """<!doctype html>
<html lang="nb">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Logg inn i demoen</title>
<style>
body {{ font: 1.125rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 30rem;
  padding: 0 1rem }}
button {{ display: block; font: inherit; margin: .5rem 0; min-height: 44px; width: 100% }}
</style>
<h1>{title}</h1>
{body}
"""


class _Handler(BaseHTTPRequestHandler):
    provider: Provider
    people: Mapping[str, str]  # names by number
    claim: str
    home: str

    def do_GET(self) -> None:
        match urlsplit(self.path).path:
            case "/authorize":
                self._answer(HTTPStatus.OK, self._choice())
            case "/logout":
                self._redirect(self.home)
            case _:
                self._pass_on(b"")

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > _LONGEST_FORM:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(size))
        if urlsplit(self.path).path == "/authorize":
            self._log_in(body)
        else:
            self._pass_on(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        """Say nothing: addresses hold codes."""

    def _choice(self) -> str:
        buttons = "".join(
            f'<button name="number" value="{escape(number)}">{escape(name)}</button>'
            for number, name in self.people.items()
        )
        form = f'<form method="post" action="{escape(self.path)}">{buttons}</form>'
        return _PAGE.format(title="Hvem vil du logge inn som?", body=form)

    def _log_in(self, body: bytes) -> None:
        [number] = parse_qs(body.decode(errors="replace")).get("number", [""])[:1]
        if number not in self.people:
            self._refuse("access_denied")
            return
        try:
            person = {self.claim: number}
            self._redirect(self.provider.authorize(self.path, person=person))
        except Refusal as refusal:
            self._refuse(str(refusal))

    def _refuse(self, why: str) -> None:
        page = _PAGE.format(title="Det går ikke", body=f"<p>{escape(why)}</p>")
        self._answer(HTTPStatus.BAD_REQUEST, page)

    def _pass_on(self, body: bytes) -> None:
        """What is not for people is the provider's own."""
        address = f"{self.provider.issuer}{self.path}"
        headers = {"DPoP": self.headers.get("DPoP", "")}
        request = httpx.Request(self.command, address, content=body, headers=headers)
        answer = self.provider.answer(request)
        status, nonce = HTTPStatus(answer.status_code), answer.headers.get("DPoP-Nonce", "")
        self._answer(status, answer.text, kind="application/json", nonce=nonce)

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(
        self, status: HTTPStatus, text: str, *, kind: str = "text/html", nonce: str = ""
    ) -> None:
        body = text.encode()
        self.send_response(status)
        if nonce:
            self.send_header("DPoP-Nonce", nonce)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(
    *, url: str, people: Mapping[str, str], keys: Path, clientele: Clientele = EMPLOYEES
) -> Iterator[dict[str, str]]:
    """Serve for the whole block; yields the environment by which eLås at `url` finds it.

    `people`: the names of those who can log in, by their number. `keys`: a folder for the
    client's key, which is made anew.
    """
    key = ECKey.generate_key("P-256")
    file = keys / f"demo-{clientele.claim}.pem"
    file.touch(mode=0o600)
    file.write_bytes(key.as_pem(private=True))
    server = ThreadingHTTPServer((HOST, 0), _Handler)
    issuer = f"http://{HOST}:{server.server_port}"
    provider = Provider(
        issuer=issuer,
        clients={CLIENT: (key, f"{url}{clientele.back}")},
        levels=clientele.levels,
        clock=now,
        demands=clientele.demands,
    )
    about = {"provider": provider, "people": people, "home": url, "claim": clientele.claim}
    server.RequestHandlerClass = type("Handler", (_Handler,), about)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield {
            f"{clientele.variables}_ISSUER": issuer,
            f"{clientele.variables}_CLIENT_ID": CLIENT,
            f"{clientele.variables}_KEY_FILE": str(file),
            **clientele.more,
        }
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
