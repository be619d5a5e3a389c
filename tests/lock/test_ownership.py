"""Claiming a lock, giving it back, and what it tells of itself."""

from typing import Any

import pytest

from elaas.lock.rules import LATEST
from elaas.protocol.cose import PublicKey
from elaas.protocol.receipt import Outcome
from tests.keys import AUTHORITY
from tests.lock.door import NEXT, NOON, STRANGER, Door, credential, the_time, update


def claim(
    door: Door, *, signer: Any = AUTHORITY, secret: bytes | None = None, **at: Any
) -> Outcome:
    """Try to claim the door."""
    told = bytes.fromhex(door.label["claim_secret"]) if secret is None else secret
    key = signer.public_key.to_cose_key(signer.kid)
    return door.ask(None, "claim", told, key, at.get("time", NOON))[0]


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
