"""Roles the service desk gives, and the command that names the first."""

import pytest

from elaas.jobs import grant as command
from elaas.jobs import grant_change
from elaas.jobs.stop import Stop
from elaas.ledger.models import Entry
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee
from elaas.people.operations.grants import grant_role, withdraw_role
from elaas.people.queries import granted_roles
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
DESK = GrantedRole.SERVICE_DESK


@pytest.fixture
def kari() -> Employee:
    return make.make_employee(number="TK1")


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


def test_a_role_is_had_from_its_grant_until_it_is_withdrawn(kari: Employee) -> None:
    assert granted_roles(kari.id) == frozenset()

    assert grant_role(employee=kari.id, role=DESK, now=NOON)
    assert granted_roles(kari.id) == {DESK}

    assert withdraw_role(employee=kari.id, role=DESK, now=NOON)
    assert granted_roles(kari.id) == frozenset()
    assert kinds() == ["role_granted", "role_withdrawn"]


def test_granting_again_changes_nothing(kari: Employee) -> None:
    grant_role(employee=kari.id, role=DESK, now=NOON)

    assert not grant_role(employee=kari.id, role=DESK, now=NOON)

    assert kinds() == ["role_granted"]


def test_somebody_who_leaves_has_no_role(kari: Employee) -> None:
    grant_role(employee=kari.id, role=DESK, now=NOON)

    Employee.objects.update(active=False)

    assert granted_roles(kari.id) == frozenset()


def test_the_command_grants_and_withdraws(kari: Employee) -> None:
    grant_change.grant("TK1", DESK)
    assert granted_roles(kari.id) == {DESK}

    grant_change.withdraw("TK1", DESK)
    assert granted_roles(kari.id) == frozenset()


def test_the_command_says_why_it_cannot(kari: Employee) -> None:
    with pytest.raises(Stop, match="No employee answers"):
        grant_change.grant("TK404", DESK)
    with pytest.raises(Stop, match="does not have the role service_desk"):
        grant_change.withdraw("TK1", DESK)
    Employee.objects.update(active=False)
    with pytest.raises(Stop, match="no longer employed"):
        grant_change.grant("TK1", DESK)


def test_a_role_that_is_not_granted_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["TK1", "king"])

    assert stopped.value.code == 2
    assert "king" in capsys.readouterr().err
