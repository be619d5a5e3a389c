"""Doors that need somebody: said, queued, taken, mended; and key boxes that are gone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.models import Journal
from elaas.doors.models import Home, Unit, UnitKind
from elaas.mounting.models import Crew, FaultReport, KeyBoxLoss, WorkOrder
from elaas.mounting.operations.faults import MOST_IN_A_DAY
from elaas.mounting.rules import OrderReason
from elaas.mounting.service import Caller, Fault, Urgency, Work
from elaas.notices.models import Message
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Recipient
from elaas.people.operations.kin_rights import decide
from elaas.people.rights import Right
from elaas.web import service_words
from elaas.web.roles import Role
from tests import make
from tests.pages.look import faults, look
from tests.pages.test_roles import somebody
from tests.pages.test_roles_of_citizens import INGRID, TURID, log_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)  # a Tuesday; twelve o'clock here
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elaas.web.clock.read", lambda: NOON)
    settings.DEMO = False
    settings.PATROL_PHONE, settings.PATROL_PHONE_2 = "72 54 83 94", "72 54 83 79"


@pytest.fixture
def home() -> Home:
    return make.make_home(address="Ila 110")


@pytest.fixture
def door(home: Home, turid: Recipient) -> Unit:
    """The lock at Turid's, where somebody has been."""
    Recipient.objects.filter(pk=turid.pk).update(national_id=TURID)
    visits(home, turid, ends_at=NOON - 2 * HOUR, starts_at=NOON - 3 * HOUR)
    return make.make_unit(home=home, label="4711")


def visits(home: Home, recipient: Recipient, **fields: Any) -> None:
    make.make_assignment(employee=make.make_employee(), home=home, recipient=recipient, **fields)


@pytest.fixture
def patrol(client: Client) -> Client:
    """A responder's browser."""
    somebody(client, Role.RESPONDER)
    return client


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    seen = look(answer.content)
    assert faults(seen) == []
    return seen.words


def test_every_word_that_a_page_may_need_is_there() -> None:
    assert set(service_words.REASONS) == set(OrderReason)
    assert set(service_words.FAULTS) == set(Fault)
    assert set(service_words.CALLERS) == set(Caller)
    assert set(service_words.WORK) == set(Work)
    assert set(service_words.URGENCY) == set(Urgency)


def test_an_empty_queue_says_so(patrol: Client) -> None:
    assert "Ingenting venter." in words(patrol, "/patrol/service/")


