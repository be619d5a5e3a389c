"""Somebody else at the flat's lock, who holds the authority's key and so may do anything."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from elaas.doors.models import Unit
from elaas.gateways import radio as radios
from elaas.gateways.keys_file import AUTHORITY_KID
from elaas.gateways.radio.claim import claim
from elaas.gateways.radio.session import Session
from elaas.mounting.radio import Errand
from elaas.protocol import air
from elaas.protocol.cose import PrivateKey, PublicKey, sign1
from elaas.protocol.credential import Credential
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession
from elaas.protocol.update import Time
from tests.browser.apart import apart
from tests.browser.town import Town

HOUR = 3600


class Visitor:
    """One visitor; each method is one connection."""

    def __init__(self, place: Town) -> None:
        pem = Path(place.env["ELAAS_DATA"], "keys", "authority.pem").read_bytes()
        self.authority = PrivateKey.from_pem(pem, AUTHORITY_KID)
        self._key = PrivateKey.generate()
        self._unit = Unit.objects.get(lock_id=place.flat.folder.name)
        self._radio = place.flat.radio

    def open_often(self, times: int) -> tuple[Outcome, bytes]:
        """Open the door so often, if it can be; how that ended, and the last opening's receipt."""
        token = sign1(self._credential().claims(), self.authority)

        async def opening() -> tuple[Outcome, bytes]:
            async with self._session() as session:
                outcome, receipt = await session.first(token, air.OPEN)
                last = bytes(receipt)
                for _ in range(times - 1):
                    outcome, receipt = await session.then(air.OPEN)
                    if outcome is not Outcome.DONE:
                        break
                    last = bytes(receipt)
                return outcome, last

        return apart(lambda: asyncio.run(opening()))

    def bring(self, update: bytes) -> None:
        """Bring the lock its news."""

        async def bringing() -> None:
            async with self._session() as session:
                assert (await session.first(None, air.UPDATE, update))[0] is Outcome.DONE

        apart(lambda: asyncio.run(bringing()))

    def set_clock(self) -> None:
        """Tell the lock the time, as who mounted it does."""

        def time_for(nonce: bytes) -> bytes:
            payload = Time(lock_id=self._unit.lock_id, time=int(time.time()), nonce=nonce).payload()
            return sign1(payload, self.authority)

        errand = Errand(
            label=self._unit.label,
            lock_id=self._unit.lock_id,
            lock_key=self._lock_key(),
            claim=None,
            time_for=time_for,
        )
        apart(lambda: claim(errand, radio=self._radio))

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Session]:
        phone = PhoneSession(key=self._key, lock_id=self._unit.lock_id, lock_key=self._lock_key())
        async with radios.connect(self._radio, self._unit.label) as link:
            yield Session(link, phone)

    def _lock_key(self) -> PublicKey:
        return PublicKey.checked(bytes(self._unit.dh_x), bytes(self._unit.dh_y))

    def _credential(self) -> Credential:
        now = int(time.time())
        return Credential(
            lock_id=self._unit.lock_id,
            not_before=now - HOUR,
            expires=now + HOUR,
            issued_at=now,
            cti=bytes(16),
            phone=self._key.public_key,
            scope="open",
            epoch=self._unit.epoch,
        )
