"""An employee logs in at the provider, and makes the browser their phone."""

from playwright.sync_api import Page, expect

from elaas.ledger.models import Entry
from elaas.people.models import EmployeeSession, Phone
from tests.browser.town import Town


def login_page(place: Town) -> str:
    """Where a login begins."""
    return place.url.replace("/telefon/", "/logg-inn/")


def test_from_the_provider_to_an_enrolled_phone(place: Town, phone: Page) -> None:
    phone.goto(login_page(place))
    phone.get_by_role("button", name="Kari Nilsen").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Oppdragene dine i dag")

    phone.get_by_role("button", name="Bruk denne nettleseren som telefon").click()

    expect(phone.locator("#who")).to_have_text("Kari Nilsen")
    expect(phone.locator("#visits > li")).to_have_count(1)
    assert Phone.objects.get().employee == place.nurse
    assert EmployeeSession.objects.get().employee == place.nurse


def test_whom_nobody_here_knows_is_told_so(place: Town, phone: Page) -> None:
    phone.goto(login_page(place))
    phone.get_by_role("button", name="Nina Ingensteds").click()

    expect(phone.get_by_role("main")).to_contain_text("eLås")
    assert not EmployeeSession.objects.exists()
    assert Entry.objects.filter(kind__contains="login").exists()


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(place: Town, phone: Page) -> None:
    answer = phone.goto(login_page(place) + "tilbake/?code=stjålet&state=gjettet")

    assert answer is not None
    assert answer.status == 403
    assert not EmployeeSession.objects.exists()


def test_who_logs_out_is_out_here_and_at_the_provider(place: Town, phone: Page) -> None:
    phone.goto(login_page(place))
    phone.get_by_role("button", name="Kari Nilsen").click()
    phone.get_by_role("button", name="Logg ut").click()

    phone.wait_for_url(place.url.replace("telefon/", ""))
    expect(phone.get_by_role("button", name="Logg ut")).to_have_count(0)
    assert not EmployeeSession.objects.exists()
