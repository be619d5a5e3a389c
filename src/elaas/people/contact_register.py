"""How people are reached: what eLås needs of the national contact register.

Numbers are asked for when they are needed and not kept: the register knows when they change.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from elaas.people.facts import Contact


class NoAnswer(Exception):
    """The register did not answer; the message says why, without personal data."""


class ContactRegister(Protocol):
    """The register of contact details."""

    def contacts(self, national_ids: Collection[str], *, now: datetime) -> Mapping[str, Contact]:
        """What is known, by national id, of those who are in the register. Raises NoAnswer."""


def load() -> ContactRegister | None:
    """The register that the setting CONTACT_REGISTER names by dotted path; None: there is none."""
    if not settings.CONTACT_REGISTER:
        return None
    register: ContactRegister = import_string(settings.CONTACT_REGISTER)()
    return register
