"""org.bluez: one adapter, the devices it hears, and their GATT tables."""

from collections.abc import Awaitable, Callable
from typing import Any

from bumble import hci
from bumble.att import ATT_Error
from bumble.core import UUID, AdvertisingData, BaseBumbleError
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.gatt import Characteristic
from bumble.gatt_client import CharacteristicProxy, DescriptorProxy
from dbus_fast import Variant
from dbus_fast.aio import MessageBus

from tests.air.bluez.tree import Call, Failed, Returned, Tree

ADAPTER = "/org/bluez/hci0"
MTU = 517
_ADAPTER1, _DEVICE1 = "org.bluez.Adapter1", "org.bluez.Device1"
_SERVICE1, _CHARACTERISTIC1 = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
_DESCRIPTOR1 = "org.bluez.GattDescriptor1"
_FLAGS = {
    Characteristic.Properties.READ: "read",
    Characteristic.Properties.WRITE_WITHOUT_RESPONSE: "write-without-response",
    Characteristic.Properties.WRITE: "write",
    Characteristic.Properties.NOTIFY: "notify",
    Characteristic.Properties.INDICATE: "indicate",
}
_SERVICE_LISTS = (
    AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
)


class BlueZ:
    """The service. `device` is a bumble device that is switched on."""

    def __init__(self, bus: MessageBus, device: Device) -> None:
        self._device = device
        self._addresses: dict[str, hci.Address] = {}
        self._connections: dict[str, Connection] = {}
        self._characteristics: dict[str, CharacteristicProxy[bytes]] = {}
        self._descriptors: dict[str, DescriptorProxy] = {}
        self._notifying: dict[str, Callable[[bytes], None]] = {}
        self._tree = Tree(bus, self._calls())
        for name in ("org.bluez.AgentManager1", "org.bluez.ProfileManager1"):
            self._tree.add("/org/bluez", name, {})
        self._tree.add(ADAPTER, _ADAPTER1, _adapter(device))
        device.on(Device.EVENT_ADVERTISEMENT, self._heard)

    def _calls(self) -> dict[tuple[str, str], Call]:
        return {
            ("org.bluez.AgentManager1", "RegisterAgent"): _nothing,
            ("org.bluez.AgentManager1", "UnregisterAgent"): _nothing,
            ("org.bluez.AgentManager1", "RequestDefaultAgent"): _nothing,
            ("org.bluez.ProfileManager1", "RegisterProfile"): _nothing,
            ("org.bluez.ProfileManager1", "UnregisterProfile"): _nothing,
            (_ADAPTER1, "SetDiscoveryFilter"): _nothing,
            (_ADAPTER1, "GetDiscoveryFilters"): _filters,
            (_ADAPTER1, "StartDiscovery"): self._start_discovery,
            (_ADAPTER1, "StopDiscovery"): self._stop_discovery,
            (_ADAPTER1, "RemoveDevice"): self._remove_device,
            (_DEVICE1, "Connect"): self._connect,
            (_DEVICE1, "Disconnect"): self._disconnect,
            (_CHARACTERISTIC1, "ReadValue"): self._read,
            (_CHARACTERISTIC1, "WriteValue"): self._write,
            (_CHARACTERISTIC1, "StartNotify"): self._start_notify,
            (_CHARACTERISTIC1, "StopNotify"): self._stop_notify,
            (_DESCRIPTOR1, "ReadValue"): self._read_descriptor,
        }

    async def _start_discovery(self, path: str, _body: list[Any]) -> Returned:
        await self._device.start_scanning(filter_duplicates=False)
        self._tree.change(path, _ADAPTER1, Discovering=Variant("b", True))
        return Returned()

    async def _stop_discovery(self, path: str, _body: list[Any]) -> Returned:
        await self._device.stop_scanning()
        self._tree.change(path, _ADAPTER1, Discovering=Variant("b", False))
        return Returned()

    async def _remove_device(self, _path: str, body: list[Any]) -> Returned:
        if body[0] in self._tree:
            self._tree.remove(body[0])
        return Returned()

    def _heard(self, advertisement: Advertisement) -> None:
        address = advertisement.address
        path = f"{ADAPTER}/dev_{_plain(address).replace(':', '_')}"
        found = _advertised(advertisement)
        if path in self._tree:
            self._tree.change(path, _DEVICE1, **found)
            return
        self._addresses[path] = address
        self._tree.add(path, _DEVICE1, {**_device(address), **found})

    async def _connect(self, path: str, _body: list[Any]) -> Returned:
        if path in self._connections:
            return Returned()
        try:
            connection = await self._device.connect(self._addresses[path], timeout=20)
        except (KeyError, BaseBumbleError) as error:
            raise Failed("org.bluez.Error.Failed", f"le-connection-abort: {error}") from error
        self._connections[path] = connection
        connection.on(Connection.EVENT_DISCONNECTION, lambda _reason: self._gone(path))
        self._tree.change(path, _DEVICE1, Connected=Variant("b", True))
        await _carried_out(self._resolve(path, Peer(connection)))
        return Returned()

    async def _resolve(self, path: str, peer: Peer) -> None:
        await peer.request_mtu(MTU)
        await peer.discover_services()
        for service in peer.services:
            await service.discover_characteristics()
            where = f"{path}/service{service.handle:04x}"
            self._tree.add(where, _SERVICE1, _service(path, service.uuid))
            for characteristic in service.characteristics:
                await characteristic.discover_descriptors()
                self._add(where, characteristic, mtu=peer.connection.att_mtu)
        uuids = sorted(_uuid(service.uuid) for service in peer.services)
        self._tree.change(
            path, _DEVICE1, UUIDs=Variant("as", uuids), ServicesResolved=Variant("b", True)
        )

    def _add(self, service: str, found: CharacteristicProxy[bytes], *, mtu: int) -> None:
        path = f"{service}/char{found.handle:04x}"
        self._characteristics[path] = found
        self._tree.add(path, _CHARACTERISTIC1, _characteristic(service, found, mtu=mtu))
        for descriptor in found.descriptors:
            where = f"{path}/desc{descriptor.handle:04x}"
            self._descriptors[where] = descriptor
            self._tree.add(
                where,
                _DESCRIPTOR1,
                {
                    "UUID": Variant("s", _uuid(descriptor.type)),
                    "Characteristic": Variant("o", path),
                    "Value": Variant("ay", b""),
                },
            )

    async def _disconnect(self, path: str, _body: list[Any]) -> Returned:
        connection = self._connections.get(path)
        if connection is not None:
            await connection.disconnect()
        return Returned()

    def _gone(self, device: str) -> None:
        del self._connections[device]
        below = [*self._descriptors, *self._characteristics]
        for path in [one for one in below if one.startswith(device)]:
            self._tree.remove(path)
            self._descriptors.pop(path, None)
            self._characteristics.pop(path, None)
            self._notifying.pop(path, None)
        for service in {one.rsplit("/", 1)[0] for one in below if "/desc" not in one}:
            if service.startswith(device) and service in self._tree:
                self._tree.remove(service)
        off = Variant("b", False)
        self._tree.change(device, _DEVICE1, ServicesResolved=off, Connected=off)

    async def _read(self, path: str, _body: list[Any]) -> Returned:
        value = bytes(await _carried_out(self._at(path).read_value()))
        # BlueZ signals a value it has read, too; Chromium counts on one signal a read.
        self._tree.change(path, _CHARACTERISTIC1, Value=Variant("ay", value))
        return Returned("ay", (value,))

    async def _write(self, path: str, body: list[Any]) -> Returned:
        value, options = body
        kind = options.get("type", Variant("s", "request")).value
        write = self._at(path).write_value(bytes(value), with_response=kind != "command")
        await _carried_out(write)
        return Returned()

    async def _start_notify(self, path: str, _body: list[Any]) -> Returned:
        def notified(value: bytes) -> None:
            if path in self._characteristics:
                self._tree.change(path, _CHARACTERISTIC1, Value=Variant("ay", bytes(value)))

        self._notifying[path] = notified
        await _carried_out(self._at(path).subscribe(notified))
        self._tree.change(path, _CHARACTERISTIC1, Notifying=Variant("b", True))
        return Returned()

    async def _stop_notify(self, path: str, _body: list[Any]) -> Returned:
        subscriber = self._notifying.pop(path, None)
        if subscriber is not None:
            await _carried_out(self._at(path).unsubscribe(subscriber))
            self._tree.change(path, _CHARACTERISTIC1, Notifying=Variant("b", False))
        return Returned()

    async def _read_descriptor(self, path: str, _body: list[Any]) -> Returned:
        return Returned("ay", (bytes(await _carried_out(self._descriptors[path].read_value())),))

    def _at(self, path: str) -> CharacteristicProxy[bytes]:
        try:
            return self._characteristics[path]
        except KeyError:
            raise Failed("org.bluez.Error.NotConnected", "Not Connected") from None


