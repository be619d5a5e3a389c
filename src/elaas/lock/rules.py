"""Whether the lock does what a credential asks: facts in, an outcome out (protocol, "Receipt").

The order is 7, 3, 6, 8, 2, 1, 4, 5. In the middle, after 8, the credential's own age may move the
clock, so the questions come in two halves.
"""

from dataclasses import dataclass

from elaas.lock.state import State
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PublicKey
from elaas.protocol.credential import Credential, checked_size
from elaas.protocol.receipt import Outcome
from elaas.protocol.update import PREFIX

TOO_FAR_AHEAD = 86_400  # seconds: what is issued later than this is not believed
LATEST = 1 << 40  # Unix seconds; a clock set beyond this is a mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A credential, and the key its holder proved in the handshake."""

    credential: Credential | None  # None: none, or none that our authority signed
    proven: PublicKey
    lock_id: str


def read(token: object, state: State) -> Credential | None:
    """The credential in `token` if this lock's authority signed it and it is well formed."""
    if not isinstance(token, bytes):
        return None
    try:
        signed = state.signed_by(checked_size(token))
        return None if signed is None else Credential.parse(signed[1])
    except Malformed:
        return None


def whose(shown: Shown, *, now: int | None) -> Outcome:
    """7, 3, 6, 8, and 2 for what is issued too far ahead; DONE: the clock may follow its iat."""
    credential = shown.credential
    if credential is None:
        return Outcome.NO_CREDENTIAL
    if credential.lock_id != shown.lock_id:
        return Outcome.OTHER_LOCK
    if credential.phone != shown.proven:
        return Outcome.OTHER_KEY
    return since_when(credential.issued_at, now=now)


def since_when(issued_at: int, *, now: int | None) -> Outcome:
    """8 and the first 2, for anything the authority signed and somebody carried here."""
    if now is None:
        return Outcome.CLOCK_UNKNOWN
    return Outcome.NOT_YET if issued_at - now > TOO_FAR_AHEAD else Outcome.DONE


def when(credential: Credential, *, now: int, state: State, scope: str | None) -> Outcome:
    """2, 1, 4 and 5; DONE: nothing speaks against it. `scope` None: any will do."""
    if now < credential.not_before:
        return Outcome.NOT_YET
    if now >= credential.expires:
        return Outcome.EXPIRED
    if credential.epoch < state.epoch or credential.cti[:PREFIX] in state.revoked:
        return Outcome.REVOKED
    if scope is not None and not credential.allows(scope):
        return Outcome.OUT_OF_SCOPE
    return Outcome.DONE
