"""«Sikkerhet og personvern»: only on an assignment, and all of it is logged."""

import json
from dataclasses import asdict
from datetime import timedelta

import httpx
import pytest

from elaas.access.models import Attempt, Credential, Incident, Journal, Receipt
from elaas.access.operations.paper import log_on_paper
from elaas.access.operations.shifts import record_shift
from elaas.access.paper import How
from elaas.access.rules import Period
from elaas.alarms.models import Finding
from elaas.alarms.operations.look_around import look_around
from elaas.demo import export
from elaas.demo.clock import now
from elaas.demo.town import key_of
from elaas.ledger.models import Entry
from elaas.people.grants import GrantedRole
from elaas.people.models import Recipient
from elaas.people.operations.grants import grant_role
from elaas.protocol.receipt import Outcome
from elaas.web.paper_letter import paper_letter
from tests.letter.conftest import ENTRANCE, FLAT, HOUSE, Town

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_colleague_without_an_assignment_there_stays_outside(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    town.plan("elsewhere", "ola", "bjorn")
    ola = town.worker("ola")

    attempt = ola.open(FLAT)

    assert not attempt.done
    assert town.bolt(FLAT) == "locked"


def test_before_the_assignments_time_the_door_stays_shut(town: Town) -> None:
    town.plan("evening", "kari", "turid", hours=3)
    kari = town.worker("kari")

    attempt = kari.open(FLAT)

    assert not attempt.done
    assert "the next one opens the door from" in attempt.why


def test_the_lock_itself_refuses_what_the_phone_would_try_too_early(town: Town) -> None:
    town.plan("evening", "kari", "turid", hours=3)
    kari = town.worker("kari")
    (early,) = (key for key in kari.credentials() if key.lock.lock_id == FLAT)

    assert kari.open_with(early) is Outcome.NOT_YET
    assert town.bolt(FLAT) == "locked"


def test_a_copied_credential_is_no_use_in_another_phone(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    kari, ola = town.worker("kari"), town.worker("ola")
    stolen = kari.key_to(FLAT)
    assert stolen is not None

    assert ola.open_with(stolen) is Outcome.OTHER_KEY
    assert town.bolt(FLAT) == "locked"


def test_the_lock_opens_when_phone_and_lock_are_offline(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    kari = town.worker("kari")
    account = kari.store.account()
    kari.store.save_account({**account, "url": "http://127.0.0.1:1/"})  # nobody answers there

    assert kari.open(FLAT).done

    kari.store.save_account(account)
    assert kari.sync().uploaded > 0
    assert Receipt.objects.filter(unit=FLAT, operation="open").count() == 1


def test_a_visit_that_changes_hands_opens_for_the_new_one_and_shuts_out_the_old(
    town: Town,
) -> None:
    town.plan("morning", "kari", "turid")
    kari, ola = town.worker("kari"), town.worker("ola")

    report = town.plan("morning", "ola", "turid")
    ola.sync()
    by_ola, by_kari = ola.open(FLAT), kari.open(FLAT)

    assert report.totals["credentials_revoked"] == 2
    assert by_ola.done
    assert by_kari.outcome is Outcome.REVOKED


def test_a_cancelled_visit_opens_nothing_once_the_lock_has_heard(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    town.plan("later", "ola", "turid")
    kari = town.worker("kari")
    cancelled = export.visit("morning", "kari", "turid", now(), now())
    cancelled["status"] = "cancelled"

    town.tell(cancelled)
    town.worker("ola").open(FLAT)

    assert kari.open(FLAT).outcome is Outcome.REVOKED


@pytest.mark.parametrize("change", ["employee has left", "role has ended", "services have ended"])
def test_access_ends_when_employment_role_or_service_does(town: Town, change: str) -> None:
    town.plan("morning", "kari", "turid")
    kari = town.worker("kari")

    ended = {
        "employee has left": export.employee("kari", now(), active=False),
        "role has ended": export.role("kari", now(), active=False),
        "services have ended": export.recipient("turid", now(), active=False),
    }
    town.tell(ended[change])
    kari.sync()

    assert kari.doors_open_now() == []
    assert not Credential.objects.filter(revoked_at=None).exists()


def test_access_ends_with_the_shift(town: Town) -> None:
    town.plan("morning", "kari", "bjorn", hours=-0.4)
    kari = town.worker("kari")
    assert kari.open(HOUSE).done
    over = now() - timedelta(minutes=1)

    record_shift(employee=kari.id, starts_at=over - timedelta(hours=8), ends_at=over, now=now())
    kari.sync()

    assert kari.doors_open_now() == []
    assert not kari.open(HOUSE).done


@pytest.mark.parametrize("role", GrantedRole)
def test_no_role_opens_a_door_without_an_assignment(town: Town, role: GrantedRole) -> None:
    town.plan("morning", "kari", "bjorn")
    per = town.worker("per")
    grant_role(employee=per.id, role=role, now=now())
    per.sync()

    assert per.doors_open_now() == []
    assert not per.open(HOUSE).done
    assert town.bolt(HOUSE) == "locked"


def test_every_use_and_every_refusal_comes_back_into_the_log(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    kari, ola = town.worker("kari"), town.worker("ola")
    stolen = kari.key_to(FLAT)
    assert stolen is not None

    kari.open(FLAT)
    ola.open(FLAT)
    ola.open_with(stolen)
    kari.sync()
    ola.sync()

    told = Receipt.objects.filter(unit=FLAT, operation="open").order_by("seq")
    assert [row.outcome for row in told] == [Outcome.DONE, Outcome.OTHER_KEY]
    assert Attempt.objects.get().employee.given == "Ola"
    assert Journal.objects.get(unit=FLAT).complete_to == town.street.show(FLAT)["seq"]
    assert not Incident.objects.exists()


def test_the_log_says_who_has_and_who_has_had_access(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    town.worker("kari")
    town.plan("morning", "ola", "turid")
    town.worker("ola")

    names = {
        (row.assignment.employee.given, row.unit_id, row.revoked_at is None)
        for row in Credential.objects.all()
    }
    assert names == {
        ("Kari", ENTRANCE, False),
        ("Kari", FLAT, False),
        ("Ola", ENTRANCE, True),
        ("Ola", FLAT, True),
    }
    assert Entry.objects.filter(kind="credential_issued").count() == 4
    assert Entry.objects.filter(kind="credential_revoked").count() == 2


def test_the_recipient_sees_who_came_in_and_the_neighbour_does_not(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    kari = town.worker("kari")
    for lock_id in (ENTRANCE, FLAT):
        kari.open(lock_id)
    kari.sync()

    turids, knuts = (
        httpx.get(f"{town.url}recipient/{id_of(name)}/").raise_for_status().text
        for name in ("turid", "knut")
    )

    assert "Kari N." in turids
    assert "Kari N." not in knuts


def test_who_does_not_log_in_gets_the_same_on_paper_and_who_had_access_too(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    kari = town.worker("kari")
    for lock_id in (ENTRANCE, FLAT):
        kari.open(lock_id)
    kari.sync()
    town.plan("morning", "ola", "turid")
    town.worker("ola")

    turids, knuts = (on_paper(name) for name in ("turid", "knut"))

    assert turids.count("Åpnet inngangsdøren din.") == 1
    assert "Kari N., hjemmesykepleie" in turids
    has_access = turids.split('"caption": "Hvem har tilgang nå?"')[1].split('"heading"')[0]
    assert "Ola" in has_access
    assert "Kari" not in has_access
    assert "Kari N." not in knuts
    assert "Åpnet" not in knuts


def on_paper(name: str) -> str:
    """What the letter says that the service desk hands over: the log of these two days."""
    at = now()
    found = log_on_paper(
        recipient=Recipient.objects.get(source_id=key_of(name)).id,
        period=Period(at - timedelta(days=1), at + timedelta(hours=1)),
        how=How.HANDED_OVER,
        by=None,
        now=at,
    )
    return json.dumps(asdict(paper_letter(found, now=at)), ensure_ascii=False)


def test_the_recipient_sees_which_employees_have_looked_and_why(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    for _ in range(2):
        town.worker("kari").sync()

    turids, knuts = (
        httpx.get(f"{town.url}recipient/{id_of(name)}/sett/").raise_for_status().text
        for name in ("turid", "knut")
    )

    assert turids.count("Kari N.") == 1
    assert "De hadde et oppdrag hjemme hos deg." in turids
    assert "Kari N." not in knuts


def test_an_opening_after_the_visit_was_taken_away_is_an_incident(town: Town) -> None:
    town.plan("morning", "kari", "bjorn")
    kari = town.worker("kari")
    town.plan("morning", "ola", "bjorn")

    # Neither her phone nor the lock has heard. A receipt tells whole seconds: let some pass.
    town.street.door(HOUSE).order_clock_shift(10)
    late = kari.open(HOUSE)
    kari.sync()

    assert late.done
    assert Incident.objects.get().kind == "opening_after_revocation"
    look_around(now=now())
    finding = Finding.objects.get()
    assert finding.kind == "after_revocation"
    assert finding.employee == Credential.objects.earliest("issued_at").assignment.employee


def test_what_is_carried_to_the_lock_names_nobody(town: Town) -> None:
    town.plan("morning", "kari", "turid")
    key = town.worker("kari").key_to(FLAT)

    assert key is not None
    for secret in (b"Kari", b"Nordmo", b"TK100", b"Turid", key_of("kari").encode()):
        assert secret not in key.token


def id_of(name: str) -> str:
    return str(Recipient.objects.get(source_id=key_of(name)).id)
