"""«Hva koster det å ha eLås?»: nothing; and what happens to the equipment is said, too."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_django import Settings

from elaas.access.queries.pages.bag import bag_of
from elaas.damage.costs import of_unit
from elaas.damage.operations import NotDone, Ruling, decide_damage
from elaas.damage.queries.case import damage_case
from elaas.damage.queries.costs import Costs, costs
from elaas.damage.rules import Damaged, Outcome
from elaas.doors.label import Label
from elaas.doors.models import Home, PartNews
from elaas.doors.operations import mount_unit, unit_released
from elaas.doors.operations.parts import Packed, Packing, Paid, note_part, pack_bag
from elaas.doors.operations.stock import Delivery, receive_delivery
from elaas.doors.operations.units import prepare_release
from elaas.doors.rules import PartEvent
from elaas.mounting.queries.stock import by_year
from elaas.mounting.unit_cost import Kind
from elaas.people.models import Recipient
from elaas.protocol.cose import PrivateKey
from tests import damages, make
from tests.letter.told import told
from tests.make import NOON
from tests.pictures import taken
from tests.world import check_world

A_DAY = timedelta(days=1)


@pytest.fixture
def turid(db: None) -> Recipient:
    return make.make_recipient()


@pytest.fixture
def home(turid: Recipient) -> Home:
    """Where Turid lives, with a lock on the door."""
    found = make.make_home()
    make.make_assignment(employee=make.make_employee(), home=found, recipient=turid)
    make.make_unit(home=found)
    return found


@pytest.mark.parametrize(
    ("language", "nothing", "all_of_it"),
    [
        ("nb", "Ingenting for deg.", "betaler alt, også kjøp, lisens, montering og demontering."),
        ("nn", "Ingenting for deg.", "betaler alt, også kjøp, lisens, montering og demontering."),
        ("en", "Nothing for you.", "everything: purchase, licence, mounting and removal."),
    ],
)
def test_the_municipality_pays_for_everything(
    settings: Settings, language: str, nothing: str, all_of_it: str
) -> None:
    settings.MUNICIPALITY_NAME = "Bergen kommune"

    words = told("sporsmal/", language)

    assert f"{nothing} Bergen kommune " in words
    assert all_of_it in words


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Blir det ødelagt, kan du bli ansvarlig for å erstatte det."),
        ("nn", "Blir det øydelagt, kan du bli ansvarleg for å erstatte det."),
        ("en", "If it is damaged, you may have to replace it."),
    ],
)
def test_one_must_take_care_of_it_and_may_have_to_replace_it(language: str, sentence: str) -> None:
    assert sentence in told("sporsmal/", language)


def test_you_may_have_to_replace_it_but_only_when_a_person_has_decided_so_with_a_reason(
    turid: Recipient, home: Home
) -> None:
    # Letter: «Du må ta vare på utstyret, og kan bli ansvarlig for å erstatte det …»
    damage = damages.make_damage(turid, home=home)
    assert costs(since=NOON, until=NOON + A_DAY) == Costs(municipality=0, recipients=0)

    damages.make_ruling(damage, outcome=Outcome.RECIPIENT, amount=1500, because="Skrudd av.")

    case = damage_case(damage.id)
    assert case is not None
    assert case.decision is not None
    assert case.decision.because == "Skrudd av."
    assert costs(since=NOON, until=NOON + A_DAY) == Costs(municipality=0, recipients=1500)
    check_world()


@pytest.mark.parametrize("outcome", [Outcome.NOBODY, Outcome.MUNICIPALITY])
def test_else_it_costs_you_nothing_whatever_it_costs(
    turid: Recipient, home: Home, outcome: Outcome
) -> None:
    # Letter: «eLås vil ikke koste noe for deg.»
    damages.make_ruling(damages.make_damage(turid, home=home), outcome=outcome, amount=4000)

    assert costs(since=NOON, until=NOON + A_DAY) == Costs(municipality=4000, recipients=0)
    check_world()


def test_marks_we_left_on_the_door_are_never_yours_to_pay_and_are_seen_beside_the_door_before(
    turid: Recipient, home: Home
) -> None:
    # Letter: «Montering-og demontering skal ikke føre til slitasje eller bruksspor på døren din.»
    damages.make_condition(home=home, photos=[taken()], now=NOON - A_DAY)
    damage = damages.make_damage(turid, home=home, damaged=Damaged.DOOR, photos=[taken()])
    case = damage_case(damage.id)
    assert case is not None
    assert [len(one.photos) for one in case.before] == [len(case.photos)] == [1]

    refused = decide_damage(
        damage=damage.id,
        ruling=Ruling(outcome=Outcome.RECIPIENT, because="Nei.", amount=1),
        by=None,
        seen=0,
        texts={"nb": ""},
        now=NOON,
    )
    assert refused is NotDone.NOT_POSSIBLE

    damages.make_ruling(damage, outcome=Outcome.MUNICIPALITY, amount=2000)
    assert costs(since=NOON, until=NOON + A_DAY) == Costs(municipality=2000, recipients=0)
    check_world()


@pytest.mark.django_db
def test_what_a_unit_costs_is_kept_as_the_municipalitys_and_asked_of_nobody() -> None:
    # Letter: «Trondheim kommune vil stå for alle utgifter inkludert kjøp …»
    bought = Delivery(
        supplier="Låsfabrikken AS", order="4500", price=Decimal("1790.00"), bought_on=NOON.date()
    )
    dh, receipt = (PrivateKey.generate().public_key for _ in range(2))
    label = Label(
        lock_id="L-7001", label="7001", dh=dh, receipt=receipt, claim_secret=bytes(range(16))
    )

    receive_delivery(labels=[label], delivery=bought, now=NOON)

    assert [(year.units, year.price) for year in by_year()] == [(1, Decimal("1790.00"))]
    assert costs(since=NOON, until=NOON + A_DAY) == Costs(municipality=0, recipients=0)
    check_world()


@pytest.mark.django_db
def test_licence_and_mounting_are_costs_of_the_municipalitys_too(settings: Settings) -> None:
    # Letter: «… alle utgifter inkludert kjøp og lisens av produktet, montering og demontering.»
    settings.COST_LICENCE, settings.COST_VISIT = Decimal("49.50"), Decimal(600)
    unit, home = make.make_unit(mounted=False), make.make_home()
    mount_unit(lock_id=unit.lock_id, home=home.id, now=NOON)
    prepare_release(lock_id=unit.lock_id, now=NOON + A_DAY)
    unit_released(lock_id=unit.lock_id, now=NOON + A_DAY)

    assert of_unit(unit.lock_id, now=NOON + A_DAY) == {
        (NOON.year, Kind.LICENCE): 4950,
        (NOON.year, Kind.MOUNTING): 60000,
        (NOON.year, Kind.REMOVAL): 60000,
    }
    assert costs(since=NOON, until=NOON + A_DAY) == Costs(municipality=0, recipients=0)
    check_world()


def test_a_lost_part_of_the_old_lock_is_bought_by_the_municipality(home: Home) -> None:
    # Letter: «… alle utgifter inkludert … demontering.»
    lock_id = home.units.get().lock_id
    packing = Packing(label="4711", place="Boden", parts=[Packed("Knappvrider", 1)], photo=taken())
    pack_bag(lock_id=lock_id, packing=packing, by=None, now=NOON)
    kept = bag_of(lock_id)
    assert kept is not None
    [part] = kept.parts
    note_part(part=part.id, event=PartEvent.MISSING, by=None, now=NOON)

    paid = Paid(Decimal("349.00"), "Låsesmeden AS")
    note_part(part=part.id, event=PartEvent.BOUGHT, by=None, paid=paid, now=NOON)

    assert PartNews.objects.get(event="bought").cost == Decimal("349.00")
    assert costs(since=NOON, until=NOON + A_DAY).recipients == 0
    check_world()
