"""What holds for every page: it is there in the demo only, and anybody can read it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.views.defaults import bad_request, server_error
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.alarms.models import Finding
from elaas.doors.models import Building, Home, Unit
from elaas.eligibility.operations import services_turned
from elaas.ledger.operations.sequence import publish
from elaas.notices.models import Fallback
from elaas.notices.operations.fallback import fall_back
from elaas.notices.rules import Why
from elaas.people.models import Employee, Phone, Recipient
from elaas.web import clock
from tests import make
from tests.ledger.log import SIGNER
from tests.pages.look import faults, look

pytestmark = pytest.mark.django_db

NOBODY = UUID(int=7)
MOST_QUERIES = 14


@dataclass
class Town:
    """A building with a home in it, who lives there, and who comes."""

    building: Building
    home: Home
    recipient: Recipient
    employee: Employee
    phone: Phone
    units: list[Unit]

    @property
    def pages(self) -> list[str]:
        """Every page there is to look at."""
        return [
            "/",
            f"/?q={self.employee.family}",
            f"/recipient/{self.recipient.id}/",
            f"/recipient/{self.recipient.id}/sett/",
            f"/recipient/{self.recipient.id}/?before=2120-01-01T00:00:00Z",
            f"/employee/{self.employee.id}/",
            *(f"/lock/{unit.lock_id}/" for unit in self.units),
            "/phones/",
            f"/phones/?q={self.employee.number}",
            f"/phones/{self.employee.id}/",
            "/buildings/",
            "/buildings/?q=gate",
            f"/buildings/{self.building.id}/",
            f"/homes/{self.home.id}/landlord/",
            "/coordinator/",
            f"/coordinator/?q={self.recipient.family}&because=care",
            f"/coordinator/recipient/{self.recipient.id}/",
            "/funn/",
            *(f"/funn/{one.id}/" for one in Finding.objects.order_by("found_at")[:2]),
            f"/coordinator/recipient/{self.recipient.id}/alt/",
            "/papir/",
            f"/papir/?q={self.recipient.family}&because=asked",
            f"/papir/{self.recipient.id}/",
            f"/papir/{self.recipient.id}/sporsmal/",
            "/rollout/",
            "/ringeliste/",
            "/outbox/",
        ]

    def happen(self, minute: int) -> None:
        """A visit that opens both doors, and someone who tries, `minute` minutes into today.

        And two more wait for a lock, one of them with a change that a coordinator made.
        """
        self.need()
        number = Finding.objects.count()
        for kind in ("other_door", "silent"):
            Finding.objects.create(
                kind=kind,
                key=str(number),
                unit=self.units[-1],
                employee=self.employee,
                found_at=clock.read(),
            )
        start = clock.day_of(clock.read()).start + timedelta(minutes=minute)
        visit = make.make_assignment(
            employee=self.employee,
            home=self.home,
            recipient=self.recipient,
            period=Period(start, start + timedelta(minutes=30)),
        )
        for unit in self.units:
            credential = make.make_credential(visit, phone=self.phone, unit=unit)
            make.make_receipt(unit, phone=self.phone, at=start, credential=credential)
            make.make_receipt(unit, phone=self.phone, at=start, outcome=7, uncertainty=None)
            make.make_credential(visit, phone=make.make_phone(make.make_employee()), unit=unit)
        building = make.make_building()
        for board in (
            make.make_board(building=building),
            make.make_board(home=make.make_home(building=building)),
        ):
            make.make_board_event(board, deed="refused", at=start)
        make.make_message(self.recipient)
        for called_at in (None, start):
            line = make.make_message(make.make_recipient())
            fall_back(message=line.id, why=Why.RESERVED, now=start)
            Fallback.objects.filter(pk=line.id).update(called_at=called_at)

    def need(self) -> None:
        """Situations are stated, and change."""
        make.make_decision(self.recipient, safety_alarm=True)
        alone, reviewed = make.make_recipient(), make.make_recipient()
        make.make_decision(alone)
        make.make_assignment(employee=self.employee, home=make.make_home(), recipient=alone)
        make.make_decision(reviewed)
        services_turned({self.recipient.id: False, reviewed.id: False}, now=clock.read())
        make.make_review(reviewed, needed=True, by=self.employee)


@pytest.fixture
def town() -> Town:
    """A town where one visit has happened."""
    building = make.make_building()
    home = make.make_home(building=building)
    kari = make.make_employee()
    found = Town(
        building=building,
        home=home,
        recipient=make.make_recipient(),
        employee=kari,
        phone=make.make_phone(kari),
        units=[make.make_unit(building=building), make.make_unit(home=home)],
    )
    found.happen(0)
    return found


@pytest.fixture
def pages(town: Town) -> list[str]:
    """Every page, with something to tell on each."""
    return town.pages


def test_it_is_shown_in_the_demo(client: Client, pages: list[str]) -> None:
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


def test_outside_the_demo_it_does_not_exist(
    client: Client, pages: list[str], settings: Settings
) -> None:
    settings.DEMO = False
    fronts = [page for page in pages if page.startswith("/?") or page == "/"]

    assert [client.get(page).status_code for page in pages if page not in fronts] == [404] * (
        len(pages) - len(fronts)
    )
    # The bare address leads to what everybody may read, and takes nothing along.
    assert {client.get(page)["Location"] for page in fronts} == {"/om/"}


def test_its_structure_can_be_read_aloud(client: Client, pages: list[str]) -> None:
    for page in [*pages, "/there-is-no-such-page/"]:
        seen = look(client.get(page).content)
        assert faults(seen) == [], page
        assert seen.language == "nb"


def test_a_strict_browser_shows_it(client: Client, pages: list[str]) -> None:
    for page in pages:
        assert "default-src 'self'" in client.get(page)["Content-Security-Policy"]


def test_every_link_on_it_leads_somewhere(client: Client, pages: list[str]) -> None:
    for page in pages:
        for link in look(client.get(page).content).links:
            if link.startswith("/"):
                assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    "page",
    [
        "/no/such/page",
        f"/recipient/{NOBODY}/",
        f"/employee/{NOBODY}/",
        f"/phones/{NOBODY}/",
        f"/buildings/{NOBODY}/",
        f"/homes/{NOBODY}/landlord/",
        f"/coordinator/recipient/{NOBODY}/",
        f"/funn/{NOBODY}/",
        "/lock/L-9999/",
        "/lock/%00/",
        "/recipient/L-0042/",
    ],
)
def test_who_is_not_there_is_said_in_plain_words(client: Client, page: str) -> None:
    answer = client.get(page)

    assert answer.status_code == 404
    assert "Vi finner ikke siden" in look(answer.content).words


@pytest.mark.parametrize("before", ["", "yesterday", "2026-12-01T12:00:00", "2026-99-99T00:00Z"])
def test_a_moment_that_is_none_is_not_found(client: Client, before: str) -> None:
    recipient = make.make_recipient()

    assert client.get(f"/recipient/{recipient.id}/", {"before": before}).status_code == 404


@pytest.mark.parametrize(
    ("language", "heading"), [("nn", "Kven har vore hos meg?"), ("en", "Who has")]
)
def test_the_reader_chooses_the_language(client: Client, language: str, heading: str) -> None:
    page = f"/recipient/{make.make_recipient().id}/"

    answer = client.post("/language/", {"language": language, "next": page})

    assert (answer.status_code, answer["Location"]) == (302, page)
    seen = look(client.get(page).content)
    assert heading in seen.words
    assert seen.language == language


def test_the_language_button_sends_nobody_elsewhere(client: Client) -> None:
    answer = client.post("/language/", {"language": "nn", "next": "https://example.org/"})

    assert answer["Location"] == "/"


def test_a_blocked_cookie_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "nn"})

    assert answer.status_code == 403
    assert "sendte ikke informasjonskapselen vår tilbake" in look(answer.content).words


def test_our_own_faults_are_told_in_plain_words(rf: RequestFactory) -> None:
    with translation.override("nb"):
        wrong = look(server_error(rf.get("/")).content)
        strange = look(bad_request(rf.get("/"), Exception()).content)

    assert wrong.words == "Noe gikk galt hos oss Prøv igjen om litt. Dørene virker som før."
    assert strange.words == "Vi forstår ikke denne adressen Sjekk adressen og prøv igjen."
    assert wrong.faults == strange.faults == []


def test_a_full_page_costs_as_many_queries_as_one_with_little_on_it(
    client: Client, town: Town
) -> None:
    publish(signer=SIGNER, now=clock.read())
    little = [queries(client, page) for page in town.pages]
    for minute in range(1, 8):
        town.happen(minute * 40)
        make.make_unit(home=make.make_home())

    assert [queries(client, page) for page in town.pages] == little
    assert max(little) <= MOST_QUERIES


def queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)
