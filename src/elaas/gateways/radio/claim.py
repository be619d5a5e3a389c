"""Claim a lock over the radio, and set its clock (protocol, "Claiming")."""

import asyncio

from elaas.gateways.radio import Link, LinkLost, NoRadio, OutOfRange, connect
from elaas.gateways.radio.session import Answer, Session
from elaas.mounting.radio import ClaimRadio, Errand, NotClaimed
from elaas.protocol import air
from elaas.protocol.air import AttError, Status
from elaas.protocol.cbor import Malformed, octets
from elaas.protocol.cose import PrivateKey
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession, WrongLock


def claim(errand: Errand, *, radio: str) -> bytes | None:
    """See `elaas.mounting.radio.ClaimRadio`."""
    try:
        return asyncio.run(_run(errand, radio))
    except (NoRadio, OutOfRange, LinkLost) as error:
        raise NotClaimed(str(error)) from error
    except AttError as error:
        raise NotClaimed(f"The lock breaks off ({error}).") from error
    except WrongLock as error:
        raise NotClaimed(f"The lock that answers is not {errand.lock_id} ({error}).") from error
    except Malformed as error:
        raise NotClaimed(f"The lock answers nonsense ({error}).") from error


async def _run(errand: Errand, radio: str) -> bytes | None:
    async with connect(radio, errand.label) as link:
        return await claim_over(link, errand)


async def claim_over(link: Link, errand: Errand) -> bytes | None:
    """The same over an open link. Raises NotClaimed, and whatever links and sessions raise."""
    key = PrivateKey.generate()  # the handshake wants one; it is nobody's
    phone = PhoneSession(key=key, lock_id=errand.lock_id, lock_key=errand.lock_key)
    session = Session(link, phone)
    if errand.claim is None:
        claimed, receipt = Outcome.DONE, None
        status = await session.first(None, air.STATUS)
    else:
        claimed, receipt = await session.first(None, air.CLAIM, *errand.claim)
        status = await session.then(air.STATUS)
    taken, _ = await session.then(air.TIME, errand.time_for(_nonce(status)))
    if taken is Outcome.DONE:  # only a lock that knows our key takes our time
        return octets(receipt) if claimed is Outcome.DONE and receipt is not None else None
    if claimed is not Outcome.DONE:
        raise NotClaimed(
            f"{errand.lock_id} refuses the claim (outcome {claimed:d}): it belongs to somebody "
            "else, or the claim secret on the label no longer serves."
        )
    raise NotClaimed(f"{errand.lock_id} does not take the time (outcome {taken:d}).")


def _nonce(status: Answer) -> bytes:
    _, body = status
    if not isinstance(body, dict):
        raise Malformed("a status is a map")
    return octets(body.get(Status.NONCE))


_: ClaimRadio = claim
