"""A witness of the log, asked by C2SP tlog-witness (https://c2sp.org/tlog-witness)."""

import time

import httpx

from elaas.ledger import witnesses
from elaas.ledger.witnesses import Cosigned, NotAnswered, Refused, StandsAt
from elaas.tlog.add_checkpoint import SIZE_TYPE, AddCheckpoint
from elaas.tlog.lines import number_of

SECONDS = 5  # without a sign of life
ALTOGETHER = 10  # seconds
LARGEST = 64 * 1024  # bytes of an answer
HEADERS = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "eLaas"}


class _TooMuch(Exception):
    """The answer is too long, or too slow."""


def ask(url: str, asked: AddCheckpoint) -> Cosigned | StandsAt | NotAnswered | Refused:
    """What the witness at `url` answers to it."""
    try:
        with httpx.stream(
            "POST",
            f"{url}/add-checkpoint",
            content=asked.encode(),
            headers=HEADERS,
            timeout=SECONDS,
        ) as response:
            return _understood(response, _body(response))
    except (httpx.HTTPError, httpx.InvalidURL, _TooMuch) as reason:
        return NotAnswered(str(reason).strip() or type(reason).__name__)


def _body(response: httpx.Response) -> bytes:
    end = time.monotonic() + ALTOGETHER
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST or time.monotonic() > end:
            message = "its answer has no end"
            raise _TooMuch(message)
    return body


def _understood(
    response: httpx.Response, body: bytes
) -> Cosigned | StandsAt | NotAnswered | Refused:
    status = response.status_code
    if status == httpx.codes.OK:
        return Cosigned(body)
    told = body.decode(errors="replace").strip()
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    size = number_of(told)
    if status == httpx.codes.CONFLICT and kind == SIZE_TYPE and size is not None:
        return StandsAt(size)
    if status in {httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY}:
        return Refused(f"{status} {_one_line(told)}")
    return NotAnswered(f"it answers {status} {_one_line(told)}")


def _one_line(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text[:100])


_: witnesses.Ask = ask
