"""The radio from the phone's side: Bluetooth LE, a WebSocket or a pipe behind one interface.

A radio is named as for the lock: `ws:HOST:PORT`, `pipe` (our own standard streams),
`pipe:COMMAND` (a command that runs the lock), or bumble's name of a Bluetooth controller.
"""

from contextlib import AbstractAsyncContextManager

from elaas.gateways.radio import ble, pipe, ws
from elaas.gateways.radio.link import (
    Link,
    LinkLost,
    NoRadio,
    OutOfRange,
    Radio,
)

__all__ = ["Link", "LinkLost", "NoRadio", "OutOfRange", "Radio", "connect", "named"]


def named(name: str) -> Radio:
    """The radio with this name; what does not exist turns out at the first connection."""
    scheme, _, rest = name.partition(":")
    if scheme == "ws":
        return ws.WebSocket(rest)
    if scheme == "pipe":
        return pipe.Command(rest) if rest else pipe.StandardStreams()
    return ble.Controller(name)


def connect(name: str, label: str) -> AbstractAsyncContextManager[Link]:
    """A connection to the lock with this label over the radio `name`; see `Radio.connect`."""
    return named(name).connect(label)
