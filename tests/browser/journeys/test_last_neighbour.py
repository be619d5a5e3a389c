"""A shared entrance keeps its lock as long as anybody behind it needs it."""

from playwright.sync_api import Page, expect

from elaas.demo import export
from elaas.doors.models import Unit
from elaas.mounting.models import MountingCase
from elaas.mounting.rules import Task
from tests.air import rig
from tests.browser.journeys import steps
from tests.browser.journeys.scene import Scene, says, sees
from tests.browser.town import Lock

NOBODY = "Ta ned eLås: Ingen bak inngangen trenger den lenger"


def test_when_the_last_neighbour_leaves_the_entrance_is_a_work_order(town: Scene) -> None:
    steps.visited(town, "arne", "odd")
    entrance = town.mount("L-0201", "kongens")
    arnes, odds = town.mount("L-0202", "kongens-1"), town.mount("L-0203", "kongens-3")
    desk, patrol = town.at_work("marit"), town.at_work("per")
    kari = town.phone("kari")

    leaves(town, desk, patrol, "arne", arnes)
    patrol.goto(f"{town.url}ordre/")
    expect(patrol.get_by_text(NOBODY)).to_have_count(0)
    kari.sync()
    assert not kari.does("open", arnes)
    assert kari.does("open", entrance)

    leaves(town, desk, patrol, "odd", odds)
    patrol.goto(f"{town.url}ordre/")
    sees(patrol, NOBODY)
    sees(patrol, "Kongens gate 12")
    desk.goto(f"{town.url}buildings/")
    sees(desk, "Innganger der ingen trenger låsen lenger")
    assert list(Unit.objects.exclude(mounted_at=None).values_list("pk")) == [("L-0201",)]


def leaves(town: Scene, desk: Page, patrol: Page, key: str, lock: Lock) -> None:
    """Services end, the flat's lock comes down, and nobody is left to confirm it."""
    town.tell(export.recipient(key, rig.now(), active=False))
    town.case(desk, key)
    desk.get_by_label("Hvorfor skal eLåsen tas ned?").fill("Flytter til sykehjem.")
    desk.get_by_role("button", name="Ta ned eLåsen: spør om en time nå").click()
    sees(desk, "Ingen time er bestilt ennå.")
    town.phone("per").releases(lock)

    case = MountingCase.objects.get(task=Task.REMOVE, recipient=town.recipient(key), closed_at=None)
    patrol.goto(f"{town.url}patrol/nedtaking/{case.id}/")
    steps.photographs(patrol, town.folder)
    patrol.get_by_text("Ingen er igjen som kan bekrefte").click()
    patrol.get_by_label("Hvorfor kan ingen bekrefte").fill("Boligen er tom.")
    patrol.get_by_role("button", name="Bekreft det selv").click()
    says(patrol, "Hvem venter på eLås?")
