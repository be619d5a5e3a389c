"""The carrier of SMS: what eLås needs of one, whoever it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """`reference` is the same however often one message is handed over, `at`; `number`: E.164.

    `urgent` goes at any hour; what is not may wait for daytime where the carrier offers that.
    """

    reference: UUID
    number: str
    text: str
    urgent: bool
    at: datetime


class NotTaken(Exception):
    """The carrier certainly did not take it; try again later."""


class Refused(Exception):
    """The carrier certainly did not take it, and never will."""


class Uncertain(Exception):
    """Nobody knows whether the carrier took it."""


class State(StrEnum):
    """What became of an SMS, as the carrier tells it."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """`gateway_reference` is the one that `hand_over` answered. `detail`: the carrier's word."""

    gateway_reference: str
    state: State
    at: datetime
    detail: str


class SmsGateway(Protocol):
    """A carrier. Messages of its exceptions hold neither text nor number."""

    name: str
    # Whether the carrier knows a reference again: handing the same over anew sends nothing more,
    # and answers as the first time. Where it does not, what is uncertain is never sent again.
    repeatable: bool

    def hand_over(self, message: Sms, /) -> str:
        """Give it to the carrier; answers the carrier's reference.

        Raises NotTaken, Refused or Uncertain.
        """

    def collect(self, *, after: str, told: Callable[[News], None], now: datetime) -> str:
        """Call `told` with each piece of news since `after`, and answer the new `after`.

        `after` is empty the first time. What `told` has not taken is told again. Raises NotTaken.
        """


def load() -> SmsGateway:
    """The gateway that the setting SMS_GATEWAY names by dotted path."""
    gateway: SmsGateway = import_string(settings.SMS_GATEWAY)()
    return gateway
