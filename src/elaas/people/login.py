"""How an employee says who they are: what eLås needs of the municipality's login provider."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Begun:
    """A login that is under way: where to send the browser, and what must come back with it.

    `state`, `nonce` and `verifier` are random; the browser that began keeps them until it is back.
    """

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identified:
    """Who the provider says it is; an empty number is one the provider did not give.

    Employees are known by the first two, citizens by `national_id` alone.
    """

    employee_number: str
    hpr_number: str
    id_token: str
    national_id: str = ""


class LoginFailed(Exception):
    """The provider did not vouch for anybody; the message says why, without personal data."""


class LoginProvider(Protocol):
    """The municipality's login provider. Every method may raise LoginFailed."""

    def begin(self, *, back: str, now: datetime, language: str = "") -> Begun:
        """Begin a login that ends at the address `back`, on pages in `language` if it has them."""

    def finish(
        self, *, begun: Begun, code: str, issuer: str, back: str, now: datetime
    ) -> Identified:
        """Exchange the one-time `code` for an identity, fully checked.

        `issuer`: whose answer the browser says it brings; empty if it does not say.
        """

    def logout(self, *, id_token: str, back: str, now: datetime) -> str:
        """Where to send the browser so that the provider logs out too; `back` if it cannot."""
