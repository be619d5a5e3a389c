"""Nothing is reachable that the table of roles does not grant."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from elaas.access.models import Question, Receipt
from elaas.access.operations.phones import block_phone
from elaas.access.operations.questions import ask
from elaas.access.rules import Period
from elaas.alarms.models import Finding
from elaas.damage.models import Damage
from elaas.doors.models import Photo, Unit
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.ledger.models import Entry
from elaas.ledger.operations.sequence import publish
from elaas.mounting.models import Crew, MountingCase
from elaas.people.actors import Actor, ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.models import Employee, EmployeeRole, Look, Recipient
from elaas.people.operations.grants import grant_role, withdraw_role
from elaas.people.operations.looks import look
from elaas.people.operations.phones import CodeNotValid, enrol, invite
from elaas.people.phones import Blocked
from elaas.protocol.cose import PrivateKey
from elaas.web import clock
from elaas.web.roles import BY_LINK, EVERYONE, TABLE, Reach, Role
from tests import damages, make
from tests.ledger.log import SIGNER
from tests.pages.at_work import somebody

pytestmark = pytest.mark.django_db
NOBODY, PHOTO, MESSAGE, ORDER = UUID(int=7), UUID(int=8), UUID(int=9), UUID(int=10)
FINDING = UUID(int=11)
LOGINS = [Role.NOBODY, Role.EMPLOYEE, *(Role(role.value) for role in GrantedRole)]


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def test_every_address_is_in_the_table_and_no_other() -> None:
    assert sorted(routes(get_resolver().url_patterns)) == sorted(TABLE)


@pytest.mark.parametrize("role", LOGINS)
def test_every_page_is_shown_to_those_the_table_says(
    client: Client, settings: Settings, turid: Recipient, door: Unit, role: Role
) -> None:
    settings.DEMO = False
    make.make_decision(turid)  # so that there is a letter
    me, other = somebody(client, role), make.make_employee()
    photo = Photo.objects.create(id=PHOTO, content=b"", kept_at=clock.read())
    damage_of(turid, door).photos.add(photo)
    make.make_order(door, id=ORDER)
    Finding.objects.create(id=FINDING, kind="silent", key="x", unit=door, found_at=clock.read())
    for route, row in TABLE.items():
        if row in (EVERYONE, BY_LINK):
            continue
        for employee, shown in ((me, {Reach.OWN, Reach.ALL}), (other, {Reach.ALL})):
            address = address_of(route, turid, door, employee)
            # 405: it is there, and takes only what changes something.
            seen = client.get(f"/{address}").status_code in {200, 405}
            assert seen == (row.get(role) in shown), (role, address)


def test_the_employee_and_the_desk_see_what_is_theirs(
    client: Client, settings: Settings, door: Unit
) -> None:
    settings.DEMO = False
    kari = somebody(client, Role.EMPLOYEE)
    assert client.get(f"/employee/{kari.id}/").status_code == 200
    assert client.get(f"/lock/{door.lock_id}/").status_code == 404

    grant_role(employee=kari.id, role=GrantedRole.SERVICE_DESK, now=clock.read())
    assert client.get(f"/lock/{door.lock_id}/").status_code == 200


def test_a_role_that_has_ended_is_out_of_a_session_that_goes_on(
    client: Client, settings: Settings, door: Unit
) -> None:
    settings.DEMO = False
    kari = somebody(client, Role.EMPLOYEE)
    grant_role(employee=kari.id, role=GrantedRole.SERVICE_DESK, now=clock.read())
    EmployeeRole.objects.update(ends_at=clock.read())
    assert client.get(f"/lock/{door.lock_id}/").status_code == 200

    withdraw_role(employee=kari.id, role=GrantedRole.SERVICE_DESK, now=clock.read())

    assert client.get(f"/lock/{door.lock_id}/").status_code == 404
    assert client.get(f"/employee/{kari.id}/").status_code == 404


def test_an_employee_makes_a_browser_their_own_phone_and_nobody_else_s(
    client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    kari, ola = somebody(client, Role.EMPLOYEE), make.make_employee()

    mine = client.post(f"/employee/{kari.id}/phone/")

    assert mine["Location"].startswith("/telefon/#kode=")
    assert client.post(f"/employee/{ola.id}/phone/").status_code == 404


def test_who_holds_a_phone_that_was_blocked_cannot_make_it_theirs_again(
    client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    kari = somebody(client, Role.EMPLOYEE)
    phone, code = make.make_phone(kari), invite(employee=kari.id, now=clock.read())

    block_phone(phone=phone.id, because=Blocked.STOLEN, now=clock.read())

    assert client.post(f"/employee/{kari.id}/phone/").status_code == 404
    with pytest.raises(CodeNotValid):
        enrol(code=code, key=PrivateKey.generate().public_key, now=clock.read())
    assert Entry.objects.filter(kind="logged_out").count() == 1


def test_who_takes_a_new_phone_stays_logged_in(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    kari = somebody(client, Role.EMPLOYEE)
    make.make_phone(kari)
    code = invite(employee=kari.id, by=kari.id, now=clock.read())

    enrol(code=code, key=PrivateKey.generate().public_key, now=clock.read())

    assert client.get(f"/employee/{kari.id}/").status_code == 200


def test_outside_the_demo_nothing_says_that_people_are_made_up(
    client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    kari = somebody(client, Role.EMPLOYEE)

    shown = client.get(f"/employee/{kari.id}/").content.decode()

    assert "demo" not in shown
    assert "Logg ut" in shown


def test_a_board_sees_its_link_and_nothing_else() -> None:
    granted = {route for route, row in TABLE.items() if Role.BOARD_BY_LINK in row}

    assert granted - {route for route, row in TABLE.items() if row is EVERYONE} == {
        "styret/<str:token>/"
    }


@pytest.mark.parametrize("role", LOGINS)
@pytest.mark.parametrize("hours", [0, 3])
def test_a_protected_address_is_seen_by_whoever_goes_there_now_and_by_nobody_else(
    client: Client, settings: Settings, role: Role, hours: int
) -> None:
    settings.DEMO = False
    me, ola = somebody(client, role), make.make_employee()
    turid = make.make_recipient(protection="V")
    home = make.make_home(building=make.make_building(address="Hemmeliggata 13"))
    unit, begins = make.make_unit(home=home), clock.read() + timedelta(hours=hours)
    make.make_order(unit, id=ORDER)
    make.make_case(turid, home=home)
    for employee in (me, ola):
        visit = make.make_assignment(
            employee=employee,
            home=home,
            recipient=turid,
            period=Period(begins, begins + timedelta(minutes=30)),
        )
        phone = make.make_phone(employee, blocked_at=clock.read())
        make.make_credential(visit, phone=phone, unit=unit, revoked_at=clock.read())

    seen = {
        address
        for address in addresses(turid, unit, me, ola)
        if b"Hemmeliggata" in client.get(f"/{address}").content
    }

    goes_there_now = hours == 0 and Reach.OWN in {row.get(role) for row in TABLE.values()}
    assert seen == ({f"employee/{me.id}/"} if goes_there_now else set())


def addresses(recipient: Recipient, unit: Unit, *employees: Employee) -> set[str]:
    """Every address in the table, about this recipient, this lock and these employees."""
    return {
        address_of(route, recipient, unit, employee) for route in TABLE for employee in employees
    }


def damage_of(recipient: Recipient, unit: Unit) -> Damage:
    """Damage at the door, about which is decided, so that there is a letter."""
    found = Damage.objects.filter(recipient=recipient).first()
    if found is None:
        assert unit.home
        found = damages.make_damage(recipient, home=unit.home)
        damages.make_ruling(found)
    return found


def case_of(recipient: Recipient) -> UUID:
    """What is to be mounted at the recipient's home: on the door they have."""
    found = MountingCase.objects.filter(recipient=recipient, task="mount").first()
    return (found or make.make_case(recipient)).id


