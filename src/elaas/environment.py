"""Readers of the environment: what a municipality sets there, or a sentence about what it must be.

Each answers with the value of one variable, or its default; raises ImproperlyConfigured.
"""

import os
import re
from datetime import date, time, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from elaas.ledger.witnesses import Witness, witness_named

LONGEST_NAME = 100


def minutes(name: str, *, default: int) -> timedelta:
    """A whole number of minutes, zero to a day, from the environment."""
    text = os.environ.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) > 24 * 60:
        message = f"{name} must be a whole number of minutes from 0 to 1440, not «{text}»."
        raise ImproperlyConfigured(message)
    return timedelta(minutes=int(text))


def days(name: str, *, default: int) -> timedelta:
    """A whole number of days, one to five years, from the environment."""
    text = os.environ.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 5 * 366:
        message = f"{name} must be a whole number of days from 1 to 1830, not «{text}»."
        raise ImproperlyConfigured(message)
    return timedelta(days=int(text))


def whole(name: str, *, default: int, low: int, high: int) -> int:
    """A whole number from the environment."""
    text = os.environ.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        message = f"{name} must be a whole number from {low} to {high}, not «{text}»."
        raise ImproperlyConfigured(message)
    return int(text)


def one_of(name: str, *allowed: str) -> str:
    """One of the words in `allowed` from the environment; the first when it is not set."""
    text = os.environ.get(name, allowed[0])
    if text not in allowed:
        message = f"{name} must be {' or '.join(allowed)}, not «{text}»."
        raise ImproperlyConfigured(message)
    return text


def switch(name: str) -> bool:
    """1 or 0 from the environment; 0 when it is not set."""
    text = os.environ.get(name, "0")
    if text not in {"0", "1"}:
        message = f"{name} must be 1 or 0, not «{text}»."
        raise ImproperlyConfigured(message)
    return text == "1"


def above_zero(name: str, *, default: float) -> float:
    """A number above zero from the environment, with a point if it is not whole."""
    text = os.environ.get(name, str(default))
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        message = f"{name} must be a number above 0, not «{text}»."
        raise ImproperlyConfigured(message)
    return number


def kroner(name: str) -> Decimal:
    """An amount in kroner, up to a million, with a point before the øre; 0 when it is not set."""
    text = os.environ.get(name, "0")
    if not re.fullmatch(r"\d{1,6}(\.\d{1,2})?", text, re.ASCII):
        message = f"{name} must be an amount in kroner such as 49.50, not «{text}»."
        raise ImproperlyConfigured(message)
    return Decimal(text)


def names(name: str) -> list[str]:
    """A comma-separated list from the environment."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def words(name: str, *, default: str) -> str:
    """A few words for people to read, at most a line, from the environment."""
    text = os.environ.get(name, default).strip()
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        message = f"{name} must be 1 to {LONGEST_NAME} characters on one line, not «{text}»."
        raise ImproperlyConfigured(message)
    return text


def shaped(name: str, pattern: str, *, what: str) -> str:
    """What fits `pattern`, from the environment; empty when it is not set."""
    text = os.environ.get(name, "").strip()
    if text and not re.fullmatch(pattern, text, re.ASCII):
        message = f"{name} must be {what}, not «{text}»."
        raise ImproperlyConfigured(message)
    return text


def address(name: str, *, default: str) -> str:
    """A web address from the environment: HTTPS, or of this machine."""
    text = os.environ.get(name) or default
    parts = urlsplit(text)
    is_here = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if text and not is_here and not (parts.scheme == "https" and parts.hostname):
        message = f"{name} must be an address that begins with https://, not «{text}»."
        raise ImproperlyConfigured(message)
    return text


def witnesses(name: str) -> list[Witness]:
    """Witnesses, each an address and a key with a space between, from the environment."""
    try:
        return [witness_named(text) for text in names(name)]
    except ValueError as reason:
        message = f"{name} must be addresses and keys, as `https://HOST KEY`, with commas: {reason}"
        raise ImproperlyConfigured(message) from None


def telephone(name: str) -> str:
    """A telephone number as people write it, from the environment."""
    return shaped(name, r"\+?\d[\d ]{1,18}\d", what="a telephone number in digits and spaces")


def email(name: str) -> str:
    """An e-mail address, from the environment."""
    return shaped(name, r"[\w.+-]+@([\w-]+\.)+[\w-]+", what="an e-mail address")


def web_address(name: str) -> str:
    """An address that a link leads to, from the environment."""
    shape = r"https://([\w-]+\.)+[\w-]+(/[\w./~%-]*)?"
    return shaped(name, shape, what="a web address that begins with https:// and has no «?»")


def day(name: str) -> date | None:
    """A day from the environment; none when it is not set."""
    text = os.environ.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = f"{name} must be a day such as 2027-03-01, not «{text}»."
        raise ImproperlyConfigured(message) from None


def time_of_day(name: str, *, default: str) -> time:
    """A time at which people may be texted, from the environment."""
    text = os.environ.get(name, default)
    if not re.fullmatch(r"(0[89]|1[0-9]):[0-5][0-9]", text, re.ASCII):
        message = f"{name} must be a time of day from 08:00 to 19:59, not «{text}»."
        raise ImproperlyConfigured(message)
    return time.fromisoformat(text)


def times(name: str, *, default: int) -> int:
    """How often something is done, zero to ten times, from the environment."""
    text = os.environ.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) > 10:  # noqa: PLR2004  (as it says)
        message = f"{name} must be a whole number from 0 to 10, not «{text}»."
        raise ImproperlyConfigured(message)
    return int(text)
