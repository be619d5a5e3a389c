"""What the authority says through whichever phone comes by: updates and times."""

from typing import Any

import pytest

from elaas.lock.rules import LATEST
from elaas.protocol import cbor
from elaas.protocol.cose import sign1
from elaas.protocol.receipt import Outcome, digest
from tests.keys import AUTHORITY
from tests.lock.door import NEXT, NOON, STRANGER, Door, credential, the_time, update


def test_an_update_revokes_by_name_and_by_epoch(door: Door) -> None:
    shown, old = credential(cti=b"\x07" * 16, epoch=3), credential(epoch=2)

    assert door.ask(None, "update", update(NOON, epoch=3, revoked=(b"\x07" * 8,))) == (0, 3)

    assert door.ask(shown, "open")[0] is Outcome.REVOKED
    assert door.ask(old, "open")[0] is Outcome.REVOKED
    assert door.ask(credential(epoch=3), "open")[0] is Outcome.DONE


def test_the_list_of_the_next_update_replaces_the_one_before(door: Door) -> None:
    door.ask(None, "update", update(NOON, revoked=(b"\x07" * 8,)))

    door.ask(None, "update", update(NOON + 1))

    assert door.ask(credential(cti=b"\x07" * 16), "open")[0] is Outcome.DONE


@pytest.mark.parametrize("issued_at", [NOON - 5, NOON])
def test_an_update_that_is_no_news_changes_nothing_and_is_answered_done(
    door: Door, issued_at: int
) -> None:
    door.ask(None, "update", update(NOON, epoch=2, revoked=(b"\x07" * 8,)))
    before = door.core.journal.state

    assert door.ask(None, "update", update(issued_at, epoch=9)) == (Outcome.DONE, 2)
    assert door.core.journal.state == before


def test_the_floor_never_falls(door: Door) -> None:
    door.ask(None, "update", update(NOON, epoch=5))

    assert door.ask(None, "update", update(NOON + 1, epoch=4)) == (Outcome.DONE, 5)


def test_what_an_update_said_survives_a_power_cut(door: Door) -> None:
    door.ask(None, "update", update(NOON, epoch=5, revoked=(b"\x07" * 8,)))
    before = door.core.journal.state

    door.power_cut()

    assert door.core.journal.state == before


def test_an_update_for_another_lock_or_by_another_authority_is_refused(door: Door) -> None:
    assert door.ask(None, "update", update(NOON, lock_id="L-0043"))[0] is Outcome.OTHER_LOCK
    assert door.ask(None, "update", update(NOON, STRANGER))[0] is Outcome.NO_CREDENTIAL
    assert door.ask(None, "update", update(NOON, NEXT))[0] is Outcome.NO_CREDENTIAL
    assert door.core.journal.state.last_update is None


def test_an_update_needs_a_known_clock(door: Door) -> None:
    door.power_cut()

    assert door.ask(None, "update", update(NOON))[0] is Outcome.CLOCK_UNKNOWN
    elsewhere = update(NOON, lock_id="L-0043")
    assert door.ask(None, "update", elsewhere)[0] is Outcome.OTHER_LOCK


@pytest.mark.parametrize("change", [{12: 1}, {13: bytes(32)}, {11: b"1234567"}, {99: 1}, {9: "1"}])
def test_an_update_of_another_form_is_malformed(door: Door, change: dict[int, Any]) -> None:
    wrong = sign1(cbor.encode({1: "L-0042", 4: NOON, 9: 1, **change}), AUTHORITY)

    assert door.ask(None, "update", wrong)[0] is Outcome.NO_CREDENTIAL


def test_a_time_is_no_update_and_an_update_no_time(door: Door) -> None:
    visit = door.meet()
    nonce = visit.first(None, "status")[1][15]

    assert visit.then("update", the_time(nonce, NOON))[0] is Outcome.NO_CREDENTIAL
    assert visit.then("time", update(NOON))[0] is Outcome.NO_CREDENTIAL
    assert visit.then("time", credential())[0] is Outcome.NO_CREDENTIAL


