"""What people do on the way, as they do it on the pages."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from playwright.sync_api import Page, expect

from elaas.demo import export
from elaas.demo.town import RECIPIENTS, key_of
from elaas.doors.queries import place_named
from elaas.mounting.models import Appointment
from elaas.mounting.operations.visit.reports import Report, store_report
from elaas.mounting.visits import PHOTOS, ReportKind
from elaas.people.operations.phones import phone_of
from elaas.people.queries import employee_named, phones
from tests.air import rig
from tests.browser.journeys.scene import LINK, Scene, says, sees
from tests.pictures import taken

INVITED = "Du kan nå bestille tid for montering av eLås."
SITUATION = {
    "safety_alarm": "no",
    "other_technology": "no",
    "opens_the_door": "no",
    "somebody_always_there": "no",
    "services_at_home": "yes",
}
BAG = {
    "label": "4711",
    "place": "Boden, øverste hylle",
    "parts": [{"name": "Sylinderring", "count": 2}, {"name": "Knappvrider", "count": 1}],
}


def visited(town: Scene, *keys: str, by: str = "kari") -> None:
    """Somebody of the home nursing comes to each of these now: so their homes are known."""
    now = rig.now()
    start = now.replace(second=0, microsecond=0) - timedelta(minutes=5)
    town.tell(*(export.visit(f"round-{key}", by, key, start, now) for key in keys))


def needs(town: Scene, desk: Page, key: str, **answers: str) -> None:
    """A coordinator answers the five questions: alone at home with services, unless told."""
    town.case(desk, key)
    for question, answer in {**SITUATION, **answers}.items():
        desk.locator(f"#{question}-{answer}").check()
    desk.get_by_role("button", name="Lagre og avgjør").click()
    expect(desk.get_by_role("button", name="La dem bestille montering")).to_be_visible()


def may_book(desk: Page) -> None:
    """The coordinator lets whoever the case is about book."""
    desk.get_by_role("button", name="La dem bestille montering").click()
    sees(desk, "Ingen time er bestilt ennå.")


def posts_the_letter(town: Scene, patrol: Page, key: str) -> None:
    """The letter about eLås is printed: nobody is texted before."""
    patrol.goto(f"{town.url}ringeliste/")
    waiting = patrol.get_by_role("region", name="Brev som skal i posten")
    line = waiting.get_by_role("listitem").filter(has_text=RECIPIENTS[key].name)
    with patrol.expect_response("**/brev/") as made:
        line.get_by_role("button", name="Lag brevet").click(no_wait_after=True)
    assert made.value.headers["content-type"] == "application/pdf"


def follows(page: Page, sms: str, name: str) -> None:
    """Follow the link in the SMS, and log in with ID-porten."""
    [link] = LINK.findall(sms)
    page.goto(link)
    page.get_by_role("button", name=name).click()
    says(page, "Min side")


def books(page: Page) -> None:
    """Book from one's own page."""
    page.get_by_role("link", name="Bestill time").first.click()
    chooses(page)


def chooses(page: Page) -> None:
    """The first day of the first week that has times, and its first time."""
    page.locator(".days a").first.click()
    page.locator(".slots a").first.click()
    says(page, "Stemmer dette?")
    page.get_by_role("button", name="Bestill denne timen").click()


def signed(town: Scene, key: str, lock_ids: Mapping[str, str]) -> None:
    """The crew's phone tells of the visit that mounted these units, by place, to the signature."""
    appointment = Appointment.objects.get(case__recipient=town.recipient(key), cancelled_at=None)
    done = appointment.slot.upper
    reports: list[Report] = []

    def step(kind: ReportKind, door: UUID | None = None, **told: Any) -> None:
        photos = 1 if "how" in told else PHOTOS.get(kind, (0, 0))[0]
        reports.append(
            Report(
                id=uuid4(),
                kind=kind,
                job=appointment.id,
                place=door,
                told=told,
                photos=[taken()] * photos,
                at=done,
            )
        )

    for place, lock_id in lock_ids.items():
        found = place_named(key_of(place))
        door = found.home or found.building
        step(ReportKind.CONDITION, door, make="Trio Ving", cylinder="skandinavisk", gap_mm="3.5")
        step(ReportKind.PARTS, door, **BAG)
        step(ReportKind.MOUNTED, door, lock_id=lock_id)
        step(ReportKind.AFTER, door)
    step(ReportKind.TAUGHT, points=["own_key", "knock", "call"])
    name = RECIPIENTS[key].name
    known = [str(one.id) for one in reports]
    step(ReportKind.SIGNED, how="drawn", name=name, reports=known)
    town.phone("per")
    used = phone_of(employee_named(key_of("per")))
    assert used is not None
    for report in reports:
        with transaction.atomic():
            [phone] = phones([used])
            assert store_report(report=report, phone=phone, now=done) is None


def photographs(page: Page, folder: Path) -> None:
    """Keep a photo of the door as it is after the removal."""
    photo = folder / "door.jpg"
    photo.write_bytes(taken())
    page.get_by_label("Bilde av døren").set_input_files(photo)
    page.get_by_role("button", name="Ta vare på bildet").click()
    expect(page.get_by_alt_text("Døren etter nedtakingen")).to_be_visible()
