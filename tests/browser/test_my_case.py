"""The recipient's own page and damage in Chromium: at a glance, on a small screen, by keyboard."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from elaas.access.rules import Period
from elaas.damage.models import Damage, DamageComplaint
from elaas.damage.rules import Outcome
from elaas.doors.models import Photo
from elaas.doors.operations.parts import Packed, Packing, pack_bag
from elaas.mounting.models import VisitReport
from tests import damages, make
from tests.air import rig
from tests.browser.accessible import SCHEMES
from tests.browser.test_booking import (
    Place,
    fits,
    log_in,
    place,
    press_to,
    says,
)
from tests.pictures import taken

__all__ = ["place"]
SHOTS = os.environ.get("ELAAS_SHOTS")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        for width, scheme in product((320, 1280), SCHEMES):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{width}.png", full_page=True)
        page.emulate_media(color_scheme="null")
        page.set_viewport_size({"width": 320, "height": 640})


@pytest.fixture
def mounted(place: Place) -> Callable[[], None]:
    """Turid's lock is on her door, and the parts of the old one lie in their bag."""

    def mount() -> None:
        now = rig.now()
        make.make_decision(place.turid, now)
        visit = Period(now, now + timedelta(minutes=30))
        make.make_assignment(
            employee=make.make_employee(),
            home=place.case.home,
            recipient=place.turid,
            period=visit,
        )
        unit = make.make_unit(home=place.case.home)
        place.case.__class__.objects.update(closed_at=now)
        parts = [Packed("sylinder", 1), Packed("skrue", 3)]
        photo = taken(size=(800, 600))
        packing = Packing(label="P-17", place="i skapet i gangen", parts=parts, photo=photo)
        pack_bag(lock_id=unit.lock_id, packing=packing, by=None, now=now)
        confirmed(place, now)

    return mount


def confirmed(place: Place, now: datetime) -> None:
    """The crew has told that it was there, with a photo, and whose name stands below."""
    phone = make.make_phone(make.make_employee())
    told = {"how": "typed", "name": "Turid Bakken", "reason": "", "reports": []}
    for kind, content in (("after", {}), ("signed", told)):
        row = VisitReport.objects.create(
            id=uuid4(),
            kind=kind,
            job=place.case.id,
            case=place.case,
            told=content,
            employee=phone.employee,
            phone=phone,
            done_at=now,
            stored_at=now,
            settled_at=now,
        )
        if kind == "after":
            row.photos.add(Photo.objects.create(content=taken(), kept_at=now))


@pytest.mark.needs("npm", "npm")
@pytest.mark.parametrize("language", ["Bokmål", "Nynorsk"])
def test_the_case_at_a_glance_is_for_everybody(
    place: Place,
    page: Page,
    mounted: Callable[[], None],
    language: str,
) -> None:
    log_in(page, place, "Turid Bakken")
    page.get_by_role("button", name=language).click()
    expect(page.locator("[aria-current=step]")).to_have_count(1)
    fits(page)
    shot(page, f"decided-{language}")

    begins = rig.now() + timedelta(days=3)
    slot = Period(begins, begins + timedelta(minutes=30))
    make.make_appointment(place.case, crew=make.make_crew(), slot=slot)
    page.reload()
    fits(page)
    shot(page, f"booked-{language}")

    mounted()
    page.reload()
    expect(page.locator("img.photo").first).to_have_js_property("complete", value=True)
    page.locator("details summary").last.click()
    fits(page)
    shot(page, f"mounted-{language}")


def report_by_keyboard(page: Page) -> None:
    press_to(page, "Meld skade")
    says(page, "Meld skade")
    page.get_by_label("Låsen eller nøkkelboksen er skadet").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Låsen falt av døren da jeg lukket den.")
    press_to(page, "Send")
    says(page, "Låsen eller nøkkelboksen er skadet")


@pytest.mark.needs("npm", "npm")
def test_damage_is_reported_and_complained_of_by_keyboard_alone_on_pages_for_everybody(
    place: Place,
    page: Page,
    mounted: Callable[[], None],
) -> None:
    mounted()
    log_in(page, place, "Turid Bakken")
    report_by_keyboard(page)
    fits(page)
    damage = Damage.objects.get()
    assert damage.reported_by_id == place.turid.id

    damages.make_ruling(damage, outcome=Outcome.RECIPIENT, amount=1500, now=rig.now())
    page.reload()
    expect(page.get_by_text("Det koster 1\N{NO-BREAK SPACE}500 kroner.")).to_be_visible()
    fits(page)
    shot(page, "damage-decided")
    page.get_by_label("Hva bør endres, og hvorfor?").focus()
    page.keyboard.type("Det var ikke meg.")
    press_to(page, "Send klagen")
    expect(page.get_by_text("Vi har fått klagen din.")).to_be_visible()
    assert DamageComplaint.objects.get().by_id == place.turid.id
    fits(page)
    page.goto(f"{place.url}min-side/skade/{place.turid.id}/")
    fits(page)
    shot(page, "damage-report")


@pytest.mark.needs("npm", "npm")
def test_those_who_decide_have_pages_for_everybody_and_a_photo_is_sent_without_a_script(
    place: Place,
    page: Page,
    mounted: Callable[[], None],
    tmp_path: Path,
) -> None:
    mounted()
    damages.make_condition(home=place.case.home, photos=[taken(size=(800, 600))], now=rig.now())
    (tmp_path / "skade.jpg").write_bytes(taken(size=(800, 600)))
    page.goto(f"{place.url}skader/meld/{place.turid.id}/")
    fits(page)
    page.get_by_label("Døren har merker eller er skadet").check()
    page.get_by_label("Hva har skjedd?").fill("Et hakk ved sylinderen.")
    page.get_by_label("Bilder, hvis du kan ta noen").set_input_files(tmp_path / "skade.jpg")
    page.get_by_role("button", name="Send").click()
    says(page, "Døren har merker eller er skadet")
    expect(page.locator("img.photo")).to_have_count(2)
    fits(page)
    shot(page, "case")

    page.get_by_label("Kommunen reparerer eller betaler").check()
    page.get_by_label("Hva det koster").fill("2000")
    page.get_by_label("Hvorfor?").fill("Hakket er ikke på bildet fra før.")
    page.get_by_role("button", name="Lagre vedtaket").click()
    expect(page.get_by_role("heading", name="Vedtak og klager")).to_be_visible()
    fits(page)
    page.goto(f"{place.url}skader/")
    fits(page)
    shot(page, "list")