def test_an_acknowledgement_needs_the_receipts_hash(door: Door) -> None:
    door.ask(credential(), "open")
    receipt = door.core.journal.receipt(2)
    assert receipt is not None

    door.ask(None, "update", update(NOON, epoch=1, acknowledged=(2, bytes(32))))
    assert (door.core.journal.state.acknowledged, door.core.journal.state.epoch) == (0, 1)
    door.ask(None, "update", update(NOON + 1, acknowledged=(9, digest(receipt))))
    assert door.core.journal.state.acknowledged == 0
    door.ask(None, "update", update(NOON + 2, acknowledged=(2, digest(receipt))))
    assert door.core.journal.state.acknowledged == 2
    first = door.core.journal.receipt(1)
    assert first is not None
    door.ask(None, "update", update(NOON + 3, acknowledged=(1, digest(first))))
    assert door.core.journal.state.acknowledged == 2


def test_the_next_authority_takes_over_with_its_first_update(door: Door) -> None:
    door.ask(None, "update", update(NOON, next_authority=(NEXT.public_key, NEXT.kid)))
    assert door.ask(credential(NEXT), "open")[0] is Outcome.DONE
    assert door.ask(credential(), "lock")[0] is Outcome.DONE

    assert door.ask(None, "update", update(NOON - 1, NEXT)) == (Outcome.DONE, 0)
    assert door.ask(credential(), "lock")[0] is Outcome.DONE
    assert door.ask(None, "update", update(NOON + 1, NEXT)) == (Outcome.DONE, 0)

    assert door.core.journal.state.next_authority is None
    assert door.ask(credential(NEXT), "open")[0] is Outcome.DONE
    assert door.ask(credential(), "open")[0] is Outcome.NO_CREDENTIAL
    assert door.ask(None, "update", update(NOON + 2))[0] is Outcome.NO_CREDENTIAL


def test_the_next_authority_stays_until_it_speaks_or_is_replaced(door: Door) -> None:
    door.ask(None, "update", update(NOON, next_authority=(NEXT.public_key, NEXT.kid)))
    door.ask(None, "update", update(NOON + 1))
    assert door.ask(credential(NEXT), "open")[0] is Outcome.DONE

    door.ask(None, "update", update(NOON + 2, next_authority=(STRANGER.public_key, STRANGER.kid)))

    assert door.ask(credential(NEXT), "open")[0] is Outcome.NO_CREDENTIAL
    assert door.ask(credential(STRANGER), "open")[0] is Outcome.DONE  # even under the same kid
    assert door.ask(credential(), "open")[0] is Outcome.DONE


def test_a_credential_moves_the_clock_forward_and_never_back(door: Door) -> None:
    ahead = credential(issued_at=NOON + 86_400, not_before=NOON, expires=NOON + 90_000)
    assert door.ask(ahead, "open")[0] is Outcome.DONE
    assert door.core.now == NOON + 86_400

    door.ask(credential(issued_at=NOON), "open")
    assert door.core.now == NOON + 86_400


def test_the_clock_moves_before_the_credentials_own_times_are_read(door: Door) -> None:
    shown = credential(issued_at=NOON + 3600, not_before=NOON, expires=NOON + 3600)

    assert door.ask(shown, "open")[0] is Outcome.EXPIRED
    assert door.core.now == NOON + 3600


def test_what_is_issued_more_than_a_day_ahead_moves_nothing(door: Door) -> None:
    assert door.ask(credential(issued_at=NOON + 86_401), "open")[0] is Outcome.NOT_YET
    assert door.ask(None, "update", update(NOON + 86_401))[0] is Outcome.NOT_YET
    assert door.core.now == NOON
    assert door.ask(None, "update", update(NOON + 86_400))[0] is Outcome.DONE
    assert door.core.now == NOON + 86_400


