"""A phone proves that it holds its key, with the very code it was invited by."""

import pytest

from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PrivateKey, PublicKey
from elaas.protocol.enrolment import proof, verify

SERVER = PrivateKey.from_scalar(bytes(31) + b"\x01")
PHONE = PrivateKey.from_scalar(bytes(31) + b"\x02")
CODE = "c0de"


def test_the_server_accepts_the_proof() -> None:
    assert verify(SERVER, PHONE.public_key, CODE, proof(PHONE, SERVER.public_key, CODE))


def test_the_proof_is_what_anybody_computes_by_hand() -> None:
    # Computed with nothing but integers and HMAC: the shared secret of 1 and 2 is the x of 2 G.
    expected = "ad7117713c7ca83b42cc19dba65b27c4cdbfb93d1147f6ef2d541f5aad0f34f0"

    assert proof(PHONE, SERVER.public_key, CODE).hex() == expected


def test_a_proof_holds_for_one_code_and_one_key() -> None:
    given = proof(PHONE, SERVER.public_key, CODE)

    assert not verify(SERVER, PHONE.public_key, "other", given)
    assert not verify(SERVER, PrivateKey.generate().public_key, CODE, given)
    assert not verify(PrivateKey.generate(), PHONE.public_key, CODE, given)
    assert not verify(SERVER, PHONE.public_key, CODE, given[:-1])


def test_somebody_without_the_key_proves_nothing() -> None:
    thief = PrivateKey.generate()

    assert not verify(SERVER, PHONE.public_key, CODE, proof(thief, SERVER.public_key, CODE))


def test_a_point_off_the_curve_is_malformed() -> None:
    nowhere = PublicKey(x=bytes(32), y=bytes(32))

    with pytest.raises(Malformed):
        proof(PHONE, nowhere, CODE)
    with pytest.raises(Malformed):
        verify(SERVER, nowhere, CODE, bytes(32))
