"""The installer's page of the parts of the old lock, and what the recipient sees of them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from elaas.doors.models import Bag, Home, Part, Unit
from elaas.doors.rules import PartEvent
from elaas.people.models import Recipient
from elaas.web.words import PART_EVENTS
from tests import make
from tests.pages.look import look
from tests.pictures import taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(door: Unit) -> str:
    return f"/lock/{door.lock_id}/parts/"


def pack(
    client: Client, page: str, changes: dict[str, str] | None = None, *, photo: bytes | None = None
) -> int:
    form = {
        "label": "4711",
        "place": "Boden",
        "name-1": "Sylinderring",
        "count-1": "2",
        "name-2": "",
        "count-2": "1",
        **(changes or {}),
    }
    file = SimpleUploadedFile("photo.jpg", photo or taken(), content_type="image/jpeg")
    return client.post(page, {**form, "photo": file}).status_code


def words(client: Client, page: str) -> str:
    return look(client.get(page).content).words


def test_the_bag_is_packed_and_shown_with_its_photo(client: Client, page: str) -> None:
    assert pack(client, page) == 302

    said = words(client, page)

    assert "Alle delene er der." in said
    assert "Pose 4711 Hvor den ligger Boden" in said
    assert "2 Sylinderring I posen" in said
    photo = client.get(f"/photo/{Bag.objects.get().photo_id}/")
    assert photo["Content-Type"] == "image/jpeg"
    assert photo.content == bytes(Bag.objects.get().photo.content)


@pytest.mark.parametrize(
    "changes",
    [
        {"label": " "},
        {"place": ""},
        {"name-1": ""},
        {"count-1": "0"},
        {"count-1": "two"},
        {"name-2": "Skrue", "count-2": ""},
    ],
)
def test_nothing_can_be_skipped_silently(
    client: Client, page: str, changes: dict[str, str]
) -> None:
    assert pack(client, page, changes) == 400
    assert not Bag.objects.exists()


def test_without_a_photo_the_page_says_so(client: Client, page: str) -> None:
    assert pack(client, page, photo=b"no photo") == 400
    assert client.post(page, {"label": "1", "place": "1", "name-1": "1"}).status_code == 400
    assert not Bag.objects.exists()


def test_a_second_bag_is_refused(client: Client, page: str) -> None:
    pack(client, page)

    assert pack(client, page) == 409


def test_a_missing_part_stops_the_putting_back_until_it_is_bought(
    client: Client, page: str
) -> None:
    pack(client, page)
    part = f"{page}{Part.objects.get().id}/"

    client.post(part, {"event": "missing"})
    assert "En del mangler." in words(client, page)
    assert client.post(f"{page}back/").status_code == 409

    assert client.post(part, {"event": "bought"}).status_code == 400
    assert client.post(part, {"event": "bought", "cost": "1,-", "supplier": "X"}).status_code == 400
    client.post(part, {"event": "bought", "cost": "349,50", "supplier": "Låsesmeden AS"})
    assert client.post(f"{page}back/").status_code == 302
    assert "Registrer posen" in words(client, page)


def test_a_part_of_another_lock_s_bag_is_not_found_here(client: Client, page: str) -> None:
    other = make.make_unit(home=make.make_home())
    pack(client, page)
    pack(client, f"/lock/{other.lock_id}/parts/")
    foreign = Part.objects.get(bag__unit=other)

    assert client.post(f"{page}{foreign.id}/", {"event": "missing"}).status_code == 404
    assert client.post(f"{page}{foreign.id}/", {"event": "stolen"}).status_code == 404


def test_the_recipient_reads_where_the_bag_lies(
    client: Client, page: str, turid: Recipient
) -> None:
    kari = make.make_employee()
    make.make_assignment(employee=kari, home=Home.objects.get(), recipient=turid)
    pack(client, page)

    said = words(client, f"/recipient/{turid.id}/")

    assert "De ligger i posen 4711: Boden." in said
    assert "2 Sylinderring" in said


def test_every_event_has_its_words() -> None:
    assert set(PART_EVENTS) == set(PartEvent)
