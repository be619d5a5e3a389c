"""The browser's protocol against the RFCs' values, the project's vectors, and Python's."""

import json
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elaas.protocol import cbor, enrolment
from elaas.protocol.cbor import Tag
from elaas.protocol.cose import PrivateKey, sign1
from elaas.protocol.receipt import FIRST, Outcome, Receipt
from tests.browser.lab import BrowserPhone, Lab, Refused
from tests.protocol.vectors import FOLDER

ES256 = cbor.encode({1: -7})
NESTED = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.binary(max_size=40)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-300, 300) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=8,
)
# Not deterministic, not whole, or of no use to the protocol (RFC 8949 sections 4.2.1 and 5.3.1).
REFUSED = [
    *("1800", "190001", "1a00000001", "1b0000000000000001", "5800", "7801", "9800", "b800"),
    *("5f4100ff", "9f01ff", "bfff", "ff", "f7", "f90000", "fb0000000000000000", "f800"),
    *("a201000100", "a202000100", "a16101f6f6", "62c328", "8201", "1a0000", "", "0000", "1c"),
    *("1bffffffffffffffff", "3bffffffffffffffff", "a18001", "a1a001", "81" * 20 + "00"),
]


def vector(name: str) -> Any:
    """What a vector file holds."""
    return json.loads((FOLDER / name).read_text())


def test_the_handshake_is_rfc_9529_s_byte_for_byte(lab: Lab) -> None:
    trace = vector("rfc9529.json")

    message_1, message_3, secret, salt = lab.call(
        "protocol/edhoc.js",
        """
        const base64 = (hex) => btoa(String.fromCharCode(...fromHex(hex)))
          .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
        const pair = async (d, x, y) => {
          const point = { kty: "EC", crv: "P-256", x: base64(x), y: base64(y) };
          const load = (jwk, uses) => crypto.subtle.importKey(
            "jwk", jwk, { name: "ECDH", namedCurve: "P-256" }, true, uses);
          return {
            privateKey: await load({ ...point, d: base64(d) }, ["deriveBits"]),
            publicKey: await load(point, []),
          };
        };
        const { initiator: i, responder: r } = given;
        const { privateKey } = await pair(i.d, i.x, i.y);
        const idCredI = fromHex(i.id_cred);
        const made = await it.Initiator.create({
          key: privateKey,
          credI: fromHex(i.cred),
          idCredI,
          shortIdI: idCredI.slice(-1), // a kid of one byte that is a CBOR integer stands for itself
          credR: fromHex(r.cred),
          kidR: fromHex(r.id_cred).at(-1),
          keyR: { x: fromHex(r.x), y: fromHex(r.y) },
        }, {
          ephemeral: await pair(i.ephemeral_d, i.ephemeral_x, i.ephemeral_y),
          suites: fromHex(i.suites),
          connection: fromHex(i.connection),
        });
        const answer = await made.message_3(fromHex(given.message_2));
        return [
          made.message_1,
          answer,
          await made.exporter(0, new Uint8Array(), 16),
          await made.exporter(1, new Uint8Array(), 8),
        ];
        """,
        trace,
    )

    assert message_1.hex() == trace["message_1"]
    assert message_3.hex() == trace["message_3"]
    assert (secret.hex(), salt.hex()) == (trace["oscore_secret"], trace["oscore_salt"])


def test_messages_are_sealed_as_the_project_s_vectors_say(lab: Lab) -> None:
    vectors = vector("sealing.json")
    outgoing, incoming = (one["messages"] for one in vectors["directions"])

    sealed, opened = lab.call(
        "protocol/cose.js",
        """
        const out = await it.Seal.create(fromHex(given.prk), 0);
        const back = await it.Seal.create(fromHex(given.prk), 1);
        const sealed = [], opened = [];
        for (const one of given.outgoing) sealed.push(toHex(await out.seal(fromHex(one.message))));
        for (const one of given.incoming) opened.push(toHex(await back.open(fromHex(one.sealed))));
        return [sealed, opened];
        """,
        {"prk": vectors["prk"], "outgoing": outgoing, "incoming": incoming},
    )

    assert sealed == [one["sealed"] for one in outgoing]
    assert opened == [one["message"] for one in incoming]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=NESTED)
