"""The lock's side of EDHOC (RFC 9528): who is knocking, proven, before anything is said."""

import lakers

from elaas.lock.identity import Identity
from elaas.protocol import edhoc
from elaas.protocol.cose import PublicKey
from elaas.protocol.session import LOCK_TO_PHONE, PHONE_TO_LOCK, Seal, session_key


class Handshake:
    """One handshake: one message_1, one message_2, one message_3."""

    def __init__(self, identity: Identity) -> None:
        ccs = edhoc.lock_ccs(identity.lock_id, identity.dh.public_key)
        self._edhoc = lakers.EdhocResponder(identity.dh.scalar, edhoc.credential(ccs))

    def message_2(self, message_1: bytes) -> bytes:
        """The answer to `message_1`; raises Malformed or HandshakeFailed."""
        edhoc.check_message_1(message_1)
        with edhoc.contained():
            self._edhoc.process_message_1(message_1)
            by_reference = lakers.CredentialTransfer.ByReference
            return bytes(self._edhoc.prepare_message_2(by_reference, None, []))

    def finish(self, message_3: bytes) -> tuple[PublicKey, Seal, Seal]:
        """The phone's proven key, and the seals to open its commands and to seal replies.

        Raises Malformed or HandshakeFailed; either way this handshake is over.
        """
        edhoc.check_message_3(message_3)
        with edhoc.contained():
            id_cred_i, _no_ead = self._edhoc.parse_message_3(message_3)
            key = edhoc.phone_key(id_cred_i)
            self._edhoc.verify_message_3(edhoc.credential(edhoc.phone_ccs(key)))
            self._edhoc.completed_without_message_4()
            prk = session_key(self._edhoc.edhoc_exporter)
        return key, Seal(prk, PHONE_TO_LOCK), Seal(prk, LOCK_TO_PHONE)
