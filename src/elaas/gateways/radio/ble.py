"""Bluetooth LE from the phone's side: a GATT central by bumble."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from bumble import hci
from bumble.att import ATT_Error
from bumble.core import UUID, AdvertisingData, BaseBumbleError
from bumble.core import ConnectionError as BumbleConnectionError
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.gatt_client import CharacteristicProxy
from bumble.transport import open_transport
from bumble.transport.common import Transport

from elaas.gateways.radio.link import (
    CONNECT_SECONDS,
    REPLY_SECONDS,
    Link,
    LinkLost,
    NoRadio,
    OutOfRange,
    fitting,
)
from elaas.protocol import air
from elaas.protocol.air import Att, AttError

MTU = 517  # a whole value of 512 bytes in one notification, which leaves out the last 3 bytes
TRY_SECONDS = 4.0  # for one try to connect to an address that was heard
NOTIFY_SECONDS = 1.0  # then the response is read instead
_HEADER = 3  # opcode and handle of a notification (Bluetooth Core, Vol 3 Part F section 3.4.7.1)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Controller:
    """A Bluetooth controller by bumble's name for it, opened for each connection."""

    name: str

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:
        """A connection to the lock that advertises this label."""
        async with opened(self.name) as device, Central(device).connect(label) as link:
            yield link


@asynccontextmanager
async def opened(name: str) -> AsyncIterator[Device]:
    """A device on the controller `name`. Raises NoRadio."""
    try:
        transport = await open_transport(name)
    except Exception as error:  # whatever the library under a transport raises
        raise NoRadio(f"There is no Bluetooth controller at «{name}»: {error}.") from error
    async with switched_on(transport) as device:
        yield device


@asynccontextmanager
async def switched_on(transport: Transport) -> AsyncIterator[Device]:
    """A device on an open controller, under an address of its own; closes it. Raises NoRadio."""
    async with transport:
        device = Device.with_hci(
            "phone", hci.Address.generate_static_address(), transport.source, transport.sink
        )
        try:
            async with asyncio.timeout(TRY_SECONDS):
                await device.power_on()
        except (TimeoutError, BaseBumbleError) as error:
            raise NoRadio(f"The Bluetooth controller does not start: {error!r}.") from error
        yield device


@dataclass(frozen=True, slots=True)
class Central:
    """Connections from one device that is switched on."""

    device: Device
    mtu: int = MTU

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:
        """A connection to the lock that advertises this label."""
        connection, link = await self._reach(label)
        try:
            yield link
        finally:
            await _hang_up(connection)

    async def _reach(self, label: str) -> tuple[Connection, Link]:
        """Look for the lock, again and again: a claim moves it to a new address, say."""
        clock = asyncio.get_running_loop().time
        end = clock() + CONNECT_SECONDS
        while (left := end - clock()) > 0:
            address = await self._find(air.advertised_name(label), seconds=left)
            if address is None:
                break
            with suppress(BaseBumbleError, BumbleConnectionError):
                connection = await self.device.connect(address, timeout=TRY_SECONDS)
                try:
                    async with asyncio.timeout(TRY_SECONDS):
                        return connection, await _linked(connection, self.mtu)
                except (TimeoutError, LinkLost, AttError):
                    await _hang_up(connection)
                except asyncio.CancelledError:
                    await _hang_up(connection)
                    raise
        raise OutOfRange(f"No lock with the label {label} answers.")

    async def _find(self, name: str, *, seconds: float) -> hci.Address | None:
        found: asyncio.Future[hci.Address] = asyncio.get_running_loop().create_future()

        def heard(advertisement: Advertisement) -> None:
            said = advertisement.data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
            if said == name and advertisement.is_connectable and not found.done():
                found.set_result(advertisement.address)

        self.device.on(Device.EVENT_ADVERTISEMENT, heard)
        try:
            await self.device.start_scanning(filter_duplicates=False)
            async with asyncio.timeout(seconds):
                return await found
        except TimeoutError:
            return None
        finally:
            self.device.remove_listener(Device.EVENT_ADVERTISEMENT, heard)
            await self.device.stop_scanning()


async def _hang_up(connection: Connection) -> None:
    if connection.device.connections.get(connection.handle) is not connection:
        return  # gone already
    with suppress(BaseBumbleError, TimeoutError):
        async with asyncio.timeout(TRY_SECONDS):
            await connection.disconnect()


async def _linked(connection: Connection, mtu: int) -> "_GattLink":
    """The lock's two characteristics, subscribed to. Raises LinkLost if this is no lock."""
    watch = _Watch(connection)
    peer = Peer(connection)
    await watch.unless_lost(peer.request_mtu(mtu))
    await watch.unless_lost(peer.discover_service(UUID(air.SERVICE_UUID)))
    for service in peer.get_services_by_uuid(UUID(air.SERVICE_UUID)):
        await watch.unless_lost(service.discover_characteristics())
        request = service.get_characteristics_by_uuid(UUID(air.REQUEST_UUID))
        response = service.get_characteristics_by_uuid(UUID(air.RESPONSE_UUID))
        if request and response:
            link = _GattLink(watch, request[0], response[0])
            await watch.unless_lost(response[0].subscribe(link.notified.put_nowait))
            return link
    raise LinkLost("What answers under this name is no lock.")


class _Watch:
    """Knows at once when the connection is gone, which bumble's own requests do not say well."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        connection.once(Connection.EVENT_DISCONNECTION, self._gone)

    def _gone(self, _reason: int) -> None:
        self._lost.set_result(None)

    async def unless_lost(self, work: Coroutine[None, None, _T]) -> _T:
        """The result of `work`. Raises AttError for an ATT error of ours, LinkLost otherwise."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait((task, self._lost), return_when=asyncio.FIRST_COMPLETED)
        finally:
            task.cancel()
        if self._lost.done() or task.cancelled():
            raise LinkLost("The connection broke.")
        try:
            return task.result()
        except ATT_Error as error:
            raise _as_ours(error) from error
        except BaseBumbleError as error:
            raise LinkLost(f"The connection failed: {error}.") from error


class _GattLink:
    def __init__(
        self,
        watch: _Watch,
        request: CharacteristicProxy[bytes],
        response: CharacteristicProxy[bytes],
    ) -> None:
        self._watch = watch
        self._request = request
        self._response = response
        self.notified: asyncio.Queue[bytes] = asyncio.Queue()

    async def request(self, frame: bytes) -> bytes:
        """Write, then take the notification; read where none comes or it may have been cut."""
        while not self.notified.empty():
            self.notified.get_nowait()  # an answer that came too late for the request before
        try:
            async with asyncio.timeout(REPLY_SECONDS):
                write = self._request.write_value(frame, with_response=True)
                await self._watch.unless_lost(write)
                return await self._answer()
        except TimeoutError:
            raise LinkLost("The lock does not answer.") from None

    async def _answer(self) -> bytes:
        with suppress(TimeoutError):
            async with asyncio.timeout(NOTIFY_SECONDS):
                value = fitting(await self._watch.unless_lost(self.notified.get()))
            if len(value) < self._watch.connection.att_mtu - _HEADER:
                return value
        return fitting(bytes(await self._watch.unless_lost(self._response.read_value())))


def _as_ours(error: ATT_Error) -> AttError | LinkLost:
    try:
        return AttError(Att(error.error_code))
    except ValueError:
        return LinkLost(f"The lock's radio answers with error {error.error_code:02x}.")
