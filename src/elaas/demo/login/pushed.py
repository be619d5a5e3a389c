"""Authorization requests that clients have pushed (RFC 9126), each good for one login."""

import secrets

from elaas.demo.login.clients import Refusal

PUSHED_SECONDS = 60
URN = "urn:ietf:params:oauth:request_uri:"


class Pushed:
    """What clients have pushed, by request_uri."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, dict[str, str]]] = {}

    def push(self, asked: dict[str, str], *, at: float) -> dict[str, str | int]:
        """Keep what is asked; the answer of the endpoint."""
        name = URN + secrets.token_urlsafe(24)
        self._kept[name] = (at + PUSHED_SECONDS, asked)
        return {"request_uri": name, "expires_in": PUSHED_SECONDS}

    def take(self, name: str, *, client: str, at: float) -> dict[str, str]:
        """What was pushed under this name, once, by the client that pushed it; raises Refusal."""
        until, asked = self._kept.get(name, (0.0, {}))
        if at >= until:
            raise Refusal("invalid_request_uri")
        if asked["client_id"] != client:
            raise Refusal("invalid_request")
        del self._kept[name]
        return asked
