"""`elaas phone block`, on the server's side."""

from datetime import timedelta

import pytest

from elaas.access.models import Credential
from elaas.jobs.clock import now
from elaas.jobs.phone_change import block
from elaas.jobs.stop import Stop
from elaas.people.models import Phone
from tests import make

pytestmark = pytest.mark.django_db


def test_a_lost_phone_is_blocked_and_what_it_opens_is_revoked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kari = make.make_employee(number="TK104")
    lost, other = make.make_phone(kari), make.make_phone(make.make_employee())
    start = now()
    visit = make.make_assignment(
        employee=kari, home=make.make_home(), starts_at=start, ends_at=start + timedelta(minutes=30)
    )
    make.make_credential(visit, phone=lost, unit=make.make_unit(mounted=False))

    block("TK104")

    assert Phone.objects.get(blocked_at=None) == other
    assert Phone.objects.exclude(blocked_at=None).get() == lost
    assert Credential.objects.get().revoked_at is not None
    assert capsys.readouterr().out == (
        "The phone of «TK104» is blocked, and opens no door once the lock has heard of it.\n"
    )


def test_where_there_is_no_phone_to_block_the_command_says_so() -> None:
    make.make_employee(number="TK104")

    with pytest.raises(Stop, match="«TK104» has no phone to block"):
        block("TK104")
    with pytest.raises(Stop, match="No employee answers to «TK105»"):
        block("TK105")
