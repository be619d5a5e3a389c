"""How an employee's phone becomes theirs, and who else's does not."""

import secrets
from datetime import timedelta

import pytest

from elaas.access.models import Credential
from elaas.demo.clock import now
from elaas.people.models import Employee, EmployeeSession, Phone, PhoneInvite
from elaas.people.operations.phones import INVITE_LIVES, invite
from elaas.protocol.cose import PrivateKey
from tests.api.phones import enrolled, enrolment_of, post, visit_now
from tests.make import (
    make_employee,
)

pytestmark = pytest.mark.django_db


def test_a_phone_that_proves_its_key_is_enrolled(kari: Employee) -> None:
    key = PrivateKey.generate()

    status, answer = post("enrol", enrolment_of(kari, key=key))

    assert status == 201
    assert answer["employee"] == {"id": str(kari.id), "name": "Kari Nordmo"}
    phone = Phone.objects.get()
    assert (bytes(phone.key_x), bytes(phone.key_y)) == (key.public_key.x, key.public_key.y)
    assert answer["token"].encode() not in bytes(phone.token_hash)


def test_a_code_enrols_one_phone_only(kari: Employee) -> None:
    code = invite(employee=kari.id, now=now())
    post("enrol", enrolment_of(kari, code=code))

    status, _ = post("enrol", enrolment_of(kari, code=code))

    assert (status, Phone.objects.count()) == (403, 1)


def test_a_code_is_good_for_an_hour(kari: Employee) -> None:
    code = invite(employee=kari.id, now=now() - INVITE_LIVES)

    status, answer = post("enrol", enrolment_of(kari, code=code))

    assert (status, Phone.objects.exists()) == (403, False)
    assert "code" in answer["error"]


def test_a_key_that_is_not_proven_is_not_enrolled_and_the_code_stays_good(kari: Employee) -> None:
    asked = enrolment_of(kari)
    someone_elses = PrivateKey.generate().public_key

    status, _ = post("enrol", {**asked, **someone_elses.to_hex()})

    assert (status, Phone.objects.exists()) == (403, False)
    assert post("enrol", asked)[0] == 201


def test_a_new_phone_blocks_the_one_before_and_takes_its_credentials(kari: Employee) -> None:
    visit_now(kari)
    before = enrolled(kari)
    post("sync", {}, before)

    enrolled(kari)

    assert post("sync", {}, before)[0] == 403
    assert Credential.objects.get().revoked_because == "phone_replaced"


def test_a_shared_phone_that_changes_hands_leaves_the_colleague(kari: Employee) -> None:
    key = PrivateKey.generate()
    post("enrol", enrolment_of(kari, key=key))

    status, _ = post("enrol", enrolment_of(make_employee(), key=key))

    assert status == 201
    assert Phone.objects.filter(blocked_at=None).count() == 1


@pytest.mark.parametrize(
    "change",
    [{"code": ""}, {"code": 1}, {"x": "00"}, {"y": "zz"}, {"proof": None}, {"x": "00" * 32}],
)
def test_an_enrolment_that_cannot_be_read_uses_up_no_code(
    kari: Employee, change: dict[str, object]
) -> None:
    status, _ = post("enrol", {**enrolment_of(kari), **change})

    assert status == 400
    assert PhoneInvite.objects.get().used_at is None


def test_a_code_that_was_heard_on_the_telephone_is_good_enough(kari: Employee) -> None:
    code = invite(employee=kari.id, now=now(), random=lambda size: bytes(range(97, 97 + size)))
    assert code == "mfrg-gzdf-mztw-q2lk"

    status, _ = post("enrol", enrolment_of(kari, code=" MFRG GZDF mztw-q2lk"))

    assert status == 201


def test_what_is_easily_misread_is_taken_for_what_it_must_be(kari: Employee) -> None:
    code = invite(employee=kari.id, now=now(), random=lambda size: b"\x5c\x2e" * (size // 2))
    heard = code.replace("o", "0").replace("l", "1").replace("b", "8")
    assert heard != code

    assert post("enrol", enrolment_of(kari, code=heard))[0] == 201


def logged_in(employee: Employee, *, ago: int) -> EmployeeSession:
    return EmployeeSession.objects.create(
        token_hash=secrets.token_bytes(32),
        employee=employee,
        id_token="",
        began_at=now() - timedelta(minutes=ago),
        ends_at=now() + timedelta(hours=5),
    )


def test_a_new_phone_ends_the_login_on_the_one_before(kari: Employee) -> None:
    enrolled(kari)
    lost, mine = logged_in(kari, ago=60), logged_in(kari, ago=1)
    others = logged_in(make_employee(), ago=60)

    code = invite(employee=kari.id, by=kari.id, now=now())
    post("enrol", enrolment_of(kari, code=code))

    assert set(EmployeeSession.objects.all()) == {mine, others}
    assert lost not in EmployeeSession.objects.all()


def test_a_code_of_the_desk_s_ends_every_login(kari: Employee) -> None:
    enrolled(kari)
    logged_in(kari, ago=1)

    code = invite(employee=kari.id, by=make_employee().id, now=now())
    post("enrol", enrolment_of(kari, code=code))

    assert not EmployeeSession.objects.exists()


def test_a_first_phone_ends_no_login(kari: Employee) -> None:
    logged_in(kari, ago=60)

    post("enrol", enrolment_of(kari))

    assert EmployeeSession.objects.count() == 1
