"""The service desk's pages of phones: whose they are, blocking one, and which locks have heard."""

from datetime import timedelta

import pytest
from django.test import Client

from elaas.access.models import Credential
from elaas.access.operations.phones import block_phone
from elaas.doors.models import Home, Unit
from elaas.ledger.models import Entry
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, Phone, PhoneInvite, RoleGrant
from elaas.people.phones import Blocked
from elaas.people.queries import granted_roles
from elaas.protocol.receipt import Outcome
from elaas.web import clock
from elaas.web.words import ROLES, WHY_BLOCKED
from tests import make
from tests.pages.look import look

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def kari() -> Employee:
    return make.make_employee(given="Kari", family="Nilsen", number="TK7")


@pytest.fixture
def phone(kari: Employee) -> Phone:
    return make.make_phone(kari)


@pytest.fixture
def credential(phone: Phone, door: Unit) -> Credential:
    """Access to Turid's flat for an hour from now."""
    visit = make.make_assignment(employee=phone.employee, home=Home.objects.get())
    return make.make_credential(visit, phone=phone, unit=door, expires_at=clock.read() + HOUR)


def read(client: Client, path: str) -> str:
    return look(client.get(path).content).words


def block(client: Client, phone: Phone, because: str = "stolen") -> int:
    path = f"/phones/{phone.employee_id}/block/"
    return client.post(path, {"phone": str(phone.id), "because": because}).status_code


def test_the_desk_finds_an_employee_by_name_or_number(client: Client, phone: Phone) -> None:
    make.make_employee(given="Ola", family="Moe")

    for asked in ("kari nil", "tk7"):
        words = read(client, f"/phones/?q={asked}")
        assert "Kari Nilsen TK7" in words
        assert "Ola" not in words
    assert "Ingen treff her." in read(client, "/phones/?q=Petra")


def test_a_blocked_phone_is_shown_with_the_reason_and_the_lock_that_has_not_heard(
    client: Client, phone: Phone, credential: Credential
) -> None:
    assert block(client, phone) == 302

    words = read(client, f"/phones/{phone.employee_id}/")

    assert "Den er stjålet" in words
    assert "Ikke alle låser den kunne åpne, har fått vite det." in words
    assert f"{credential.unit.label} Inngangsdør" in words
    assert "Kari Nilsen" in read(client, "/phones/").split("Søk")[0]
    entry = Entry.objects.get(kind="phone_blocked")
    assert b'"because":"stolen"' in bytes(entry.body)


def test_when_the_lock_has_heard_nothing_waits_any_more(
    client: Client, phone: Phone, credential: Credential
) -> None:
    block(client, phone)
    Credential.objects.update(heard_at=clock.read())

    assert "Alle låser den kunne åpne, har fått vite det." in read(
        client, f"/phones/{phone.employee_id}/"
    )
    assert "Kari" not in read(client, "/phones/").split("Søk")[0]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"outcome": Outcome.REVOKED, "own": True}, "Alle låser den"),
        ({"outcome": Outcome.REVOKED, "own": False}, "Ikke alle låser den"),
        ({"outcome": Outcome.DONE, "own": True}, "Ikke alle låser den"),
        ({"outcome": Outcome.DONE, "own": False, "epoch": 2}, "Alle låser den"),
    ],
)
def test_the_lock_s_own_receipt_proves_that_it_has_heard(
    client: Client, phone: Phone, credential: Credential, told: dict[str, int], said: str
) -> None:
    block(client, phone)
    shown = credential if told.pop("own") else None
    make.make_receipt(
        credential.unit, phone=make.make_phone(make.make_employee()), credential=shown, **told
    )

    words = read(client, f"/phones/{phone.employee_id}/")

    assert f"{said} kunne åpne, har fått vite det." in words


def test_a_lock_that_the_phone_can_no_longer_open_anyway_need_not_hear(
    client: Client, phone: Phone, credential: Credential
) -> None:
    block(client, phone)
    Credential.objects.update(expires_at=clock.read() - HOUR)

    assert "Det er ingen lås den fortsatt kunne åpne." in read(
        client, f"/phones/{phone.employee_id}/"
    )


def test_the_address_of_somebody_protected_is_not_shown(
    client: Client, phone: Phone, door: Unit
) -> None:
    hidden = make.make_recipient(protection="R")
    home = Home.objects.get()
    visit = make.make_assignment(employee=phone.employee, home=home, recipient=hidden)
    make.make_credential(visit, phone=phone, unit=door, expires_at=clock.read() + HOUR)
    block(client, phone)

    words = read(client, f"/phones/{phone.employee_id}/")

    assert "Adressen er beskyttet." in words
    assert home.address not in words


def test_without_a_reason_nothing_is_blocked(client: Client, phone: Phone) -> None:
    assert block(client, phone, because="replaced") == 400
    assert Phone.objects.get().blocked_at is None


def test_a_phone_that_was_replaced_meanwhile_is_not_the_one_that_is_blocked(
    client: Client, kari: Employee, phone: Phone
) -> None:
    block_phone(phone=phone.id, because=Blocked.REPLACED, now=clock.read())
    new = make.make_phone(kari)

    block(client, phone)

    new.refresh_from_db()
    assert new.blocked_at is None
    assert "En annen telefon tok plassen" in read(client, f"/phones/{kari.id}/")


def test_a_code_is_shown_once_and_kept_nowhere(client: Client, kari: Employee) -> None:
    answer = client.post(f"/phones/{kari.id}/code/")

    assert "Engangskode" in look(answer.content).words
    assert "no-store" in answer["Cache-Control"]
    assert PhoneInvite.objects.get().employee == kari
    assert "Lag en engangskode" in read(client, f"/phones/{kari.id}/")


def test_who_has_left_gets_no_code(client: Client) -> None:
    gone = make.make_employee(active=False)

    assert client.post(f"/phones/{gone.id}/code/").status_code == 302
    assert not PhoneInvite.objects.exists()


def test_every_reason_has_its_words() -> None:
    assert set(WHY_BLOCKED) == set(Blocked) - {Blocked.REPLACED}


def test_the_desk_grants_a_role_and_withdraws_it(client: Client, kari: Employee) -> None:
    role = f"/phones/{kari.id}/role/"

    client.post(role, {"role": "coordinator", "do": "grant"})
    assert granted_roles(kari.id) == {GrantedRole.COORDINATOR}
    assert "Koordinator Ta tilbake" in read(client, f"/phones/{kari.id}/")

    client.post(role, {"role": "coordinator", "do": "withdraw"})
    assert granted_roles(kari.id) == frozenset()
    assert Entry.objects.filter(kind__in=("role_granted", "role_withdrawn")).count() == 2


@pytest.mark.parametrize("form", [{"role": "king", "do": "grant"}, {"role": "auditor"}])
def test_what_is_no_role_is_not_granted(
    client: Client, kari: Employee, form: dict[str, str]
) -> None:
    assert client.post(f"/phones/{kari.id}/role/", form).status_code == 400


def test_who_has_left_is_granted_nothing(client: Client) -> None:
    gone = make.make_employee(active=False)

    client.post(f"/phones/{gone.id}/role/", {"role": "auditor", "do": "grant"})

    assert not RoleGrant.objects.exists()


def test_every_role_has_its_words() -> None:
    assert set(ROLES) == set(GrantedRole)
