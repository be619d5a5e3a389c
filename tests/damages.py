"""Makers of what concerns damage, as in tests/make.py."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from elaas.damage.models import Damage
from elaas.damage.operations import Ruling, Seen, decide_damage, report_damage
from elaas.damage.queries.case import damage_case
from elaas.damage.rules import Damaged, Outcome
from elaas.doors.models import Home
from elaas.doors.operations.condition import Seen as DoorSeen
from elaas.doors.operations.condition import note_condition
from elaas.doors.rules import Cylinder
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Recipient
from tests.make import NOON


def make_condition(*, home: Home, photos: Collection[bytes], now: datetime = NOON) -> None:
    """Somebody notes what the door of `home` is like; by default a lock fits."""
    seen = DoorSeen(make="Assa", cylinder=Cylinder.EURO, gap_mm=Decimal(3), photos=photos)
    note_condition(home=home.id, seen=seen, by=None, now=now)


def make_damage(
    recipient: Recipient, *, home: Home, by: Actor | None = None, **seen: object
) -> Damage:
    """Something is damaged at the door of `home`, as the recipient tells unless told otherwise."""
    defaults = {"damaged": Damaged.EQUIPMENT, "what": "Låsen falt av."}
    found = Seen(**{"home": home.id, "recipient": recipient.id, **defaults, **seen})  # type: ignore[arg-type]  # the test says what it wants
    teller = by or Actor(ActorKind.RECIPIENT, recipient.id)
    return Damage.objects.get(pk=report_damage(seen=found, by=teller, now=NOON))


def make_ruling(
    damage: Damage,
    *,
    outcome: Outcome = Outcome.NOBODY,
    amount: int = 0,
    because: str = "Ingen kunne hindre det.",
    now: datetime = NOON,
) -> None:
    """A coordinator decides who pays."""
    case = damage_case(damage.id)
    assert case is not None
    refused = decide_damage(
        damage=damage.id,
        ruling=Ruling(outcome=outcome, because=because, amount=amount),
        by=None,
        seen=case.seen,
        texts={"nb": "Det er kommet et brev til deg om eLås."},
        now=now,
    )
    assert refused is None
