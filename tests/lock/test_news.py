"""What the authority says through whichever phone comes by: updates, times, claim and release."""

from typing import Any

import pytest

from elaas.lock.rules import LATEST
from elaas.protocol import cbor
from elaas.protocol.cose import PublicKey, sign1
from elaas.protocol.receipt import Outcome, digest
from tests.lock.door import AUTHORITY, NEXT, NOON, STRANGER, Door, credential, the_time, update


def claim(
    door: Door, *, signer: Any = AUTHORITY, secret: bytes | None = None, **at: Any
) -> Outcome:
    """Try to claim the door."""
    told = bytes.fromhex(door.label["claim_secret"]) if secret is None else secret
    key = signer.public_key.to_cose_key(signer.kid)
    return door.ask(None, "claim", told, key, at.get("time", NOON))[0]


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


def test_a_claim_makes_the_lock_ours(new: Door) -> None:
    address = new.lock.address

    assert claim(new) is Outcome.DONE

    receipt = new.receipts[0]
    assert (receipt.seq, receipt.operation, receipt.cti) == (1, "claim", None)
    assert (receipt.time, receipt.uncertainty) == (NOON, None)
    assert new.lock.address != address
    assert int(new.lock.address[:2], 16) >= 0xC0
    assert (len(new.lock.address), new.lock.label) == (17, "0042")
    new.power_cut()
    assert new.core.journal.state.authority is not None


def test_a_claim_with_the_wrong_secret_is_refused(new: Door) -> None:
    assert claim(new, secret=bytes(16)) is Outcome.NO_CREDENTIAL
    assert claim(new, secret=b"") is Outcome.NO_CREDENTIAL
    assert new.core.journal.state.authority is None
    assert new.core.now is None


def test_a_claimed_lock_is_not_claimed_again(door: Door) -> None:
    assert claim(door, signer=STRANGER) is Outcome.NO_CREDENTIAL
    assert door.ask(credential(), "open")[0] is Outcome.DONE


@pytest.mark.parametrize("time", [-1, "noon", None, True, LATEST + 1, b"", [NOON]])
def test_a_claim_without_a_time_is_malformed(new: Door, time: Any) -> None:
    assert claim(new, time=time) is Outcome.NO_CREDENTIAL
    assert new.core.journal.state.authority is None


def test_a_claim_for_a_key_off_the_curve_is_malformed(new: Door) -> None:
    secret = bytes.fromhex(new.label["claim_secret"])
    key = PublicKey(x=bytes(32), y=bytes(32)).to_cose_key(b"\x01")

    assert new.ask(None, "claim", secret, key, NOON)[0] is Outcome.NO_CREDENTIAL
    assert new.ask(None, "claim", "secret", key, NOON)[0] is Outcome.NO_CREDENTIAL


def test_a_claim_may_bring_the_authoritys_own_time(new: Door) -> None:
    for wrong in (
        the_time(bytes(16), NOON),
        the_time(new.ask(None, "status")[1][15], NOON, STRANGER),
        the_time(new.ask(None, "status")[1][15], NOON, lock_id="L-0043"),
        the_time(new.ask(None, "status")[1][15], LATEST + 1),
    ):
        assert claim(new, time=wrong) is Outcome.NO_CREDENTIAL

    right = the_time(new.ask(None, "status")[1][15], NOON + 7)

    assert claim(new, time=right) is Outcome.DONE
    assert new.core.clock.now() == (NOON + 7, None)
    assert new.core.nonce is None


def test_a_released_lock_forgets_the_authority_and_keeps_its_journal(door: Door) -> None:
    door.ask(None, "update", update(NOON + 60, epoch=4, revoked=(b"\x07" * 8,)))
    keys = door.key, door.receipt_key
    following = b"\x08" * 16

    outcome, receipt = door.ask(credential(scope="service", epoch=4), "release", following)

    assert (outcome, door.read(receipt).epoch) == (Outcome.DONE, 4)
    state = door.core.journal.state
    assert (state.authority, state.epoch, state.revoked, state.last_update) == (None, 0, (), None)
    assert claim(door) is Outcome.NO_CREDENTIAL  # the label's secret no longer serves
    door.power_cut()
    assert claim(door, signer=NEXT, secret=following) is Outcome.DONE
    assert (door.key, door.receipt_key) == keys
    assert [one.seq for one in door.receipts] == [1, 2, 3, 4]
    assert door.ask(None, "update", update(NOON, NEXT)) == (Outcome.DONE, 0)


def test_a_release_needs_the_scope_and_a_secret_of_sixteen_bytes(door: Door) -> None:
    assert door.ask(credential(scope="open"), "release", bytes(16))[0] is Outcome.OUT_OF_SCOPE
    assert door.ask(credential(), "release", bytes(15))[0] is Outcome.NO_CREDENTIAL
    assert door.core.journal.state.authority is not None


def test_status_says_who_and_how_and_to_the_entitled_where_the_bolt_is(door: Door) -> None:
    plain = door.ask(None, "status")[1]
    entitled = door.ask(credential(scope="service"), "status")[1]
    strangers = door.ask(credential(STRANGER), "status")[1]

    assert set(plain) == {1, 2, 4, 5, 9, 10, 15}
    assert (plain[1], plain[2], plain[9], plain[10]) == ("L-0042", 1, 0, 100)
    assert entitled[16] == "locked"
    assert set(strangers) == set(plain)
    assert len({plain[15], entitled[15], strangers[15]}) == 3
