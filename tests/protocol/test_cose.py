"""Signatures and keys, with the `cwt` package on the other side."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from elaas.protocol import cbor
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import NotSigned, PrivateKey, PublicKey, payload_of, sign1, twin, verify1
from tests.keys import AUTHORITY
from tests.protocol.foreign import COSE, foreign_private_key, foreign_read

KEYS = {b"\x01": AUTHORITY.public_key}
TOKEN = sign1(b"payload", AUTHORITY)


@pytest.mark.parametrize("size", [0, 1, 23, 24, 255, 256, 400, 65_535])
def test_a_foreign_reader_verifies_what_we_sign(size: int) -> None:
    payload = bytes(size)

    read = foreign_read(sign1(payload, AUTHORITY), foreign_private_key(AUTHORITY))

    assert read == payload


@pytest.mark.parametrize("size", [0, 1, 23, 24, 255, 256, 400, 65_535])
def test_we_verify_what_a_foreign_writer_signs(size: int) -> None:
    payload = bytes(size)
    token = COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True).encode_and_sign(
        payload, foreign_private_key(AUTHORITY)
    )

    assert isinstance(token, bytes)
    assert verify1(token, KEYS) == payload
    assert payload_of(token) == payload


def test_without_a_kid_the_reader_knows_the_key() -> None:
    key = PrivateKey.generate()

    assert verify1(sign1(b"receipt", key), {b"": key.public_key}) == b"receipt"


def test_halves_of_a_signature_that_begin_with_zeros_keep_their_length() -> None:
    # One half in 256 begins with a zero byte, and DER leaves it out.
    tokens = [sign1(number.to_bytes(2, "big"), AUTHORITY) for number in range(1500)]

    short = [token for token in tokens if 0 in {token[-64], token[-32]}]
    assert short
    assert all(foreign_read(token, foreign_private_key(AUTHORITY)) for token in short)


@given(st.integers(0, 8 * len(TOKEN) - 1))
def test_no_token_with_a_bit_flipped_is_believed(bit: int) -> None:
    wrong = bytearray(TOKEN)
    wrong[bit // 8] ^= 1 << bit % 8

    with pytest.raises(Malformed):
        verify1(bytes(wrong), KEYS)


@pytest.mark.parametrize("size", range(len(TOKEN)))
def test_no_token_cut_short_is_believed(size: int) -> None:
    with pytest.raises(Malformed):
        verify1(TOKEN[:size], KEYS)


@given(st.binary(max_size=90))
def test_no_bytes_after_the_right_start_do_harm(rest: bytes) -> None:
    for start in (TOKEN[:6], TOKEN[:10]):
        with pytest.raises(Malformed):
            verify1(start + rest, KEYS)


def test_a_token_has_one_twin_that_is_believed_as_well() -> None:
    other = twin(TOKEN)

    assert other != TOKEN
    assert verify1(other, KEYS) == b"payload"
    assert twin(other) == TOKEN


def test_a_strangers_signature_is_told_from_nonsense() -> None:
    stranger = PrivateKey.generate(b"\x01")

    with pytest.raises(NotSigned):
        verify1(sign1(b"payload", stranger), KEYS)
    with pytest.raises(NotSigned):
        verify1(sign1(b"payload", PrivateKey(stranger.native, b"\x02")), KEYS)


@pytest.mark.parametrize("kid", [b"", b"\x01\x02\x03\x04"])
def test_a_kid_in_a_header_has_one_to_three_bytes(kid: bytes) -> None:
    header = b"\xa1\x04" + cbor.byte_string(kid)
    with pytest.raises(Malformed):
        verify1(TOKEN[:6] + header + TOKEN[10:], {kid: AUTHORITY.public_key})


def test_a_point_off_the_curve_is_no_key() -> None:
    key = AUTHORITY.public_key

    for x, y in (
        (key.x, key.x),
        (bytes(32), bytes(32)),
        (key.x, key.y[:31]),
        (b"\xff" * 32, key.y),
    ):
        with pytest.raises(Malformed):
            PublicKey.checked(x, y)
    assert PublicKey.checked(key.x, key.y) == key


def test_a_cose_key_goes_both_ways() -> None:
    key = AUTHORITY.public_key

    assert PublicKey.from_cose_key(key.to_cose_key(b"\x01")) == (key, b"\x01")
    assert PublicKey.from_cose_key({**key.to_cose_key(b"\x01"), 3: -7}) == (key, b"\x01")
    assert 2 not in key.to_cose_key()


@pytest.mark.parametrize(
    "change",
    [
        {1: 1},
        {1: True},
        {-1: 2},
        {-1: True},
        {2: b""},
        {2: b"1234"},
        {2: "1"},
        {-2: b""},
        {3: -8},
        {4: 1},
    ],
)
def test_a_cose_key_of_another_kind_is_refused(change: dict[int, object]) -> None:
    with pytest.raises(Malformed):
        PublicKey.from_cose_key({**AUTHORITY.public_key.to_cose_key(b"\x01"), **change})


def test_a_private_key_survives_its_file() -> None:
    again = PrivateKey.from_pem(AUTHORITY.to_pem(), b"\x01")

    assert (again.scalar, again.kid) == (AUTHORITY.scalar, b"\x01")
    assert PrivateKey.from_scalar(AUTHORITY.scalar).public_key == AUTHORITY.public_key


def test_a_file_without_a_p256_key_is_refused() -> None:
    form = Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    edwards = ed25519.Ed25519PrivateKey.generate().private_bytes(*form)
    larger = ec.generate_private_key(ec.SECP384R1()).private_bytes(*form)

    for pem in (edwards, larger, b"no key", b""):
        with pytest.raises(Malformed):
            PrivateKey.from_pem(pem)


def test_a_key_travels_in_json() -> None:
    key = AUTHORITY.public_key

    assert PublicKey.from_hex(key.to_hex()) == key


@pytest.mark.parametrize(
    "change", [{"x": "00" * 32}, {"x": "00"}, {"y": None}, {"y": "zz" * 32}, {"d": "00"}]
)
def test_json_that_is_no_key_on_the_curve_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        PublicKey.from_hex({**AUTHORITY.public_key.to_hex(), **change})
