"""The screens of a crew's job in the phone app: found, photographed, signed, left."""

from playwright.sync_api import Locator, Page, expect

from tests.pictures import taken


def sheet(phone: Page, title: str) -> Locator:
    """The screen with this title."""
    found = phone.get_by_role("dialog", name=title, exact=True)
    expect(found).to_be_visible()
    return found


def photo(screen: Locator) -> None:
    """Take a photo, and see it."""
    before = screen.locator(".photos:visible li").count()
    camera = screen.locator("form:not([hidden]) input[type=file]")
    camera.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": taken()})
    expect(screen.locator(".photos:visible li")).to_have_count(before + 1)


def following(screen: Locator) -> None:
    """On to the next step."""
    screen.get_by_role("button", name="Neste").click()


def draw(phone: Page, screen: Locator) -> None:
    """A stroke on the paper."""
    paper = screen.locator("canvas.signature")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box is not None
    phone.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    phone.mouse.up()