async def _carried_out(work: Awaitable[Any]) -> Any:
    """The result of GATT work, or its error in BlueZ's words (src/gatt-client.c)."""
    try:
        return await work
    except ATT_Error as error:
        text = f"Operation failed with ATT error: 0x{error.error_code:02x}"
        raise Failed("org.bluez.Error.Failed", text) from error
    except BaseBumbleError as error:
        raise Failed("org.bluez.Error.Failed", str(error)) from error


async def _nothing(_path: str, _body: list[Any]) -> Returned:
    return Returned()


async def _filters(_path: str, _body: list[Any]) -> Returned:
    return Returned("as", (["UUIDs", "RSSI", "Transport", "DuplicateData"],))


def _plain(address: hci.Address) -> str:
    return address.to_string(with_type_qualifier=False)


def _uuid(uuid: UUID) -> str:
    return UUID.from_bytes(uuid.to_bytes(force_128=True)).to_hex_str("-").lower()


def _advertised(advertisement: Advertisement) -> dict[str, Variant]:
    found = {"RSSI": Variant("n", advertisement.rssi)}
    said = advertisement.data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
    if said:
        found["Name"] = found["Alias"] = Variant("s", said)
    lists: list[Any] = [advertisement.data.get(kind) or [] for kind in _SERVICE_LISTS]
    uuids: list[UUID] = [uuid for one in lists for uuid in one]
    if uuids:
        found["UUIDs"] = Variant("as", [_uuid(uuid) for uuid in uuids])
    return found


