"""What another system tells of people. Plain values, by that system's own ids."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """`protection`: R fortrolig, V strengt fortrolig, empty for an open address."""

    source_id: str
    national_id: str
    given: str
    family: str
    birth_date: date | None
    language: str
    protection: str
    active: bool
    deceased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Next of kin; `recipient` is the recipient's source id."""

    source_id: str
    recipient: str
    national_id: str
    given: str
    family: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What the contact register knows of somebody.

    `mobile`: E.164, empty when there is none. `confirmed_at`: when they last gave or confirmed it.
    `reserved`: they have said no to being told things electronically.
    """

    mobile: str
    confirmed_at: datetime | None
    reserved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """Someone who works for the municipality, or (not `active`) no longer does."""

    source_id: str
    number: str
    hpr_number: str
    given: str
    family: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What an employee (by source id) does; `starts_at` and `ends_at` None: no limit there."""

    source_id: str
    employee: str
    service: str
    active: bool
    starts_at: datetime | None
    ends_at: datetime | None
