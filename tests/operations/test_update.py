"""What a lock is told: revocations, and an end to all of them when there are too many."""

from datetime import timedelta
from uuid import UUID

import pytest

from elaas.access.models import Credential, Journal
from elaas.access.operations.issue import issue
from elaas.access.operations.revoke import MOST_REVOKED, revoke
from elaas.access.operations.update import updates
from elaas.doors.models import Unit
from elaas.protocol.cose import PrivateKey, sign1, verify1
from elaas.protocol.update import Update
from tests.make import (
    NOON,
    VISIT,
    make_assignment,
    make_credential,
    make_employee,
    make_home,
    make_phone,
    make_unit,
)

pytestmark = pytest.mark.django_db

AUTHORITY = PrivateKey.generate(kid=b"\x01\x02\x03")
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def update_for(unit: Unit, *, now: object = NOON) -> Update:
    """What the unit is told at `now`."""
    token = updates(lock_ids=[unit.lock_id], authority=AUTHORITY, now=now)[unit.lock_id]  # type: ignore[arg-type]
    return Update.parse(verify1(token, {AUTHORITY.kid: AUTHORITY.public_key}))


def given_out(unit: Unit, count: int) -> list[UUID]:
    """Credentials for this unit, of as many visits."""
    kari, home = make_employee(), make_home()
    phone = make_phone(kari)
    return [
        make_credential(make_assignment(employee=kari, home=home), phone=phone, unit=unit).cti
        for _ in range(count)
    ]


def test_an_update_lists_what_was_revoked_and_has_not_expired() -> None:
    unit = make_unit(home=make_home())
    kept, taken = given_out(unit, 2)

    revoke(credentials=[taken], because="moved", now=NOON)

    assert update_for(unit).revoked == (taken.bytes[:8],)
    assert update_for(unit, now=VISIT.end + timedelta(hours=2)).revoked == ()
    assert Credential.objects.get(pk=kept).revoked_at is None


def test_news_of_a_revocation_is_newer_than_any_update_before_it() -> None:
    unit = make_unit(home=make_home())
    (taken,) = given_out(unit, 1)
    before = update_for(unit, now=NOON + SECOND / 4)

    revoke(credentials=[taken], because="moved", now=NOON + SECOND / 2)
    after = update_for(unit, now=NOON + SECOND * 3 / 4)

    assert after.issued_at > before.issued_at


def test_two_revocations_in_one_second_make_two_updates_that_follow_each_other() -> None:
    unit = make_unit(home=make_home())
    first, second = given_out(unit, 2)

    revoke(credentials=[first], because="moved", now=NOON + SECOND / 5)
    between = update_for(unit, now=NOON + SECOND / 4)
    revoke(credentials=[second], because="moved", now=NOON + SECOND / 2)
    after = update_for(unit, now=NOON + SECOND * 3 / 4)

    assert (len(between.revoked), len(after.revoked)) == (1, 2)
    assert after.issued_at > between.issued_at


def test_a_sync_that_read_the_clock_and_then_waited_still_brings_the_newest_news() -> None:
    unit = make_unit(home=make_home())
    (taken,) = given_out(unit, 1)
    meanwhile = update_for(unit, now=NOON + 8 * SECOND)

    revoke(credentials=[taken], because="moved", now=NOON)  # by an import that began long ago
    waited = update_for(unit, now=NOON + SECOND)

    assert waited.revoked == (taken.bytes[:8],)
    assert waited.issued_at > meanwhile.issued_at


def test_a_server_whose_clock_was_put_back_still_brings_the_newest_news() -> None:
    unit = make_unit(home=make_home())
    ctis = given_out(unit, MOST_REVOKED + 1)
    before = update_for(unit, now=NOON)

    revoke(credentials=ctis, because="moved", now=NOON - MINUTE)
    after = update_for(unit, now=NOON - MINUTE)

    assert (after.epoch, after.issued_at > before.issued_at) == (2, True)


def test_without_news_an_update_is_as_old_as_the_clock_says() -> None:
    unit = make_unit(home=make_home())
    (taken,) = given_out(unit, 1)
    revoke(credentials=[taken], because="moved", now=NOON)

    seconds = [update_for(unit, now=NOON + n * SECOND / 2).issued_at for n in range(5)]

    start = int(NOON.timestamp())
    assert seconds == [start, start, start + 1, start + 1, start + 2]


def test_an_acknowledgement_alone_does_not_move_a_lock_s_clock() -> None:
    """Whoever brings a journal one receipt at a time could make its clock run ahead."""
    unit = make_unit(home=make_home())
    before = update_for(unit)
    Journal.objects.create(unit=unit, complete_to=7, complete_digest=bytes(32))

    after = update_for(unit)

    assert (after.acknowledged, after.issued_at) == ((7, bytes(32)), before.issued_at)


def test_more_than_an_update_holds_raises_the_epoch_and_ends_them_all() -> None:
    unit = make_unit(home=make_home())
    ctis = given_out(unit, MOST_REVOKED + 3)

    revoke(credentials=ctis[:MOST_REVOKED], because="moved", now=NOON)
    before = update_for(unit)
    assert (before.epoch, len(before.revoked)) == (1, MOST_REVOKED)

    revoke(credentials=[ctis[MOST_REVOKED]], because="moved", now=NOON + SECOND)
    after = update_for(unit, now=NOON + SECOND)
    assert (after.epoch, after.revoked, after.issued_at > before.issued_at) == (2, (), True)
    assert not Credential.objects.filter(revoked_at=None).exists()
    assert Credential.objects.filter(revoked_because="epoch_raised").count() == 2


def test_after_the_epoch_was_raised_a_phone_gets_a_credential_of_the_new_one() -> None:
    kari, home = make_employee(), make_home()
    phone, unit = make_phone(kari), make_unit(home=home)
    make_assignment(employee=kari, home=home)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    revoke(credentials=given_out(unit, MOST_REVOKED + 1), because="moved", now=NOON)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert Credential.objects.get(revoked_at=None).epoch == 2


def test_the_longest_update_fits_one_write() -> None:
    lock_id = "L" * 16
    update = Update(
        lock_id=lock_id,
        issued_at=2**32 - 1,
        epoch=2**32 - 1,
        revoked=(bytes(8),) * MOST_REVOKED,
        acknowledged=(2**32 - 1, bytes(32)),
        next_authority=(PrivateKey.generate().public_key, b"\x01\x02\x03"),
    )

    # Frame 05, COSE_Encrypt0 around ["update", bytes] and its tag: 40 bytes more than the token.
    assert len(sign1(update.payload(), AUTHORITY)) + 40 <= 512
