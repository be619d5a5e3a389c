"""Units from purchase on: a delivery taken in, where each is, and what it cost the municipality."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test import Client

from elaas.doors.label import Label
from elaas.doors.models import Unit, UnitEvent
from elaas.doors.operations import LockIdTaken
from elaas.doors.operations.stock import Delivery, ReceivedAlready, receive_delivery
from elaas.doors.stock_models import Purchase
from elaas.jobs.stock import main
from elaas.jobs.stop import Stop
from elaas.ledger.models import Entry
from elaas.mounting.models import Carried
from elaas.mounting.stock import Happened, State
from elaas.protocol.cose import PrivateKey
from elaas.web.stock import STATES
from elaas.web.stock_unit import HAPPENED
from tests import make
from tests.labels import label
from tests.make import NOON
from tests.pages.look import look

pytestmark = pytest.mark.django_db
DELIVERY = Delivery(
    supplier="=Låsesmia", order="B-17", price=Decimal("2490.50"), bought_on=date(2026, 10, 1)
)


def received(*labels: Label) -> None:
    receive_delivery(labels=labels, delivery=DELIVERY, now=NOON)


def test_a_delivery_is_taken_in_whole_or_not_at_all() -> None:
    one, two = label("L-7001"), label("L-7002")
    received(one)

    with pytest.raises(ReceivedAlready, match="L-7001"), transaction.atomic():
        received(two, one)
    with pytest.raises(LockIdTaken), transaction.atomic():
        received(two, label("L-7001"))

    assert list(Unit.objects.values_list("lock_id", flat=True)) == ["L-7001"]
    assert Entry.objects.filter(kind="unit_received").count() == 1


def test_what_a_unit_cost_is_never_changed_and_says_from_whom() -> None:
    received(label("L-7001"))

    for change in (Purchase.objects.all().delete, lambda: Purchase.objects.update(price=1)):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()
    unit = make.make_unit(mounted=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Purchase.objects.create(
            unit=unit, supplier="", order="1", price=1, bought_on=date(2026, 1, 1), received_at=NOON
        )


def test_the_page_says_where_units_are_and_what_was_paid(client: Client) -> None:
    received(label("L-7001"), label("L-7002"))
    crew = make.make_crew()
    Carried.objects.create(unit_id="L-7002", crew=crew, loaded_at=NOON)
    make.make_unit(home=make.make_home())

    shown = look(client.get("/lager/").content).words

    assert (
        "På hyllen 1 I en bil 1 På en dør 1 Til reparasjon 0 Stjålet 0 Avskrevet 0 Kassert 0"
        in shown
    )
    assert "2026" in shown
    assert "4981" in shown.replace("\xa0", "").replace(" ", "")
    assert "Vi vet ikke hva den kostet." in shown
    vans = look(client.get("/lager/?state=van").content).words
    assert "7002" in vans
    assert "7001" not in vans
    assert client.get("/lager/?state=moon").status_code == 404


def test_the_file_holds_every_unit_and_nothing_a_spreadsheet_runs(client: Client) -> None:
    received(label("L-7001"))

    answer = client.get("/lager/enheter.csv?state=shelf")

    [row] = csv.DictReader(io.StringIO(answer.content.decode()))
    assert row["supplier"] == "'=Låsesmia"
    assert (row["lock_id"], row["price_nok"], row["state"]) == ("L-7001", "2490.50", "shelf")
    assert (
        list(
            csv.DictReader(io.StringIO(client.get("/lager/enheter.csv?state=van").content.decode()))
        )
        == []
    )


def test_every_state_has_its_words() -> None:
    assert STATES.keys() == set(State)


def test_a_file_that_is_no_delivery_says_which_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {
        "lock_id": "L-7001",
        "label": "7001",
        "dh": PrivateKey.generate().public_key.to_hex(),
        "receipt": PrivateKey.generate().public_key.to_hex(),
        "claim_secret": "00" * 16,
    }
    file, good = tmp_path / "labels", json.dumps(told)
    order = ["--supplier", "Låsesmia", "--order", "B-17", "--price", "2490", "--bought"]
    asked = ["receive", str(file), *order, "2026-10-01"]
    for content, why in (
        (f"{good}\nnonsense\n", "Line 2 is no lock's label"),
        (f"{good}\n\n{good}", "Line 3: L-7001 is there twice"),
        ("\n", "holds no label"),
    ):
        file.write_text(content)
        with pytest.raises(Stop, match=why):
            main(asked)
    file.unlink()
    with pytest.raises(Stop, match="cannot be read"):
        main(asked)
    for option, wrong in (
        ("--price", "-1"),
        ("--price", "1.234"),
        ("--price", "nan"),
        ("--order", " "),
    ):
        with pytest.raises(SystemExit):
            main([*asked, option, wrong])
    with pytest.raises(SystemExit):
        main(["receive", str(file), *order, "i fjor"])
    capsys.readouterr()
    assert not Unit.objects.exists()


def test_the_desk_sends_a_unit_to_repair_takes_it_back_and_scraps_it(client: Client) -> None:
    received(label("L-7001"))
    address = "/lager/L-7001/"
    assert "På hyllen" in look(client.get(address).content).words

    client.post(address, {"act": "repair", "because": "Motoren <b>går</b> ikke"})
    away = look(client.get(address).content).words
    client.post(address, {"act": "back", "because": ""})
    client.post(address, {"act": "scrap", "because": "Knust"})
    gone = client.get(address).content

    assert "Til reparasjon" in away
    assert "Motoren <b>går</b> ikke" in away
    assert "Kassert" in look(gone).words
    assert b"<form method" not in gone
    file = client.get("/lager/enheter.csv?state=scrapped").content.decode()
    assert "L-7001" in file
    assert "7001" in look(client.get("/lager/?state=scrapped").content).words


@pytest.mark.parametrize(
    "told",
    [
        {"act": "scrap", "because": " "},
        {"act": "scrap", "because": "x" * 501},
        {"act": "scrap", "because": "a\nb"},
        {"act": "back", "because": ""},
        {"act": "fly", "because": "x"},
        {},
    ],
)
def test_what_cannot_be_done_with_a_unit_is_said_and_changes_nothing(
    client: Client, told: dict[str, str]
) -> None:
    received(label("L-7001"))

    answer = client.post("/lager/L-7001/", told)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not UnitEvent.objects.exists()


def test_a_unit_nobody_knows_has_no_page(client: Client) -> None:
    assert client.get("/lager/L-0000/").status_code == 404
    assert client.get("/lager/L%000/").status_code == 404


def test_everything_that_happens_to_a_unit_has_its_words() -> None:
    assert HAPPENED.keys() == set(Happened)
