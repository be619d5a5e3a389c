"""The server as a phone sees it: JSON over HTTP, a token for a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpx

from elaas.protocol import enrolment
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PrivateKey, PublicKey

SECONDS = 15.0  # for one request


class Unreachable(Exception):
    """The server cannot be reached; nothing is known about what became of the request."""


class ServerRefused(Exception):
    """The server understood, and said no; the message is its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One server. Every method raises Unreachable or ServerRefused."""

    url: str
    token: str | None = None

    async def enrol(self, *, code: str, key: PrivateKey) -> dict[str, Any]:
        """Become the phone of the employee whose one-time `code` this is."""
        offered = await self._ask("GET", "/phone/enrolment-key")
        try:
            peer = PublicKey.from_hex(offered)
        except Malformed as error:
            raise Unreachable(f"{self.url} is no server of eLås.") from error
        proof = enrolment.proof(key, peer, code)
        question = {"code": code, **key.public_key.to_hex(), "proof": proof.hex()}
        return await self._ask("POST", "/phone/enrol", question)

    async def sync(
        self,
        *,
        receipts: Iterable[bytes],
        attempts: list[dict[str, str]],
        delivered: Iterable[bytes],
    ) -> dict[str, Any]:
        """Hand over receipts, refused attempts and delivered updates, and get today's bundle."""
        question = {
            "receipts": _hex(receipts),
            "attempts": attempts,
            "delivered": _hex(delivered),
        }
        return await self._ask("POST", "/phone/sync", question)

    async def upload(
        self, *, receipts: Iterable[bytes], attempts: list[dict[str, str]]
    ) -> dict[str, Any]:
        """Hand over receipts and refused attempts, as a blocked phone still may."""
        question = {"receipts": _hex(receipts), "attempts": attempts}
        return await self._ask("POST", "/phone/receipts", question)

    async def time(self, *, lock_id: str, nonce: bytes) -> bytes:
        """The time, signed for the lock that made up `nonce`."""
        question = {"lock_id": lock_id, "nonce": nonce.hex()}
        answer = await self._ask("POST", "/phone/time", question)
        try:
            return bytes.fromhex(answer["time"])
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable(f"{self.url} answers without the time.") from error

    async def _ask(self, method: str, path: str, question: object = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            async with httpx.AsyncClient(
                base_url=self.url, timeout=SECONDS, verify=self.url.startswith("https:")
            ) as client:
                response = await client.request(method, path, json=question, headers=headers)
                answer = response.json()
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            raise Unreachable(f"{self.url} cannot be reached: {error}.") from error
        except ValueError as error:
            raise _no_json(self.url, response.status_code) from error
        if not isinstance(answer, dict):
            raise _no_json(self.url, response.status_code)
        if not response.is_success:
            sentence = str(answer.get("error", f"{self.url} answers {response.status_code}."))
            raise ServerRefused(sentence)
        return answer


def _no_json(url: str, status: int) -> Unreachable:
    return Unreachable(f"{url} answers {status} without JSON.")


def _hex(receipts: Iterable[bytes]) -> list[str]:
    return [one.hex() for one in receipts]
