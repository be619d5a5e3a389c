"""Whatever a superuser does to what a checkpoint outside covers, the audit finds."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker, Settings

from elaas.access.operations.issue import issue
from elaas.alarms.models import Finding
from elaas.alarms.operations.answer import answer
from elaas.alarms.operations.audits import note_audit
from elaas.alarms.operations.look_around import look_around
from elaas.alarms.rules import Deed
from elaas.tlog.checkpoint import Checkpoint
from tests.audit.more import happen
from tests.audit.town import LATER, LOCK, NOW, Town, build, found, published
from tests.keys import AUTHORITY


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's, by whose name it knows that there must be a database: the file shares it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def town(db: None) -> Town:
    """The town, built once."""
    return build(openings=4)


@pytest.fixture(scope="module")
def outside(town: Town) -> Checkpoint:
    """The checkpoint of it that somebody has kept."""
    town.bring(town.opened(cti=bytes(16)))
    look_around(now=LATER)
    about = {"finding": Finding.objects.get().id, "deed": Deed.CLOSED, "by": None}
    answer(**about, said="Ringte ham.", now=LATER)  # type: ignore[arg-type]
    note_audit(faults=0, outside=0, now=LATER)
    happen()
    return published()[1]


@pytest.fixture(autouse=True)
def undone(outside: Checkpoint) -> Iterator[None]:
    """What a test does to it is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def as_a_superuser(*statements: str) -> None:
    """No trigger and no foreign key holds a superuser back."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount > 0, "it changes nothing"
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_what_was_done_by_operations_alone_has_no_fault(outside: Checkpoint) -> None:
    assert found(outside) == []


RECEIPT = "(SELECT id FROM ledger_entry WHERE kind = 'receipt' ORDER BY id LIMIT 1)"
SECOND = "(SELECT id FROM ledger_entry WHERE kind = 'receipt' ORDER BY id OFFSET 1 LIMIT 1)"


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (f"DELETE FROM ledger_entry WHERE id = {RECEIPT}", "it is gone, and no entry tells"),
        (f"UPDATE ledger_entry SET salt = sha256('') WHERE id = {RECEIPT}", "not what stands"),
        (
            f"UPDATE ledger_entry SET body = body || ' ' WHERE id = {RECEIPT}",
            "it is not what stands in the tree",
        ),
        (f"UPDATE ledger_entry SET kind = 'incident' WHERE id = {RECEIPT}", "its kind or time"),
        (f"UPDATE ledger_entry SET at = at + '1 s' WHERE id = {RECEIPT}", "its kind or time"),
        (
            """INSERT INTO ledger_entry (kind, at, body, salt, xact)
            SELECT kind, at, body, salt, '3' FROM ledger_entry WHERE kind = 'receipt'""",
            "it was kept out of the tree",
        ),
        ("DELETE FROM ledger_leaf WHERE seq = 5", "the places have a hole"),
        (
            "DELETE FROM ledger_leaf WHERE seq = (SELECT max(seq) FROM ledger_leaf)",
            "there are not so many entries",
        ),
        ("UPDATE ledger_leaf SET commitment = sha256('') WHERE seq = 5", "not what stands"),
        (
            """UPDATE ledger_leaf SET entry = -entry WHERE seq IN (5, 6);
            UPDATE ledger_leaf SET entry = (SELECT sum(-entry) FROM ledger_leaf WHERE entry < 0)
            + entry WHERE entry < 0""",
            "it is not what stands in the tree",
        ),
        (
            """INSERT INTO ledger_leaf
            SELECT max(seq) + 1, 1::bigint << 40, sha256('') FROM ledger_leaf""",
            "gone",
        ),
        ("UPDATE ledger_head SET peaks = sha256('')", "it is not that of these entries"),
        ("UPDATE ledger_head SET note = note || '.'", "its checkpoint does not hold"),
        ("UPDATE ledger_head SET size = size + 1", "there are not so many entries"),
        (
            "INSERT INTO ledger_tile SELECT 0, 0, sha256(''), decode(repeat('00', 8192), 'hex')",
            "the tree has no such tile",
        ),
    ],
)
def test_the_log_itself(outside: Checkpoint, deed: str, said: str) -> None:
    as_a_superuser(deed)

    assert any(said in one for one in found(outside))


ROWS = {
    "access_receipt": {"at": "at + interval '1 h'", "outcome": "9", "body": "body || 'x'"},
    "access_credential": {"unit_id": "'L-9999'", "expires_at": "expires_at + interval '1 h'"},
    "access_assignment": {
        "employee_id": "(SELECT id FROM people_employee WHERE source_id LIKE '%' LIMIT 1)",
        "ends_at": "ends_at + interval '1 h'",
        "withdrawn_at": "CASE WHEN withdrawn_at IS NULL THEN now() END",
    },
    "access_slacktold": {"seconds_after": "seconds_after + 60", "told_at": "told_at + '1 h'"},
    "access_journal": {
        "last_seq": "last_seq + 1",
        "complete_to": "complete_to - 1",
        "begins_after": "begins_after + 1",
        "complete_digest": "sha256('')",
        "battery": "99",
        "last_contact_at": "last_contact_at + '1 h'",
    },
    "access_question": {
        "about": "'another'",
        "by_id": "gen_random_uuid()",
        "came": "'by_phone'",
    },
    "access_answer": {"answered_at": "answered_at + '1 h'"},
    "access_answerletter": {},
    "clients_client": {
        "scopes": "'system/Patient.rs'",
        "withdrawn_at": "CASE WHEN withdrawn_at IS NULL THEN now() END",
    },
    "people_look": {"because": "'care'", "employee_id": "gen_random_uuid()"},
    "people_phone": {
        "key_x": "sha256('')",
        "employee_id": "gen_random_uuid()",
        "blocked_at": "CASE WHEN blocked_at IS NULL THEN now() END",
    },
    "people_rolegrant": {"role": "'auditor'", "granted_at": "granted_at + '1 h'"},
    "people_employeerole": {"active": "NOT active"},
    "people_employee": {"active": "NOT active"},
    "people_recipient": {"active": "NOT active"},
    "alarms_finding": {"kind": "'gap'", "employee_id": "gen_random_uuid()"},
    "alarms_findingdeed": {"deed": "'commented'", "by_id": "gen_random_uuid()"},
    "alarms_auditrun": {"faults": "1", "at": "at + interval '1 h'"},
    "doors_unit": {
        "receipt_x": "sha256('')",
        "home_id": "CASE WHEN lost_at IS NULL THEN gen_random_uuid() END",
        "epoch": "epoch + 1",
        "claimed_at": "NULL",
        "lost_at": "NULL",
        "kind": "'key_box'",
    },
    "doors_home": {"building_id": "gen_random_uuid()"},
}


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [(table, column, value) for table, some in ROWS.items() for column, value in some.items()],
)
def test_a_changed_row(outside: Checkpoint, table: str, column: str, value: str) -> None:
    as_a_superuser(f"UPDATE {table} SET {column} = {value}")

    assert any(table in one or "receipt" in one for one in found(outside))


@pytest.mark.parametrize("table", ROWS)
def test_a_deleted_row(outside: Checkpoint, table: str) -> None:
    as_a_superuser(f"DELETE FROM {table}")

    said = found(outside)
    assert any(table in one and "gone" in one for one in said)


@pytest.mark.parametrize(
    ("table", "fresh"),
    [
        ("access_receipt", {"id": "1::bigint << 40", "seq": "seq + 100"}),
        ("access_credential", {"cti": "gen_random_uuid()", "revoked_at": "now()"}),
        ("access_assignment", {"id": "gen_random_uuid()", "source_id": "'forged'"}),
        ("access_slacktold", {"id": "id + 1"}),
        ("access_question", {"id": "gen_random_uuid()"}),
        ("people_look", {"id": "gen_random_uuid()", "employee_id": "gen_random_uuid()"}),
        ("clients_client", {"id": "gen_random_uuid()", "name": "'forged'"}),
        ("doors_home", {"id": "gen_random_uuid()", "source_id": "'forged'"}),
        (
            "people_phone",
            {"id": "gen_random_uuid()", "token_hash": "sha256('x')", "blocked_at": "now()"},
        ),
        ("people_rolegrant", {"id": "gen_random_uuid()", "role": "'auditor'"}),
        ("people_employeerole", {"id": "gen_random_uuid()", "source_id": "'forged'"}),
        (
            "doors_unit",
            {"lock_id": "'L-9999'", "home_id": "NULL", "mounted_at": "NULL", "label": "'9999'"},
        ),
    ],
)
def test_an_inserted_row(outside: Checkpoint, table: str, fresh: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
    values = ", ".join(fresh.get(name, name) for name in columns)
    as_a_superuser(f"INSERT INTO {table} SELECT {values} FROM {table} LIMIT 1")

    assert any(f"{table} " in one and "no entry tells of this row" in one for one in found(outside))


def test_what_was_issued_and_explained_is_asked_again_with_the_slack_of_then(
    outside: Checkpoint, town: Town, settings: Settings
) -> None:
    first = town.credentials[0]
    settings.ACCESS_SLACK_AFTER = timedelta(hours=2)
    issue(phones=[town.phone], authority=AUTHORITY, now=NOW + timedelta(minutes=30))
    first.refresh_from_db()
    assert first.revoked_because == "replaced"
    late = NOW + timedelta(minutes=50)  # the lock has not heard; what the visit opens explains it
    town.bring(town.opened(time=int(late.timestamp())))
    settings.ACCESS_SLACK_AFTER = timedelta(minutes=10)
    issue(phones=[town.phone], authority=AUTHORITY, now=LATER + timedelta(minutes=1))
    published()

    assert found(outside) == []

    as_a_superuser("UPDATE access_slacktold SET seconds_after = 600 WHERE seconds_after = 7200")
    (said,) = found(outside)
    assert said.endswith("its row in access_slacktold says something else")


def test_what_a_lock_was_heard_to_know_and_that_a_phone_may_serve_again(
    outside: Checkpoint,
) -> None:
    as_a_superuser(
        "UPDATE access_credential SET heard_at = now()",
        "UPDATE people_phone SET blocked_at = NULL, blocked_because = ''"
        " WHERE blocked_at IS NOT NULL",
    )

    said = found(outside)
    assert any("access_credential" in one and "no entry tells" in one for one in said)
    assert any("its row in people_phone is gone" in one for one in said)


def test_a_receipt_that_is_hidden_is_missed_by_its_journal(outside: Checkpoint) -> None:
    as_a_superuser(
        "DELETE FROM access_receipt WHERE seq = 2",
        f"DELETE FROM ledger_entry WHERE id = {SECOND}",
    )

    assert f"access_journal {LOCK}: it is complete up to another receipt" in found(outside)


def test_receipts_in_another_order(outside: Checkpoint) -> None:
    as_a_superuser(
        "UPDATE access_receipt SET seq = 100 WHERE seq = 2",
        "UPDATE access_receipt SET seq = 2 WHERE seq = 3",
        "UPDATE access_receipt SET seq = 3 WHERE seq = 100",
    )

    said = found(outside)
    for seq in (2, 3):
        row = f"access_receipt {LOCK} {seq}: its row in access_receipt says something else"
        assert any(one.endswith(row) for one in said)


def test_each_fault_is_named_by_its_entry(outside: Checkpoint) -> None:
    as_a_superuser("UPDATE access_receipt SET battery = 1 WHERE seq = 2")

    (said,) = found(outside)
    place, _, what = said.partition(", ")
    assert place.removeprefix("entry ").isdigit()
    assert what == f"receipt 2 of {LOCK}: its columns say something else than the lock signed"


def test_who_makes_the_whole_log_anew_is_found_by_whoever_kept_a_checkpoint(
    outside: Checkpoint,
) -> None:
    as_a_superuser(
        f"DELETE FROM ledger_entry WHERE id = {RECEIPT}",
        "DELETE FROM access_receipt WHERE seq = 1",
        "DELETE FROM ledger_leaf",
        "DELETE FROM ledger_head",
    )
    published()

    assert not any("outside" in one for one in found())
    assert any(
        "outside it is known to have had" in one or "another one than outside" in one
        for one in found(outside)
    )
