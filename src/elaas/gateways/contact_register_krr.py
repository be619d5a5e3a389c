"""Digdir's contact and reservation register, KRR.

https://docs.digdir.no/docs/Kontaktregisteret/oppslagstjenesten_rest, and krr_attributter for the
fields. Nothing of it is kept.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from elaas.gateways import maskinporten
from elaas.people.contact_register import ContactRegister, NoAnswer
from elaas.people.facts import Contact

SCOPE = "krr:global/kontaktinformasjon.read"
MOST = 1000  # persons in one question
SECONDS = 10
NATIONAL = 8  # digits of a Norwegian number


class Register:
    """See ContactRegister."""

    def contacts(self, national_ids: Collection[str], *, now: datetime) -> Mapping[str, Contact]:
        """See ContactRegister."""
        asked = list(national_ids)
        found: dict[str, Contact] = {}
        for start in range(0, len(asked), MOST):
            found.update(_ask(asked[start : start + MOST], now))
        return found


def _ask(national_ids: Sequence[str], now: datetime) -> Iterator[tuple[str, Contact]]:
    try:
        token = maskinporten.token(SCOPE, now=now)
        answer = httpx.post(
            settings.CONTACT_REGISTER_URL,
            json={"personidentifikatorer": national_ids},
            headers={"Authorization": f"Bearer {token}"},
            timeout=SECONDS,
        )
        persons = answer.json()["personer"] if answer.is_success else None
    except maskinporten.NoToken as problem:
        raise NoAnswer(str(problem)) from None
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as problem:
        raise NoAnswer(f"the contact register: {type(problem).__name__}") from None
    if persons is None:
        maskinporten.forget()
        raise NoAnswer(f"the contact register answered {answer.status_code}")
    for person in persons:
        yield str(person["personidentifikator"]), _contact(person)


def _contact(person: Mapping[str, Any]) -> Contact:
    """Whoever cannot be told things, and is not reserved, has confirmed nothing of late (§ 32)."""
    details = person.get("kontaktinformasjon") or {}
    can_be_told = person.get("varslingsstatus") != "KAN_IKKE_VARSLES"
    return Contact(
        mobile=_number(str(details.get("mobiltelefonnummer") or "")),
        confirmed_at=_confirmed(details) if can_be_told else None,
        reserved=person.get("reservasjon") == "JA",
    )


def _confirmed(details: Mapping[str, Any]) -> datetime | None:
    fields = ("mobiltelefonnummer_oppdatert", "mobiltelefonnummer_sist_verifisert")
    return max(
        (datetime.fromisoformat(details[name]) for name in fields if details.get(name)),
        default=None,
    )


def _number(given: str) -> str:
    """E.164; people write their number in many ways."""
    digits = "".join(sign for sign in given if sign.isdigit())
    if given.startswith("+"):
        return f"+{digits}"
    if given.startswith("00"):
        return f"+{digits[2:]}"
    return f"+47{digits}" if len(digits) == NATIONAL else ""


_: ContactRegister = Register()
