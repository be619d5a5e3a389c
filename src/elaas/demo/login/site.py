"""The look-alike provider on HTTP, with a page on which one logs in as an employee of the town."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc.jwk import ECKey

from elaas.demo.clock import now
from elaas.demo.login.clients import Refusal
from elaas.demo.login.provider import STRICT, Provider

HOST = "127.0.0.1"
CLIENT = "elaas"
LEVEL = "high"
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
    people: Mapping[str, str]  # names by employee number
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
            person = {"employee_number": number}
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
def served(*, url: str, people: Mapping[str, str], keys: Path) -> Iterator[dict[str, str]]:
    """Serve for the whole block; yields the environment by which eLås at `url` finds it.

    `people`: the names of those who can log in, by employee number. `keys`: a folder for the
    client's key, which is made anew.
    """
    key = ECKey.generate_key("P-256")
    file = keys / "demo-login.pem"
    file.touch(mode=0o600)
    file.write_bytes(key.as_pem(private=True))
    server = ThreadingHTTPServer((HOST, 0), _Handler)
    issuer = f"http://{HOST}:{server.server_port}"
    clients = {CLIENT: (key, f"{url}logg-inn/tilbake/")}
    provider = Provider(
        issuer=issuer, clients=clients, levels=frozenset({LEVEL}), clock=now, demands=STRICT
    )
    server.RequestHandlerClass = type(
        "Handler", (_Handler,), {"provider": provider, "people": people, "home": url}
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield {
            "ELAAS_LOGIN_ISSUER": issuer,
            "ELAAS_LOGIN_CLIENT_ID": CLIENT,
            "ELAAS_LOGIN_KEY_FILE": str(file),
            "ELAAS_LOGIN_ACR": LEVEL,
            "ELAAS_LOGIN_PAR": "1",
            "ELAAS_LOGIN_DPOP": "1",
        }
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