def crew() -> UUID:
    """A crew that works."""
    return (Crew.objects.first() or make.make_crew()).id


def removal_of(recipient: Recipient) -> UUID:
    """What is to be taken down at another home of theirs."""
    found = MountingCase.objects.filter(recipient=recipient, task="remove").first()
    return found.id if found else make.make_ending(recipient).case_id or NOBODY


def looked_at(recipient: Recipient) -> str:
    """What a look at them is called, by somebody of the municipality."""
    found = Look.objects.filter(recipient=recipient).first()
    if found is None:
        seen = [Seen(recipient.id, Reason(Because.NEED))]
        look(employee=make.make_employee().id, seen=seen, what=What.CASE, now=clock.read())
        found = Look.objects.get(recipient=recipient)
    return found.id.hex


def proven(recipient: Recipient, unit: Unit) -> str:
    """What an opening of theirs is called that the published log tells of."""
    found = Receipt.objects.filter(unit=unit, credential__assignment__recipient=recipient).first()
    if found is None:
        nurse = make.make_employee()
        home = unit.home or make.make_home()
        visit = make.make_assignment(employee=nurse, home=home, recipient=recipient)
        phone = make.make_phone(nurse)
        credential = make.make_credential(visit, phone=phone, unit=unit)
        found = make.make_receipt(unit, phone=phone, credential=credential)
        with transaction.atomic():
            ledger.append(entry("receipt", found.at, lock=unit.lock_id, seq=found.seq))
        publish(signer=SIGNER, now=clock.read())
    return f"{unit.lock_id}.{found.seq}"


def question_of(recipient: Recipient) -> UUID:
    """What they ask about it."""
    found = Question.objects.filter(recipient=recipient).first()
    by = Actor(ActorKind.RECIPIENT, recipient.id)
    about, now = looked_at(recipient), clock.read()
    return (
        found.id
        if found
        else ask(
            recipient=recipient.id,
            about=about,
            text="Hvem var det?",
            by=by,
            within=timedelta(days=5),
            now=now,
        )
    )


def address_of(route: str, recipient: Recipient, unit: Unit, employee: Employee) -> str:
    """The route's address for these."""
    case = removal_of(recipient) if "nedtaking" in route else case_of(recipient)
    if "<uuid:question_id>" in route:
        route = route.replace("<uuid:question_id>", str(question_of(recipient)))
    if "<str:about>" in route:
        route = route.replace("<str:about>", looked_at(recipient))
    if "<str:use>" in route:
        route = route.replace("<str:use>", proven(recipient, unit))
    return (
        route.replace("<uuid:recipient_id>", str(recipient.id))
        .replace("<uuid:employee_id>", str(employee.id))
        .replace("<str:lock_id>", unit.lock_id)
        .replace("<uuid:home_id>", str(unit.home_id))
        .replace("<uuid:building_id>", str(unit.home.building_id if unit.home else None))
        .replace("<uuid:part_id>", str(NOBODY))
        .replace("<uuid:photo_id>", str(PHOTO))
        .replace("<uuid:damage_id>", str(damage_of(recipient, unit).id))
        .replace("<uuid:case_id>", str(case))
        .replace("<uuid:message_id>", str(MESSAGE))
        .replace("<uuid:crew_id>", str(crew()))
        .replace("<uuid:order_id>", str(ORDER))
        .replace("<uuid:finding_id>", str(FINDING))
        .replace("<uuid:report_id>", str(ORDER))
        .replace("<int:closure_id>", "7")
    )