def _adapter(device: Device) -> dict[str, Variant]:
    return {
        "Address": Variant("s", _plain(device.random_address)),
        "AddressType": Variant("s", "random"),
        "Name": Variant("s", "virtual"),
        "Alias": Variant("s", "virtual"),
        "Class": Variant("u", 0),
        "Powered": Variant("b", True),
        "Discoverable": Variant("b", False),
        "DiscoverableTimeout": Variant("u", 0),
        "Pairable": Variant("b", False),
        "Discovering": Variant("b", False),
        "UUIDs": Variant("as", []),
        "Modalias": Variant("s", "usb:v1D6Bp0246d0542"),
        "Roles": Variant("as", ["central"]),
    }


def _device(address: hci.Address) -> dict[str, Variant]:
    off = Variant("b", False)
    return {
        "Adapter": Variant("o", ADAPTER),
        "Address": Variant("s", _plain(address)),
        "AddressType": Variant("s", "random"),
        "Alias": Variant("s", _plain(address).replace(":", "-")),
        "Paired": off,
        "Bonded": off,
        "Trusted": off,
        "Blocked": off,
        "LegacyPairing": off,
        "Connected": off,
        "ServicesResolved": off,
        "UUIDs": Variant("as", []),
    }


def _service(device: str, uuid: UUID) -> dict[str, Variant]:
    return {
        "UUID": Variant("s", _uuid(uuid)),
        "Device": Variant("o", device),
        "Primary": Variant("b", True),
        "Includes": Variant("ao", []),
    }


def _characteristic(
    service: str, found: CharacteristicProxy[bytes], *, mtu: int
) -> dict[str, Variant]:
    flags = [word for flag, word in _FLAGS.items() if found.properties & flag]
    return {
        "UUID": Variant("s", _uuid(found.uuid)),
        "Service": Variant("o", service),
        "Value": Variant("ay", b""),
        "Notifying": Variant("b", False),
        "Flags": Variant("as", flags),
        "MTU": Variant("q", mtu),
    }
