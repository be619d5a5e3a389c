"""What each unit costs the municipality, and what all do: on the desk's pages, and as files."""

import csv
import io
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from elaas.damage.costs import in_all, of_each
from elaas.damage.rules import Outcome
from elaas.doors.models import UnitEvent
from elaas.doors.operations import mount_unit
from elaas.doors.operations.stock import Delivery, receive_delivery
from elaas.doors.operations.units import unit_claimed
from elaas.mounting.models import OrderWork
from elaas.mounting.unit_cost import Kind
from elaas.web.cost_words import KINDS, kroner
from tests import damages, make
from tests.labels import label
from tests.make import NOON
from tests.pages.look import look

pytestmark = pytest.mark.django_db
YEAR = NOON.year


@pytest.fixture(autouse=True)
def _prices(settings: Settings) -> None:
    settings.COST_LICENCE, settings.COST_VISIT = Decimal("49.50"), Decimal(600)


@pytest.fixture
def lock(db: None) -> str:
    """Bought this year, and mounted at noon."""
    bought = Delivery(
        supplier="Smia", order="1", price=Decimal("2490.50"), bought_on=date(YEAR, 1, 2)
    )
    receive_delivery(labels=[label("L-7001")], delivery=bought, now=NOON)
    unit_claimed(lock_id="L-7001", now=NOON)
    mount_unit(lock_id="L-7001", home=make.make_home().id, now=NOON)
    return "L-7001"


def words(client: Client, address: str) -> str:
    """What the page says, with plain spaces."""
    return look(client.get(address).content).words.replace("\xa0", " ")


def rows(client: Client, address: str) -> list[dict[str, str]]:
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_units_page_says_what_it_cost_until_now(client: Client, lock: str) -> None:
    shown = words(client, f"/lager/{lock}/")

    assert "Kommunen betaler alt." in shown
    assert "En lisens koster 49,50 kr i måneden for hver enhet på en dør." in shown
    assert "Kjøp 2 490,50 2 490,50" in shown
    assert "Montering 600 600" in shown


def test_service_repair_and_damage_count_for_their_unit_and_in_all(
    client: Client, lock: str
) -> None:
    turid = make.make_recipient()
    home = make.make_home()
    other = make.make_unit(home=home)
    OrderWork.objects.create(order=make.make_order(other), work="battery", works=True, done_at=NOON)
    broken = make.make_unit(mounted=False)
    client.post(f"/lager/{broken.lock_id}/", {"act": "repair", "because": "Motoren"})
    client.post(f"/lager/{broken.lock_id}/", {"act": "back", "because": "", "cost": "1 250,50"})
    for outcome, amount in (
        (Outcome.MUNICIPALITY, 800),
        (Outcome.NOBODY, 100),
        (Outcome.RECIPIENT, 5000),
    ):
        found = damages.make_damage(turid, home=home)
        damages.make_ruling(found, outcome=outcome, amount=amount)

    theirs = words(client, f"/lager/{other.lock_id}/")
    assert "Servicebesøk 600" in theirs
    assert "Skade som kommunen betaler 900" in theirs
    assert "5 000" not in theirs
    assert "Reparasjon av enheter 1 250,50" in words(client, f"/lager/{broken.lock_id}/")
    everything = words(client, "/lager/")
    for said in ("Servicebesøk 600", "betaler 900", "enheter 1 250,50", "Kjøp 2 490,50"):
        assert said in everything


def test_the_files_hold_the_same_sums(client: Client, lock: str) -> None:
    make.make_unit(mounted=False, label="7999")

    *kinds, last = rows(client, "/lager/kostnader.csv")
    each = rows(client, "/lager/kostnader-per-enhet.csv")

    assert {row["Hva det er betalt for"]: row[str(YEAR)] for row in kinds}["Kjøp"] == "2490,50"
    assert last["Hva det er betalt for"] == "I alt"
    [costly] = [row for row in each if row["Nummer"] == lock]
    [idle] = [row for row in each if row["Merkelapp"] == "7999"]
    assert costly["I alt"] == last["I alt"]
    assert idle["I alt"] == "0,00"


def test_all_that_each_unit_cost_is_what_all_cost(lock: str) -> None:
    now = NOON + timedelta(days=400)

    each: Counter[Kind] = Counter()
    for one in of_each(now=now):
        each += one.kinds

    assert sum(each.values()) == sum(in_all(now=now).values()) > 0
    assert each[Kind.LICENCE] == 4950 * 14


def test_without_prices_the_page_says_so(client: Client, settings: Settings) -> None:
    settings.COST_LICENCE = settings.COST_VISIT = Decimal(0)

    shown = words(client, "/lager/")

    assert "Det er ikke satt noen pris for lisensen." in shown
    assert "Det er ikke satt noen pris for besøk." in shown
    assert "Ingenting som kostet noe, er kjent ennå." in shown


@pytest.mark.parametrize("cost", ["mange", "-1", "1.234", "1e3"])
def test_a_repairs_cost_that_is_no_amount_is_refused(client: Client, cost: str) -> None:
    unit = make.make_unit(mounted=False)
    client.post(f"/lager/{unit.lock_id}/", {"act": "repair", "because": "Motoren"})

    answer = client.post(f"/lager/{unit.lock_id}/", {"act": "back", "because": "", "cost": cost})

    assert answer.status_code == 400
    assert "Skriv hva det kostet i kroner, for eksempel 349,50." in answer.content.decode()
    assert UnitEvent.objects.count() == 1


def test_only_a_repair_that_is_over_has_a_cost() -> None:
    unit = make.make_unit(mounted=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitEvent.objects.create(unit=unit, deed="to_repair", because="x", cost=1, at=NOON)


def test_however_many_units_there_are_the_sums_take_as_many_queries(
    lock: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        make.make_unit(home=make.make_home())

    # Beside the two that PostgreSQL answers in binary (mounting/queries/costs.py).
    with django_assert_num_queries(1):
        in_all(now=NOON)
    with django_assert_num_queries(2):
        list(of_each(now=NOON))


def test_every_kind_of_cost_has_its_words_and_amounts_are_written_as_here() -> None:
    assert KINDS.keys() == set(Kind)
    assert kroner(1500) == "1\xa0500"
    assert kroner(Decimal("1234567.50")) == "1\xa0234\xa0567,50"
    assert kroner(Decimal("12.00")) == "12"