def test_the_queue_begins_with_the_door_where_somebody_waits(
    patrol: Client, door: Unit, home: Home, turid: Recipient
) -> None:
    quiet = make.make_unit(home=make.make_home(address="Stille gate 1"))
    make.make_order(quiet, opened_at=NOON - 40 * HOUR)
    make.make_order(door, reason="jammed", opened_at=NOON - HOUR)
    make.make_decision(turid, safety_alarm=True)
    visits(home, turid, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
    Journal.objects.create(unit=door, battery=71, last_contact_at=NOON - 3 * HOUR)

    shown = words(patrol, "/patrol/service/")

    assert shown.index("Ila 110") < shown.index("Stille gate 1")
    for said in [
        "Straks",
        "Reilen satte seg fast.",
        "Noen bak denne døren har trygghetsalarm.",
        "Noen skal inn her snart.",
        "Batteri 71 %.",
        "i dag kl. 09.00",
        "Batteriet må byttes.",
        "Ingen har tatt den ennå.",
    ]:
        assert said in shown


def test_the_patrol_takes_an_order_and_finishes_it(patrol: Client, door: Unit) -> None:
    order, crew = make.make_order(door), make.make_crew(name="Lag Nord")
    here = f"/patrol/service/{order.id}/"

    patrol.post(f"{here}take/", {"crew": crew.name, "day": "2026-12-02"})
    assert "Lag Nord, I morgen" in words(patrol, here)
    patrol.post(f"{here}done/", {"work": "other", "works": "no", "text": "Mangler en skrue"})
    assert "Døren virker ikke ennå. Mangler en skrue" in words(patrol, here)
    patrol.post(f"{here}done/", {"work": "battery", "works": "yes"})

    assert "Byttet batteri. Døren virker." in words(patrol, here)
    assert "Ingenting venter." in words(patrol, "/patrol/service/")
    assert patrol.post(f"{here}done/", {"work": "battery", "works": "yes"}).status_code == 302
    taken = patrol.post(f"{here}take/", {"crew": crew.name, "day": "2026-12-02"})
    assert taken.status_code == 302
    assert WorkOrder.objects.get().work.count() == 2


@pytest.mark.parametrize(
    ("part", "given", "said"),
    [
        ("take", {"crew": "Ingen", "day": "2026-12-02"}, "Velg et lag."),
        ("take", {"crew": "Lag Nord", "day": ""}, "Velg en dag."),
        ("take", {"crew": "Lag Nord", "day": "2026-11-30"}, "Den dagen er over."),
        ("done", {"works": "yes"}, "Velg hva som ble gjort."),
        ("done", {"work": "battery"}, "Velg om døren virker nå."),
        ("done", {"work": "other", "works": "yes"}, "Skriv noen ord om hva som ble gjort"),
        ("done", {"work": "battery", "works": "no"}, "Skriv noen ord om hva som ble gjort"),
        ("done", {"work": "battery", "works": "yes", "text": 501 * "a"}, "Skriv kortere."),
    ],
)
def test_what_is_filled_in_badly_changes_nothing_and_is_said(
    patrol: Client, door: Unit, part: str, given: dict[str, str], said: str
) -> None:
    order = make.make_order(door)
    Crew.objects.create(name="Lag Nord")

    answer = patrol.post(f"/patrol/service/{order.id}/{part}/", given)

    assert answer.status_code == 400
    assert said in look(answer.content).words
    row = WorkOrder.objects.get()
    assert (row.crew, row.done_at, row.work.count()) == (None, None, 0)


def test_an_order_that_is_not_there_is_not_found(patrol: Client, door: Unit) -> None:
    removal = make.make_order(door, task="remove", reason="nobody_needs_it")

    for part in ("", "take/", "done/"):
        assert patrol.post(f"/patrol/service/{removal.id}/{part}").status_code in {404, 405}
    assert "Ingenting venter." in words(patrol, "/patrol/service/")


def test_a_recipient_says_that_the_door_does_not_lock_and_is_told_whom_to_call(
    client: Client, door: Unit, turid: Recipient
) -> None:
    log_in(client, TURID)
    here = f"/min-side/dor/{turid.id}/"
    assert here in look(client.get("/min-side/").content).links
    assert "Ring Trygghetspatruljen straks, dag og natt: 72 54 83 94 72 54 83 79" in words(
        client, here
    )

    answer = client.post(here, {"lock": door.lock_id, "fault": "does_not_lock", "text": ""})

    seen = look(answer.content)
    assert "Trygghetspatruljen har fått beskjed" in seen.words
    assert {"tel:72548394", "tel:72548379"} <= set(seen.links)
    row = FaultReport.objects.get()
    assert (row.fault, row.by_kind, row.by_id) == ("does_not_lock", "recipient", turid.id)
    assert "vet allerede om en feil her" in words(client, here)


def test_kin_report_only_as_long_as_they_may_follow(
    client: Client, door: Unit, turid: Recipient
) -> None:
    ingrid = make.make_kin(turid, national_id=INGRID)
    log_in(client, INGRID)
    here = f"/min-side/dor/{turid.id}/"
    by = Actor(ActorKind.RECIPIENT, turid.id)
    given = {"lock": door.lock_id, "fault": "other", "text": "Den knirker"}

    assert client.post(here, given).status_code == 200
    decide(kin=ingrid.id, wanted={Right.BOOK: False, Right.FOLLOW: False}, by=by, now=NOON)
    assert client.post(here, given).status_code == 404
    assert FaultReport.objects.get().by_kind == "kin"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lock": "L-nowhere", "fault": "damaged"}, "Velg hvilken dør."),
        ({"fault": "nonsense"}, "Velg hva som er galt med døren."),
        ({"fault": "other", "text": " \0"}, "Skriv noen ord om hva som er galt."),
    ],
)
def test_a_report_that_says_too_little_is_asked_about(
    client: Client, door: Unit, turid: Recipient, given: dict[str, str], said: str
) -> None:
    log_in(client, TURID)

    answer = client.post(f"/min-side/dor/{turid.id}/", {"lock": door.lock_id, **given})

    assert (answer.status_code, FaultReport.objects.count()) == (400, 0)
    assert said in look(answer.content).words


