"""Credential, update, time and receipt: their bytes, and what is refused."""

from dataclasses import replace

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PrivateKey, PublicKey, sign1, verify1
from elaas.protocol.credential import MAX_SIZE, ClaimsWriter, Credential, checked_size
from elaas.protocol.receipt import Outcome, Receipt
from elaas.protocol.update import Time, Update
from tests.protocol.foreign import (
    CWT,
    Claims,
    foreign_private_key,
    foreign_public_key,
    foreign_read,
)
from tests.protocol.vectors import AUTHORITY, CREDENTIAL, NOON, OPENED, PHONE, TIME, UPDATE

UINT = st.integers(0, 2**64 - 1)
BAD_CLAIMS = [
    {3: b"L-0042"}, {4: "soon"}, {5: None}, {6: 1.5}, {7: bytes(15)}, {7: "x" * 16}, {8: {}},
    {8: {1: {}}}, {8: b""}, {8: {1: b"key"}}, {8: {1: [2]}}, {9: b"open"}, {-65537: -1},
    {8: {1: {"1": 2, -1: 1, -2: bytes(32), -3: bytes(32)}}},
    {8: {1: {True: 2, -1: 1, -2: bytes(32), -3: bytes(32)}}}, {8: {3: b"kid"}},
    {1: "issuer"},
]  # fmt: skip
BAD_UPDATES = [
    {1: 1}, {4: True}, {9: -1}, {11: b"1234567"}, {11: "12345678"}, {12: 1}, {13: bytes(32)},
    {12: 1, 13: bytes(31)}, {12: -1, 13: bytes(32)}, {14: {}}, {15: 1},
]  # fmt: skip
BAD_RECEIPTS = [
    {1: 1}, {2: 0}, {2: True}, {3: bytes(31)}, {4: -1}, {5: -1}, {5: "1"}, {6: 1}, {7: 12},
    {7: True}, {8: bytes(15)}, {9: None}, {10: 101}, {11: 1},
]  # fmt: skip


def changed(payload: bytes, change: dict[int, object]) -> bytes:
    """The payload with some fields changed, by another encoder."""
    return cbor2.dumps({**cbor2.loads(payload), **change}, canonical=True)


def test_a_foreign_reader_reads_the_credential() -> None:
    key = foreign_public_key(AUTHORITY.public_key, AUTHORITY.kid)

    claims = Claims.new(
        cbor2.loads(foreign_read(sign1(CREDENTIAL.claims(), AUTHORITY), key)),
        {"epoch": -65537},
    )

    assert (claims.aud, claims.exp, claims.nbf) == ("L-0042", NOON + 5_400, NOON)
    assert claims.to_dict()[7] == bytes(range(16))
    assert claims.get("epoch") == 1
    assert claims.to_dict()[8][1] == PHONE.public_key.to_cose_key()


def test_we_read_a_credential_by_a_foreign_writer() -> None:
    key = AUTHORITY.key
    token = CWT().encode_and_sign(cbor2.loads(CREDENTIAL.claims()), foreign_private_key(key))

    payload = verify1(token, {key.kid: key.public_key})

    assert Credential.parse(payload) == CREDENTIAL


@given(
    lock_id=st.text(max_size=16),
    times=st.tuples(UINT, UINT, UINT),
    epoch=UINT,
    scope=st.sampled_from(["open", "service", "open service"]),
)
def test_the_quick_writer_writes_the_same_bytes(
    lock_id: str, times: tuple[int, int, int], epoch: int, scope: str
) -> None:
    after, before, issued = times
    writer = ClaimsWriter(phone=PHONE.public_key, scope=scope)

    quick = writer.claims(
        lock_id, not_before=after, expires=before, issued_at=issued, cti=bytes(16), epoch=epoch
    )

    slow = Credential(
        lock_id=lock_id, not_before=after, expires=before, issued_at=issued, cti=bytes(16),
        phone=PHONE.public_key, scope=scope, epoch=epoch,
    )  # fmt: skip
    assert quick == slow.claims()
    assert Credential.parse(quick) == slow


X, Y = PHONE.public_key.x, PHONE.public_key.y


