"""Objects on a D-Bus, as BlueZ shows them: a tree of properties with calls beside it.

BlueZ announces objects from the path "/", which clients rely on.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

MANAGER = "org.freedesktop.DBus.ObjectManager"
PROPERTIES = "org.freedesktop.DBus.Properties"

Properties = dict[str, Variant]


class Returned(NamedTuple):
    """What a call gives back; nothing by default."""

    signature: str = ""
    body: tuple[Any, ...] = ()


class Failed(Exception):
    """A call's error, by its D-Bus name."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name


Call = Callable[[str, list[Any]], Awaitable[Returned]]


class Tree:
    """The objects of one service. A call gets the object's path and its arguments."""

    def __init__(self, bus: MessageBus, calls: dict[tuple[str, str], Call]) -> None:
        self._bus = bus
        self._objects: dict[str, dict[str, Properties]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._calls: dict[tuple[str, str], Call] = {
            **calls,
            (MANAGER, "GetManagedObjects"): self._managed_objects,
            (PROPERTIES, "Get"): self._get,
            (PROPERTIES, "GetAll"): self._get_all,
            (PROPERTIES, "Set"): self._set,
        }
        bus.add_message_handler(self._handle)

    def add(self, path: str, interface: str, properties: Properties) -> None:
        """Announce an object."""
        self._objects.setdefault(path, {})[interface] = properties
        self._signal("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", path, {interface: properties})

    def remove(self, path: str) -> None:
        """Announce that an object is gone."""
        interfaces = list(self._objects.pop(path))
        self._signal("/", MANAGER, "InterfacesRemoved", "oas", path, interfaces)

    def change(self, path: str, interface: str, **properties: Variant) -> None:
        """Change properties of an object that is there, and say so."""
        self._objects[path][interface].update(properties)
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", interface, properties, [])

    def __contains__(self, path: str) -> bool:
        return path in self._objects

    def _signal(self, path: str, interface: str, member: str, signature: str, *body: Any) -> None:
        self._bus.send(Message.new_signal(path, interface, member, signature, list(body)))

    def _handle(self, message: Message) -> bool:
        call = self._calls.get((message.interface or "", message.member or ""))
        if message.message_type is not MessageType.METHOD_CALL or call is None:
            return False
        task = asyncio.ensure_future(self._answer(message, call))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return True

    async def _answer(self, message: Message, call: Call) -> None:
        try:
            returned = await call(message.path or "/", message.body)
        except Failed as error:
            reply = Message.new_error(message, error.name, str(error))
        else:
            reply = Message.new_method_return(message, returned.signature, list(returned.body))
        self._bus.send(reply)

    async def _managed_objects(self, _path: str, _body: list[Any]) -> Returned:
        return Returned("a{oa{sa{sv}}}", (self._objects,))

    async def _get(self, path: str, body: list[Any]) -> Returned:
        interface, name = body
        try:
            return Returned("v", (self._objects[path][interface][name],))
        except KeyError:
            raise Failed("org.freedesktop.DBus.Error.InvalidArgs", "no such property") from None

    async def _get_all(self, path: str, body: list[Any]) -> Returned:
        return Returned("a{sv}", (self._objects.get(path, {}).get(body[0], {}),))

    async def _set(self, path: str, body: list[Any]) -> Returned:
        interface, name, value = body
        self.change(path, interface, **{name: value})
        return Returned()
