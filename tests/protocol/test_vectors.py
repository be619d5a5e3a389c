"""The vector files are what this code writes, and an independent reader agrees with them."""

import json

import cbor2
import pytest

from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PublicKey, verify1
from elaas.protocol.credential import Credential
from elaas.protocol.receipt import Receipt, digest
from elaas.protocol.session import Seal
from tests.protocol import vectors
from tests.protocol.foreign import COSEKeyInterface, foreign_public_key, foreign_read


def foreign(key: dict[str, str]) -> COSEKeyInterface:
    """A key of a vector file as the `cwt` package holds it."""
    x, y, kid = (bytes.fromhex(key[part]) for part in ("x", "y", "kid"))
    return foreign_public_key(PublicKey.checked(x, y), kid)


@pytest.mark.parametrize("name", vectors.FILES)
def test_the_file_is_up_to_date(name: str) -> None:
    assert (vectors.FOLDER / name).read_text() == vectors.text(name)


@pytest.mark.parametrize("name", ["update", "smallest", "time"])
def test_a_foreign_reader_verifies_an_update(name: str) -> None:
    found = json.loads((vectors.FOLDER / "update.json").read_text())

    payload = foreign_read(bytes.fromhex(found[name]["token"]), foreign(found["authority"]))

    assert payload.hex() == found[name]["payload"]
    assert cbor2.loads(payload)[1] == "L-0042"


def test_a_foreign_reader_verifies_the_receipts_and_their_chain() -> None:
    found = json.loads((vectors.FOLDER / "receipt.json").read_text())
    key = foreign(found["lock"])

    payloads = [foreign_read(bytes.fromhex(one["token"]), key) for one in found["receipts"]]

    first, second = (cbor2.loads(payload) for payload in payloads)
    assert (first[2], first[3], first[7]) == (1, bytes(32), 0)
    assert second[3].hex() == found["receipts"][0]["digest"]
    assert digest(bytes.fromhex(found["receipts"][0]["token"])) == second[3]
    assert Receipt.parse(payloads[1]).seq == 2


def test_no_wrong_credential_is_read() -> None:
    found = json.loads((vectors.FOLDER / "credential.json").read_text())
    authority = found["authority"]
    keys = {
        bytes.fromhex(authority["kid"]): PublicKey.checked(
            bytes.fromhex(authority["x"]), bytes.fromhex(authority["y"])
        )
    }

    right = Credential.parse(verify1(bytes.fromhex(found["token"]), keys))

    assert right == vectors.CREDENTIAL
    for wrong in found["refused"]:
        with pytest.raises(Malformed):
            Credential.parse(verify1(bytes.fromhex(wrong["token"]), keys))


def test_what_is_sealed_opens_in_order() -> None:
    found = json.loads((vectors.FOLDER / "sealing.json").read_text())

    for one in found["directions"]:
        seal = Seal(bytes.fromhex(found["prk"]), one["direction"])
        for message in one["messages"]:
            assert seal.open(bytes.fromhex(message["sealed"])).hex() == message["message"]