def test_a_credential_for_elsewhere_or_for_another_phone_moves_nothing(door: Door) -> None:
    door.ask(credential(issued_at=NOON + 60, lock_id="L-0043"), "open")
    door.ask(credential(issued_at=NOON + 60, phone=NEXT.public_key), "open")
    door.ask(credential(STRANGER, issued_at=NOON + 60), "open")

    assert door.core.now == NOON


def test_a_power_cut_loses_the_clock_and_only_time_brings_it_back(door: Door) -> None:
    door.ask(credential(), "open")
    door.power_cut()

    status = door.ask(credential(), "status")[1]
    assert (status[4], status[5]) == (None, None)
    assert 16 not in status
    outcome, receipt = door.ask(credential(), "open")
    assert outcome is Outcome.CLOCK_UNKNOWN
    assert (door.read(receipt).time, door.read(receipt).uncertainty) == (NOON, None)
    assert door.ask(credential(), "journal", 0)[0] is Outcome.CLOCK_UNKNOWN
    assert door.ask(credential(), "release", bytes(16))[0] is Outcome.CLOCK_UNKNOWN

    door.set_time(NOON + 60)
    assert door.ask(credential(), "open")[0] is Outcome.DONE


def test_time_sets_the_clock_back_too(door: Door) -> None:
    door.set_time(NOON - 3600)

    assert door.core.now == NOON - 3600
    assert door.ask(credential(issued_at=NOON - 3600), "open")[0] is Outcome.NOT_YET


def test_uncertainty_is_the_nonces_age_and_grows(door: Door) -> None:
    visit = door.meet()
    status = visit.first(None, "status")[1]
    assert (status[4], status[5]) == (NOON, None)
    door.wait(3)
    visit.then("time", the_time(status[15], NOON))

    reading = door.core.clock.now()
    assert reading == (NOON, 3)
    door.wait(86_400)
    assert door.core.clock.now() == (NOON + 86_400, 5)  # 3 + 1.728, rounded up


def test_uncertainty_is_rounded_up_once(door: Door) -> None:
    visit = door.meet()
    nonce = visit.first(None, "status")[1][15]
    door.wait(3.2)
    visit.then("time", the_time(nonce, NOON))
    door.wait(600)

    assert door.core.clock.now() == (NOON + 600, 4)  # 3.2 + 0.012


def test_a_nonce_serves_once_for_a_minute_and_only_the_latest(door: Door) -> None:
    visit = door.meet()
    first = visit.first(None, "status")[1][15]
    second = visit.then("status")[1][15]
    assert visit.then("time", the_time(first, NOON))[0] is Outcome.NO_CREDENTIAL
    assert visit.then("time", the_time(second, NOON))[0] is Outcome.DONE
    assert visit.then("time", the_time(second, NOON))[0] is Outcome.NO_CREDENTIAL

    third = door.ask(None, "status")[1][15]
    door.wait(60)
    assert door.ask(None, "time", the_time(third, NOON))[0] is Outcome.DONE
    fourth = door.ask(None, "status")[1][15]
    door.wait(60.5)
    assert door.ask(None, "time", the_time(fourth, NOON))[0] is Outcome.NO_CREDENTIAL


def test_a_nonce_does_not_survive_a_power_cut(door: Door) -> None:
    nonce = door.ask(None, "status")[1][15]
    door.power_cut()

    assert door.ask(None, "time", the_time(nonce, NOON))[0] is Outcome.NO_CREDENTIAL


def test_a_time_for_another_lock_or_by_a_stranger_sets_nothing(door: Door) -> None:
    visit = door.meet()
    nonce = visit.first(None, "status")[1][15]
    elsewhere = the_time(nonce, NOON + 9, lock_id="L-0043")

    assert visit.then("time", elsewhere)[0] is Outcome.OTHER_LOCK
    assert visit.then("time", the_time(nonce, NOON + 9, STRANGER))[0] is Outcome.NO_CREDENTIAL
    assert visit.then("time", the_time(nonce, LATEST + 1))[0] is Outcome.NO_CREDENTIAL
    assert door.core.now == NOON
