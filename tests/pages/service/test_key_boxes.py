"""Key boxes that are gone, or not strong enough."""

import pytest
from django.test import Client

from elaas.doors.models import Unit, UnitKind
from elaas.mounting.models import KeyBoxLoss, WorkOrder
from elaas.notices.models import Message
from elaas.people.models import Recipient
from elaas.web import service_words
from elaas.web.roles import Role
from tests import make
from tests.pages.at_work import somebody
from tests.pages.look import look
from tests.pages.service.scene import HOUR, NOON, visits, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(turid: Recipient) -> Unit:
    """The key box at Turid's flat behind a common entrance."""
    building = make.make_building(address="Ila 110")
    make.make_home(building=building)
    home = make.make_home(building=building)
    visits(home, turid, starts_at=NOON - 3 * HOUR, ends_at=NOON - 2 * HOUR)
    return make.make_unit(home=home, kind=UnitKind.KEY_BOX, label="8812")


def test_a_stolen_key_box_becomes_orders_and_its_page_tells_the_story(
    patrol: Client, box: Unit, turid: Recipient
) -> None:
    here = f"/lock/{box.lock_id}/stolen/"
    assert box.home is not None
    assert "Hvilke dører åpner nøkkelen?" in words(patrol, here)
    for given, said in [
        ({"text": "Brutt av veggen"}, "Velg hver dør som nøkkelen åpner."),
        ({"text": "Brutt av veggen", "door": "x"}, "Velg hver dør som nøkkelen åpner."),
        ({"door": str(box.home_id)}, "Skriv det dere vet"),
        ({"text": "Borte", "door": str(make.make_home().id)}, "Noen var raskere"),
    ]:
        answer = patrol.post(here, given)
        assert answer.status_code == 400
        assert said in look(answer.content).words
    opens = [str(box.home_id), str(box.home.building_id)]
    patrol.post(here, {"text": "Brutt av veggen", "door": opens})

    shown = words(patrol, here)
    assert "Boksen er borte, og ingen telefon åpner den." in shown
    assert "Stjålet: i dag kl. 12.00 (Kari N.): Brutt av veggen" in shown
    assert WorkOrder.objects.filter(reason="key_box_stolen").count() == 2
    assert "Nøkkelen kan være på avveie" in words(patrol, "/patrol/service/")
    assert Message.objects.get().text == (
        "Nøkkelen til døren din kan være på avveie. Trygghetspatruljen kommer og bytter "
        "låsesylinderen. Ring dem hvis du lurer på noe: 72 54 83 94 / 72 54 83 79"
    )
    patrol.post(here, {"found": "1"})
    assert "Funnet: i dag kl. 12.00" in words(patrol, here)
    assert patrol.post(here, {"found": "1"}).status_code == 400
    assert KeyBoxLoss.objects.count() == 1


def test_only_a_key_box_on_a_door_can_be_stolen(patrol: Client, door: Unit) -> None:
    assert "ingen nøkkelboks" in words(patrol, f"/lock/{door.lock_id}/stolen/")
    assert patrol.get("/lock/L-nowhere/stolen/").status_code == 404


@pytest.mark.parametrize("language", ["nb", "nn", "en", "se"])
def test_the_sms_about_a_lost_key_is_two_parts_at_most_in_every_language(language: str) -> None:
    from elaas.notices.texts import Alphabet, size  # noqa: PLC0415

    found = size(service_words.key_lost(language))

    assert (found.alphabet, found.parts <= 2) == (Alphabet.GSM7, True)


def test_the_box_s_page_warns_until_its_class_is_enough(client: Client, box: Unit) -> None:
    somebody(client, Role.INSTALLER)
    Unit.objects.update(approval_class="")
    here, there = f"/lock/{box.lock_id}/", f"/lock/{box.lock_id}/class/"
    assert "Ingen godkjenningsklasse er registrert. Den må være FG." in words(client, here)

    client.post(there, {"because": "Den eneste på lager"})
    assert "Godtatt likevel: Den eneste på lager Kari N." in words(client, here)
    Unit.objects.update(approval_class="Sterk")
    assert client.post(there, {"class": "Sterkere"}).status_code == 404
    client.post(there, {"class": "FG"})

    assert "FG. Det er nok." in words(client, here)
    assert client.post(there, {}).status_code == 302
    assert client.post("/lock/L-nowhere/class/", {"class": "FG"}).status_code == 404
