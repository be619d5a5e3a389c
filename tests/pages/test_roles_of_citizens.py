"""Recipients see what is theirs, kin what the recipient lets them see, and nobody anything else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.doors.models import Photo, Unit
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import CitizenSession, Kin, Recipient
from elaas.people.operations.kin_rights import decide
from elaas.people.operations.sessions import hash_of
from elaas.people.rights import Right
from elaas.web import clock
from elaas.web.citizens import cookie
from elaas.web.roles import ANY_OF, EVERYONE, TABLE, Reach, Role
from tests import make
from tests.pages.test_roles import PHOTO, address_of, damage_of

pytestmark = pytest.mark.django_db
TURID, INGRID = "22873810011", "02846610012"
ABOUT_SOMEBODY = "<uuid:recipient_id>"
SETS_OF_RIGHTS = [
    frozenset[Right](),
    *(frozenset({right}) for right in Right),
    frozenset(Right),
]


@pytest.fixture(autouse=True)
def _no_demo(settings: Settings) -> None:
    settings.DEMO = False


@pytest.fixture
def turid() -> Recipient:
    """A recipient who has an appointment."""
    return with_appointment(make.make_recipient(national_id=TURID))


@pytest.fixture
def ingrid(turid: Recipient) -> Kin:
    return make.make_kin(turid, national_id=INGRID)


def with_appointment(recipient: Recipient, **home: Any) -> Recipient:
    begins = clock.read() + timedelta(days=2)
    case = make.make_case(recipient, home=make.make_home(**home))
    slot = Period(begins, begins + timedelta(minutes=30))
    make.make_appointment(case, crew=make.make_crew(), slot=slot)
    removal = make.make_ending(recipient).case
    assert removal is not None
    make.make_appointment(removal, crew=make.make_crew(), slot=slot)
    return recipient


def log_in(client: Client, national_id: str) -> None:
    now = clock.read()
    CitizenSession.objects.create(
        token_hash=hash_of("token"),
        national_id=national_id,
        began_at=now,
        ends_at=now + timedelta(minutes=30),
    )
    client.cookies[cookie()] = "token"


def let(kin: Kin, rights: frozenset[Right]) -> None:
    by = Actor(ActorKind.RECIPIENT, kin.recipient_id)
    decide(kin=kin.id, wanted={one: one in rights for one in Right}, by=by, now=clock.read())


def shown(client: Client, recipient: Recipient, unit: Unit) -> set[str]:
    """The routes that show something about this recipient, or lead on to it."""
    employee = make.make_employee()
    photo, _ = Photo.objects.get_or_create(
        id=PHOTO, defaults={"content": b"", "kept_at": clock.read()}
    )
    damage_of(recipient, unit).photos.set([photo])
    make.make_decision(recipient)  # so that there is a letter
    return {
        route
        for route, row in TABLE.items()
        if row is not EVERYONE
        and is_shown(client, f"/{address_of(route, recipient, unit, employee)}")
    }


def is_shown(client: Client, address: str) -> bool:
    answer = client.get(address)
    return answer.status_code in {200, 405} or (
        answer.status_code == 302 and "logg-inn" not in answer["Location"]
    )


def granted(role: Role, rights: frozenset[Right]) -> set[str]:
    return {
        route
        for route, row in TABLE.items()
        if row is not EVERYONE and rights & ANY_OF.get(row.get(role, Reach.ALL), frozenset())
    }


def test_a_recipient_sees_what_is_theirs(client: Client, turid: Recipient, door: Unit) -> None:
    log_in(client, TURID)

    assert shown(client, turid, door) == granted(Role.RECIPIENT, frozenset(Right))


def test_a_recipient_sees_nothing_of_others(client: Client, turid: Recipient, door: Unit) -> None:
    log_in(client, TURID)
    other = with_appointment(make.make_recipient(national_id="11223344556"))

    assert not {route for route in shown(client, other, door) if ABOUT_SOMEBODY in route}


@pytest.mark.parametrize("rights", SETS_OF_RIGHTS)
def test_kin_see_what_the_recipient_lets_them(
    client: Client, turid: Recipient, ingrid: Kin, door: Unit, rights: frozenset[Right]
) -> None:
    let(ingrid, rights)
    log_in(client, INGRID)

    assert shown(client, turid, door) == granted(Role.KIN, rights)


@pytest.mark.parametrize("rights", SETS_OF_RIGHTS)
def test_kin_see_nothing_of_others(
    client: Client, ingrid: Kin, door: Unit, rights: frozenset[Right]
) -> None:
    let(ingrid, rights)
    log_in(client, INGRID)
    other = with_appointment(make.make_recipient(national_id="11223344556"))

    assert not {route for route in shown(client, other, door) if ABOUT_SOMEBODY in route}


def test_what_is_taken_back_is_out_of_a_session_that_goes_on(
    client: Client, turid: Recipient, ingrid: Kin
) -> None:
    let(ingrid, frozenset(Right))
    log_in(client, INGRID)
    pages = [f"/recipient/{turid.id}/", f"/min-side/time/{turid.id}/", "/min-side/"]
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]

    let(ingrid, frozenset())

    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


def test_whoever_is_not_logged_in_is_sent_to_the_login_and_learns_nothing(
    client: Client, turid: Recipient, settings: Settings
) -> None:
    nobody = UUID(int=7)
    for demo in (False, True):
        settings.DEMO = demo
        for somebody in (turid.id, nobody):
            answer = client.get(f"/min-side/time/{somebody}/")
            assert answer.status_code == 302
            assert answer["Location"].startswith("/min-side/logg-inn/?next=")


@pytest.mark.parametrize("who", [TURID, INGRID])
def test_a_protected_address_is_on_no_page_of_citizens(
    client: Client, door: Unit, who: str
) -> None:
    secret = make.make_recipient(national_id=TURID, protection="V")
    with_appointment(secret, address="Hemmeliggata 13")
    let(make.make_kin(secret, national_id=INGRID), frozenset(Right))
    log_in(client, who)
    employee = make.make_employee()

    seen = [client.get(f"/{address_of(route, secret, door, employee)}") for route in TABLE]

    assert len([one for one in seen if one.status_code == 200]) > 5
    assert not any(b"Hemmeliggata" in one.content for one in seen)


def test_kin_of_the_import_may_nothing_where_the_address_is_protected(
    client: Client, door: Unit
) -> None:
    secret = with_appointment(make.make_recipient(protection="R"))
    make.make_kin(secret, national_id=INGRID)
    log_in(client, INGRID)

    assert shown(client, secret, door) == set()