def test_who_reports_without_end_is_asked_to_call(
    client: Client, door: Unit, turid: Recipient
) -> None:
    log_in(client, TURID)
    given = {"lock": door.lock_id, "fault": "damaged"}

    answers = [client.post(f"/min-side/dor/{turid.id}/", given) for _ in range(MOST_IN_A_DAY + 1)]

    assert [answer.status_code for answer in answers] == [200] * MOST_IN_A_DAY + [400]
    assert "Ring Trygghetspatruljen i stedet." in look(answers[-1].content).words


def test_who_has_no_lock_is_told_so(client: Client, turid: Recipient) -> None:
    Recipient.objects.update(national_id=TURID)
    log_in(client, TURID)

    assert "Det er ingen eLås på døren." in words(client, f"/min-side/dor/{turid.id}/")


def test_the_patrol_writes_down_what_a_caller_says(patrol: Client, door: Unit) -> None:
    there = f"/patrol/feil/{door.lock_id}/"
    for asked in ("4711", "ila 1"):
        assert there in look(patrol.get("/patrol/feil/", {"q": asked}).content).links
    assert "Fant ingen dør" in words(patrol, "/patrol/feil/?q=Finnesikke")
    words(patrol, there)

    missing = patrol.post(there, {"fault": "damaged"})
    answer = patrol.post(there, {"fault": "damaged", "caller": "kin", "text": "Dekselet er løst"})

    assert "Velg hvem som ringer." in look(missing.content).words
    assert "Det er skrevet ned" in look(answer.content).words
    assert "Det er meldt en feil her allerede: i dag kl. 12.00" in words(patrol, there)
    order = WorkOrder.objects.get()
    shown = words(patrol, f"/patrol/service/{order.id}/")
    assert "Noe er skadet: Dekselet er løst Pårørende, på telefon til Kari N." in shown


def test_a_protected_address_is_found_by_the_number_on_the_lock_alone(patrol: Client) -> None:
    home = make.make_home(address="Hemmeliggata 13")
    unit = make.make_unit(home=home, label="1313")
    visits(home, make.make_recipient(protection="V"))

    assert "Fant ingen dør" in words(patrol, "/patrol/feil/?q=Hemmeliggata")
    by_number = look(patrol.get("/patrol/feil/", {"q": "1313"}).content)
    assert f"/patrol/feil/{unit.lock_id}/" in by_number.links
    assert "Hemmeliggata" not in by_number.words
    assert patrol.get("/patrol/feil/L-nowhere/").status_code == 404


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


def test_the_lock_page_is_a_biography(client: Client, door: Unit) -> None:
    somebody(client, Role.SERVICE_DESK)
    assert "Ingen har måttet komme." in words(client, f"/lock/{door.lock_id}/")
    order = make.make_order(door, opened_at=NOON - HOUR)
    client.post(f"/patrol/service/{order.id}/done/", {"work": "battery", "works": "yes"})
    make.make_order(door, reason="jammed", opened_at=NOON)

    shown = words(client, f"/lock/{door.lock_id}/")

    assert "Byttet batteri. Døren virker. Kari N." in shown
    assert shown.index("Reilen satte seg fast.") < shown.index("Batteriet må byttes.")


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
