"""What the provider publishes of itself: OpenID Connect Discovery 1.0, and its keys (RFC 7517)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from elaas.people.login import LoginFailed

# A new address of the provider's is known within this; a new key as soon as it signs.
KEPT_FOR = timedelta(hours=1)
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL = ("pushed_authorization_request_endpoint", "end_session_endpoint")
# One transport for each exchange, so that nobody closes what another thread uses.
Connect: TypeAlias = Callable[[], httpx.BaseTransport]


class Discovery:
    """One provider's metadata and keys, kept for an hour; any number of threads may ask.

    Only what holds is kept: a provider that is down, or answers with something else, is asked again
    by whoever comes next. Nobody waits for another thread; at worst two ask at the same time.
    """

    def __init__(self, issuer: str, *, connect: Connect, timeout: float) -> None:
        """`timeout`: seconds for each answer of the provider."""
        self._issuer, self._connect, self._timeout = issuer, connect, timeout
        # Replaced whole, never changed: a thread sees all of the old one or all of the new.
        self._metadata: tuple[datetime, dict[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def metadata(self, *, now: datetime) -> dict[str, Any]:
        """What the provider says of itself; raises LoginFailed."""
        kept = self._metadata
        if kept is None or not _fresh(kept[0], now):
            address = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
            kept = self._metadata = (now, self._held(self._read(address)))
        return kept[1]

    def keys(self, *, signed_by: str | None, now: datetime) -> KeySet:
        """The keys that sign; fetched anew, once, when `signed_by` (a kid) is none of them.

        Raises LoginFailed.
        """
        kept = self._keys
        known = kept is not None and (
            signed_by is None or signed_by in {key.kid for key in kept[1].keys}
        )
        if kept is None or not known or not _fresh(kept[0], now):
            try:
                told = self._read(self.metadata(now=now)["jwks_uri"])
                # What is no key set raises, as below.
                keys = KeySet.import_key_set(told)  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError) as problem:
                message = "the provider's keys are unreadable"
                raise LoginFailed(message) from problem
            kept = self._keys = (now, keys)
        return kept[1]

    def _held(self, found: dict[str, Any]) -> dict[str, Any]:
        if found.get("issuer") != self._issuer:
            message = "the provider calls itself by another name"
            raise LoginFailed(message)
        scheme = urlsplit(self._issuer).scheme
        for name in (*NEEDED, *(name for name in OPTIONAL if name in found)):
            if urlsplit(str(found.get(name))).scheme != scheme:
                message = f"the provider's {name} is no {scheme} address"
                raise LoginFailed(message)
        return found

    def _read(self, address: str) -> dict[str, Any]:
        try:
            with httpx.Client(transport=self._connect(), timeout=self._timeout) as http:
                found = http.get(address).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as problem:
            message = "the provider does not answer"
            raise LoginFailed(message) from problem
        if not isinstance(found, dict):
            message = "the provider answers something else"
            raise LoginFailed(message)
        return found


def _fresh(at: datetime, now: datetime) -> bool:
    return at <= now < at + KEPT_FOR
