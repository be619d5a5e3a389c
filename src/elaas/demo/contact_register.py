"""The contact register's look-alike: it knows the town's people and their next of kin."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from elaas.demo.numbers import synthetic_number
from elaas.demo.town import KIN, MOBILES, RECIPIENTS, RESERVED, UNCONFIRMED
from elaas.people.contact_register import ContactRegister
from elaas.people.facts import Contact

LATELY = timedelta(days=90)
LONG_AGO = timedelta(days=700)


class Register:
    """See ContactRegister; who is not registered is left out, as the real one does."""

    def contacts(self, national_ids: Collection[str], *, now: datetime) -> Mapping[str, Contact]:
        """See ContactRegister."""
        known = _kin(now) | _recipients(now)
        return {one: known[one] for one in national_ids if one in known}


def national_id(recipient: str) -> str:
    """The synthetic national id of one of RECIPIENTS."""
    return synthetic_number(RECIPIENTS[recipient].born, 100)


def _recipients(now: datetime) -> dict[str, Contact]:
    return {
        national_id(key): Contact(
            mobile=mobile,
            confirmed_at=now - (LONG_AGO if key in UNCONFIRMED else LATELY),
            reserved=key in RESERVED,
        )
        for key, mobile in MOBILES.items()
    }


def _kin(now: datetime) -> dict[str, Contact]:
    return {
        kin.national_id: Contact(mobile=kin.mobile, confirmed_at=now - LATELY, reserved=False)
        for kin in KIN.values()
    }


_: ContactRegister = Register()
