"""What is past its time goes, rows and entries together, and the log says so."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from elaas.access.models import Assignment, Credential, Incident, Receipt
from elaas.alarms.models import Finding
from elaas.alarms.operations.answer import answer
from elaas.alarms.operations.look_around import look_around
from elaas.alarms.rules import Deed
from elaas.jobs.forgetting import forgetting
from elaas.ledger.entries import entry
from elaas.ledger.models import Entry, Leaf
from elaas.ledger.operations import append
from elaas.ledger.operations.erase import NotSequenced, erase, runs
from elaas.notices.models import Delivery, Message
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.models import Look, Recipient
from elaas.people.operations.looks import look
from elaas.rights.kept import FORGETTING, Kept
from elaas.rights.operations.forget import forget_some
from elaas.tlog.note import Signer
from tests.audit.town import LATER, NOW, build, employee, found, published
from tests.ledger.log import SIGNER
from tests.make import make_message

pytestmark = pytest.mark.django_db

YEARS = LATER + timedelta(days=2000)
PAST = LATER + timedelta(days=1)


def signer(*, make: bool) -> Signer:
    assert make
    return SIGNER


def forget(kept: Kept = Kept.VISITS, **limits: int) -> int:
    return forget_some(kept=kept, before=PAST, now=YEARS, **limits)


def told() -> list[dict[str, Any]]:
    return [json.loads(bytes(one.body)) for one in Entry.objects.filter(kind="entry_erased")]


def test_visits_go_with_all_that_rests_on_them_and_the_audit_finds_no_fault() -> None:
    build()
    _, kept_outside = published()
    leaves = list(Leaf.objects.values_list("seq", "commitment"))

    assert forget() > 0
    published()

    assert not Assignment.objects.exists()
    assert not Credential.objects.exists()
    assert not Receipt.objects.exists()
    assert not Entry.objects.filter(kind__in=FORGETTING[Kept.VISITS].kinds).exists()
    assert list(Leaf.objects.values_list("seq", "commitment"))[: len(leaves)] == leaves
    assert found(kept_outside) == []
    assert forget() == 0


def test_the_log_says_which_places_are_empty_what_they_were_and_why() -> None:
    build()
    published()
    before = set(Leaf.objects.values_list("seq", flat=True))
    forget()

    standing = set(
        Leaf.objects.filter(entry__in=Entry.objects.values("id")).values_list("seq", flat=True)
    )
    places = {seq for one in told() for seq in range(one["first"], one["last"] + 1)}
    assert places == before - standing
    assert {(one["what"], one["because"]) for one in told()} == {("visits", "past its time")}


def test_what_is_not_past_its_time_stays() -> None:
    build()
    published()

    assert forget_some(kept=Kept.VISITS, before=NOW - timedelta(days=1), now=YEARS) == 0
    assert Receipt.objects.count() == 3
    assert told() == []


def test_a_part_at_a_time_leaves_the_rest_whole() -> None:
    build()
    published()

    assert forget(most=1) > 0
    published()

    assert Assignment.objects.count() == 1
    assert found() == []


def test_an_opening_that_nobody_explained_goes_with_its_incident() -> None:
    town = build()
    town.bring(town.opened(cti=bytes(16)))
    assert Incident.objects.exists()
    look_around(now=LATER)
    about = {"finding": Finding.objects.get().id, "deed": Deed.CLOSED, "by": None}
    answer(**about, said="Ringte ham.", now=LATER)  # type: ignore[arg-type]
    published()

    forget_some(kept=Kept.VISITS, before=YEARS, now=YEARS)
    published()

    assert not Incident.objects.exists()
    assert not Finding.objects.exists()
    assert not Entry.objects.filter(kind__startswith="finding_").exists()
    assert found() == []


def test_an_entry_without_a_place_is_not_erased_and_nothing_goes() -> None:
    build()

    with pytest.raises(NotSequenced), transaction.atomic():
        forget()

    assert Receipt.objects.count() == 3


def test_whoever_owns_the_tables_without_being_a_superuser_can_forget_and_no_more() -> None:
    build()
    published()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE ROLE elaas_owner")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE public.{table} OWNER TO elaas_owner")
        cursor.execute("GRANT ALL ON SCHEMA public TO elaas_owner")
        cursor.execute("SET LOCAL ROLE elaas_owner")

        assert forget() > 0
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("DELETE FROM ledger_entry")
        cursor.execute("RESET ROLE")
    published()
    assert found() == []


def test_looks_go_in_time_and_not_otherwise() -> None:
    build()
    why = [Seen(Recipient.objects.all()[0].id, Reason(Because.ASKED))]
    look(employee=employee("kari").id, seen=why, what=What.CASE, now=LATER)
    published()
    with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
        Look.objects.all().delete()

    assert forget(Kept.LOOKS) == 1
    published()

    assert not Look.objects.exists()
    assert found() == []


def test_a_message_that_a_later_one_waits_for_stays() -> None:
    build()
    someone = Recipient.objects.all()[0]
    letter = make_message(someone, created_at=NOW)
    waits = make_message(someone, created_at=YEARS, after=letter)
    old = make_message(someone, created_at=NOW)
    goes_with_it = make_message(someone, created_at=NOW, after=old)
    Delivery.objects.create(message=old, state="sent", at=NOW, heard_at=NOW)
    with transaction.atomic():
        append(entry("notice_begun", NOW, message=old.id.hex))
    published()

    assert forget(Kept.MESSAGES) == 3

    assert set(Message.objects.values_list("id", flat=True)) == {letter.id, waits.id}
    assert goes_with_it.id not in {letter.id, waits.id}
    assert [one["what"] for one in told()] == ["messages"]


def test_places_become_runs() -> None:
    assert runs([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]
    assert runs([]) == []


def test_nothing_to_erase_is_no_entry() -> None:
    with transaction.atomic():
        erase([], what="visits", because="x", now=NOW)
    assert told() == []


def test_the_nightly_job_forgets_by_the_settings_and_first_gives_places(
    settings: Settings,
) -> None:
    build()
    settings.LOG_SIGNER = "tests.rights.test_forget.signer"
    days = {kept.value: 100 for kept in Kept}
    settings.KEEP = {**days, "homes": 36525}
    assert list(forgetting(now=LATER + timedelta(days=99))) == []
    gone = {one.kept for one in forgetting(now=LATER + timedelta(days=101))}

    assert Kept.VISITS in gone
    assert not Receipt.objects.exists()
    assert found() == []