def test_browser_and_server_write_and_read_the_same_cbor(lab: Lab, value: Any) -> None:
    there = lab.call(
        "protocol/cbor.js",
        "const value = it.decode(fromHex(given)); return [value, it.encode(value)];",
        cbor.encode(value).hex(),
    )

    assert there == [value, cbor.encode(value)]


@pytest.mark.parametrize("encoded", REFUSED)
def test_cbor_that_is_not_deterministic_is_refused(lab: Lab, encoded: str) -> None:
    with pytest.raises(Refused, match="Malformed"):
        lab.call("protocol/cbor.js", "return it.decode(fromHex(given));", encoded)


@pytest.mark.parametrize(
    "signed",
    [
        Tag(18, 5),
        Tag(18, None),
        Tag(18, [ES256, {}, b"payload", "s" * 64]),
        Tag(18, [ES256, {}, b"payload", [0] * 64]),
    ],
)
def test_what_only_looks_like_a_signature_is_refused(lab: Lab, signed: Tag) -> None:
    with pytest.raises(Refused, match="Malformed"):
        lab.call(
            "protocol/cose.js", "return it.parseSign1(fromHex(given));", cbor.encode(signed).hex()
        )


@pytest.mark.parametrize(
    "wrong",
    [{1: 42}, {2: "1"}, {3: bytes(31)}, {4: -1}, {6: None}, {7: b"0"}, {8: "cti"}, {10: True}],
)
def test_a_receipt_with_a_value_of_another_type_is_refused(
    lab: Lab, wrong: dict[int, object]
) -> None:
    signer = PrivateKey.generate()
    receipt = Receipt("L-0042", 1, FIRST, 0, None, "open", Outcome.DONE, None, 0, 100).payload()
    body = "return it.readReceipt(fromHex(given)).lockId;"

    assert lab.call("protocol/receipt.js", body, sign1(receipt, signer).hex()) == "L-0042"
    changed = cbor.encode({**cbor.decode(receipt), **wrong})
    with pytest.raises(Refused, match="Malformed"):
        lab.call("protocol/receipt.js", body, sign1(changed, signer).hex())


def test_a_map_is_written_in_order_whatever_order_it_was_made_in(lab: Lab) -> None:
    body = 'return it.encode(new Map([["b", 1], [-1, 2], [10, 3], ["a", 4]]));'

    assert lab.call("protocol/cbor.js", body) == cbor.encode({10: 3, -1: 2, "a": 4, "b": 1})


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 31, 32, 200])
def test_ccm_is_the_cryptography_library_s(lab: Lab, size: int) -> None:
    key, nonce, associated, message = (os.urandom(n) for n in (16, 13, 1 + size, size))

    sealed = lab.call(
        "protocol/ccm.js",
        "return it.seal(...given.map(fromHex));",
        [one.hex() for one in (key, nonce, associated, message)],
    )

    assert sealed == AESCCM(key, tag_length=8).encrypt(nonce, message, associated)


def test_the_server_believes_the_browser_s_proof_of_its_key(lab: Lab) -> None:
    server, phone = PrivateKey.generate(), BrowserPhone(lab)

    given_proof = lab.call(
        "protocol/enrolment.js",
        """
        const serverKey = { x: fromHex(given.x), y: fromHex(given.y) };
        return it.proof({ keyPair: window.phone, serverKey, code: "kode" });
        """,
        server.public_key.to_hex(),
    )

    assert enrolment.verify(server, phone.key, "kode", given_proof)
    assert not enrolment.verify(server, phone.key, "annen", given_proof)


def test_the_phone_s_key_cannot_be_taken_out_of_the_browser(lab: Lab) -> None:
    BrowserPhone(lab)

    with pytest.raises(Refused, match="InvalidAccessError"):
        lab.call(
            "protocol/p256.js",
            'return crypto.subtle.exportKey("jwk", window.phone.privateKey);',
        )
