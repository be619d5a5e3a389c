"""Two enrolments at the same time: one waits for the other, and neither fails."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from elaas.people.models import Phone
from elaas.protocol.cose import PrivateKey
from tests.api.phones import enrolled, enrolment_of, post
from tests.make import make_employee

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*asked: dict[str, str]) -> list[int]:
    """The statuses of these enrolments, sent at the same time."""
    ready = threading.Barrier(len(asked))

    def send(body: dict[str, str]) -> int:
        try:
            ready.wait()
            return post("enrol", body)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asked)) as phones:
        return list(phones.map(send, asked))


def test_one_phone_with_two_codes_ends_with_one_employee() -> None:
    key = PrivateKey.generate()
    for _ in range(5):
        codes = [enrolment_of(make_employee(), key=key) for _ in range(2)]

        assert at_once(*codes) == [201, 201]
        assert Phone.objects.filter(blocked_at=None).count() == 1


def test_one_code_from_two_phones_enrols_one() -> None:
    asked = enrolment_of(make_employee())
    other = enrolment_of(make_employee())
    same_code = enrolment_of(make_employee(), code=asked["code"])

    assert sorted(at_once(asked, same_code, other)) == [201, 201, 403]


def test_two_who_swap_phones_have_each_others_afterwards() -> None:
    for _ in range(5):
        one, other = make_employee(), make_employee()
        keys = [PrivateKey.generate(), PrivateKey.generate()]
        for employee, key in zip((one, other), keys, strict=True):
            assert post("enrol", enrolment_of(employee, key=key))[0] == 201

        swapped = [enrolment_of(one, key=keys[1]), enrolment_of(other, key=keys[0])]

        assert at_once(*swapped) == [201, 201]
        live = Phone.objects.filter(blocked_at=None, employee__in=[one, other])
        assert {phone.employee_id: bytes(phone.key_x) for phone in live} == {
            one.id: keys[1].public_key.x,
            other.id: keys[0].public_key.x,
        }


def test_an_employee_with_two_codes_ends_with_one_phone() -> None:
    kari = make_employee()
    enrolled(kari)

    assert at_once(*(enrolment_of(kari) for _ in range(2))) == [201, 201]
    assert Phone.objects.filter(blocked_at=None).count() == 1
