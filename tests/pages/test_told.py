"""What crews have told, for people to read: what could not be stored, and who confirmed."""

import pytest
from django.test import Client

from elaas.ledger.models import Entry
from elaas.mounting.models import VisitReport
from elaas.mounting.visits import ReportKind, Trouble
from elaas.web.visit_texts import STEPS, TROUBLES
from tests import make
from tests.operations.visits import Visit, begin
from tests.pages.look import look

PAGE = "/patrol/fortalt/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> Visit:
    return begin()


def test_nothing_waits_when_all_is_stored(client: Client, visit: Visit) -> None:
    for report in visit.whole():
        visit.tell(report)

    assert "Ingenting venter." in look(client.get(PAGE).content).words


def test_a_door_taken_meanwhile_is_put_right_and_tried_again(client: Client, visit: Visit) -> None:
    other = make.make_unit(home=visit.home)
    told = visit.report(ReportKind.MOUNTED, visit.home, lock_id=visit.flat_unit.lock_id)
    visit.tell(told)
    assert "En annen enhet er registrert på denne døren." in look(client.get(PAGE).content).words
    assert "fortalt 1 ting" in look(client.get("/coordinator/").content).words

    client.post(f"{PAGE}{told.id}/", {"again": "yes"})
    assert VisitReport.objects.get().trouble == "door_taken"  # it still stands in the way

    other.home, other.mounted_at = None, None
    other.save()
    client.post(f"{PAGE}{told.id}/", {"again": "yes"})

    assert VisitReport.objects.get().settled_at is not None
    visit.flat_unit.refresh_from_db()
    assert visit.flat_unit.home == visit.home


def test_what_is_put_right_waits_no_more_and_is_still_there(client: Client, visit: Visit) -> None:
    make.make_unit(home=visit.home)
    told = visit.report(ReportKind.MOUNTED, visit.home, lock_id=visit.flat_unit.lock_id)
    visit.tell(told)

    for _ in range(2):
        assert client.post(f"{PAGE}{told.id}/").status_code == 302

    assert "Ingenting venter." in look(client.get(PAGE).content).words
    assert VisitReport.objects.get().trouble == "door_taken"
    assert Entry.objects.filter(kind="visit_trouble_seen").count() == 1


def test_the_coordinator_sees_who_confirmed_and_the_photos(client: Client, visit: Visit) -> None:
    for report in visit.whole():
        visit.tell(report)

    page = client.get(f"/coordinator/recipient/{visit.case.recipient_id}/")

    assert "Bekreftet av Turid Bakken" in look(page.content).words
    assert page.content.decode().count("/photo/") == 5  # two doors before and after; the signature


def test_the_coordinator_reads_why_nobody_confirmed_and_what_could_not_be_done(
    client: Client, visit: Visit
) -> None:
    visit.tell(visit.report(ReportKind.CANNOT, visit.home))
    visit.tell(visit.report(ReportKind.SIGNED, how="nobody", name="", reason="Hun sov."))

    page = look(client.get(f"/coordinator/recipient/{visit.case.recipient_id}/").content).words

    assert "Gikk ikke: Dørbladet er av glass." in page
    assert "Ingen kunne bekrefte: Hun sov." in page


def test_there_are_words_for_every_step_and_every_trouble() -> None:
    assert set(STEPS) == set(ReportKind)
    assert set(TROUBLES) == set(Trouble)