@pytest.mark.parametrize(
    "key",
    [
        {1: 1, -1: 6, -2: X},  # OKP
        {1: 1, -1: 1, -2: X, -3: Y},
        {1: 2, -1: 2, -2: X, -3: Y},  # P-384
        {1: 2, -1: True, -2: X, -3: Y},
        {1: "EC2", -1: 1, -2: X, -3: Y},
        {1: True, -1: 1, -2: X, -3: Y},
        {1: 2, -2: X, -3: Y},
        {1: 2, -1: 1, -2: X, -3: True},  # a compressed point
        {1: 2, -1: 1, -2: X[1:], -3: Y},
        {1: 2, -1: 1, -2: X, -3: b"\0" + Y},
        {1: 2, -1: 1, -2: 1},
        {1: 4, -1: b"symmetric"},
    ],
)
def test_a_key_of_another_form_belongs_to_no_phone(key: dict[int, object]) -> None:
    found = Credential.parse(changed(CREDENTIAL.claims(), {8: {1: key}}))

    assert found == replace(CREDENTIAL, phone=None)


def test_a_kid_and_an_algorithm_beside_the_phones_key_mean_nothing() -> None:
    named = {1: {**PHONE.public_key.to_cose_key(b"\x2b"), 3: -25}}

    assert Credential.parse(changed(CREDENTIAL.claims(), {8: named})) == CREDENTIAL


def test_scope_is_words() -> None:
    both = Credential.parse(changed(CREDENTIAL.claims(), {9: "open service"}))

    assert both.allows("open")
    assert both.allows("service")
    assert not CREDENTIAL.allows("service")
    assert not Credential.parse(changed(CREDENTIAL.claims(), {9: "opener"})).allows("open")


@pytest.mark.parametrize("change", BAD_CLAIMS)
def test_claims_of_another_form_are_refused(change: dict[int, object]) -> None:
    with pytest.raises(Malformed):
        Credential.parse(changed(CREDENTIAL.claims(), change))


def test_the_largest_credential_fits_and_no_larger_one_does() -> None:
    largest = Credential(
        lock_id="L" * 16, not_before=2**32 - 1, expires=2**32 - 1, issued_at=2**32 - 1,
        cti=bytes(16), phone=PHONE.public_key, scope="open service", epoch=2**32 - 1,
    )  # fmt: skip
    token = sign1(largest.claims(), PrivateKey.generate(b"abc"))

    assert checked_size(token) == token
    with pytest.raises(Malformed):
        checked_size(bytes(MAX_SIZE + 1))


def test_updates_go_both_ways() -> None:
    small = Update(lock_id="L-0042", issued_at=0, epoch=0)

    assert Update.parse(UPDATE.payload()) == UPDATE
    assert Update.parse(small.payload()) == small
    assert set(cbor2.loads(small.payload())) == {1, 4, 9}


@pytest.mark.parametrize("change", BAD_UPDATES)
def test_updates_of_another_form_are_refused(change: dict[int, object]) -> None:
    small = Update(lock_id="L-0042", issued_at=0, epoch=0)
    with pytest.raises(Malformed):
        Update.parse(changed(small.payload(), change))


def test_an_update_whose_next_key_is_off_the_curve_is_refused() -> None:
    wrong = PublicKey(x=bytes(32), y=bytes(32)).to_cose_key(b"\x02")
    with pytest.raises(Malformed):
        Update.parse(changed(UPDATE.payload(), {14: wrong}))


def test_times_go_both_ways() -> None:
    assert Time.parse(TIME.payload()) == TIME


@pytest.mark.parametrize("change", [{1: 1}, {4: -1}, {15: bytes(15)}, {9: 1}])
def test_times_of_another_form_are_refused(change: dict[int, object]) -> None:
    with pytest.raises(Malformed):
        Time.parse(changed(TIME.payload(), change))


def test_receipts_go_both_ways() -> None:
    assert Receipt.parse(OPENED.payload()) == OPENED


@pytest.mark.parametrize("change", BAD_RECEIPTS)
def test_receipts_of_another_form_are_refused(change: dict[int, object]) -> None:
    with pytest.raises(Malformed):
        Receipt.parse(changed(OPENED.payload(), change))


def test_an_outcome_is_a_number_with_a_name() -> None:
    assert Outcome.checked(11) is Outcome.JOURNAL_FULL
    for wrong in (12, -1, True, "0", None):
        with pytest.raises(Malformed):
            Outcome.checked(wrong)


@given(st.binary(max_size=60))
def test_no_bytes_do_harm(data: bytes) -> None:
    for parse in (Credential.parse, Update.parse, Time.parse, Receipt.parse):
        with pytest.raises(Malformed):
            parse(data)
