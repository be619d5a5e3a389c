"""A coordinator sees before and after, and decides with a reason."""

import re

import pytest
from django.test import Client

from elaas.damage.models import DamageDecision
from elaas.damage.operations import NotDone
from elaas.damage.rules import Damaged, Outcome, State
from elaas.doors.models import Photo, Unit
from elaas.people.actors import ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.models import Recipient
from elaas.web import clock, damage_words
from tests import damages
from tests.pages.at_work import work_as
from tests.pages.damage.scene import decide
from tests.pages.look import look, words
from tests.pictures import taken

pytestmark = pytest.mark.django_db


def test_the_coordinator_sees_before_and_after_beside_each_other_and_the_rule(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    damages.make_condition(home=unit.home, photos=[taken()])
    row = damages.make_damage(turid, home=unit.home, damaged=Damaged.DOOR, photos=[taken()])
    work_as(client, GrantedRole.COORDINATOR)
    assert f"/skader/{row.id}/" in look(client.get("/skader/").content).links

    page = client.get(f"/skader/{row.id}/").content

    pictures = re.findall(rf'src="(/skader/{row.id}/bilde/[^"]+)"', page.decode())
    assert [client.get(one).status_code for one in pictures] == [200, 200]
    said = look(page).words
    for one in (
        "Montering og demontering skal ikke gi slitasje",
        "Mottakeren betaler aldri for merker på døren.",
        "Turid Bakken (mottakeren)",
        "Ila 110",
    ):
        assert one in said


def test_a_photo_of_something_else_is_not_shown_there(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    other = Photo.objects.create(content=b"", kept_at=clock.read())
    work_as(client, GrantedRole.COORDINATOR)

    assert client.get(f"/skader/{row.id}/bilde/{other.id}/").status_code == 404


def test_the_coordinator_decides_with_a_reason_and_the_desk_may_not(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    work_as(client, GrantedRole.SERVICE_DESK)
    assert decide(client, row).status_code == 404
    assert "Avgjør" not in words(client, f"/skader/{row.id}/")

    anne = work_as(client, GrantedRole.COORDINATOR)
    assert decide(client, row, amount="1 500").status_code == 302

    made = DamageDecision.objects.get()
    assert (made.outcome, made.amount, made.decided_by) == (Outcome.NOBODY, 1500, anne)
    assert "Ingen er ansvarlig, 1\N{NO-BREAK SPACE}500 kr." in (
        client.get(f"/skader/{row.id}/").content.decode().replace("</strong>", "")
    )


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"outcome": "somebody"}, 400, "Velg hvem som betaler."),
        ({"because": "  "}, 400, "Skriv hvorfor."),
        ({"amount": "12,50"}, 400, "Skriv beløpet i hele kroner"),
        ({"amount": "9999999"}, 400, "Skriv beløpet i hele kroner"),
        ({"outcome": "recipient"}, 409, "Dette kan ikke bestemmes."),
        ({"seen": "7"}, 409, "Det har skjedd noe i saken"),
        ({"seen": "x"}, 409, "Det har skjedd noe i saken"),
    ],
)
def test_what_cannot_be_decided_is_said_and_the_reason_stays(
    client: Client, turid: Recipient, unit: Unit, given: dict[str, str], status: int, said: str
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    work_as(client, GrantedRole.COORDINATOR)

    answer = decide(client, row, **given)

    assert answer.status_code == status
    assert said in look(answer.content).words
    assert "because" in given or "Hun falt." in answer.content.decode()
    assert not DamageDecision.objects.exists()


def test_a_protected_address_stands_neither_on_the_page_nor_in_the_letter(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    Recipient.objects.update(protection="V")
    work_as(client, GrantedRole.COORDINATOR)

    page = client.get(f"/skader/{row.id}/").content

    assert b"Ila 110" not in page
    assert "Adressen er beskyttet." in look(page).words


def test_nothing_is_without_words() -> None:
    assert set(damage_words.DAMAGED) == set(Damaged)
    assert set(damage_words.OUTCOMES) == set(damage_words.TOLD) == set(Outcome)
    assert set(damage_words.STATES) == set(State)
    assert set(damage_words.NOT_DONE) == set(NotDone)
    assert set(damage_words.TELLERS) == set(ActorKind)
