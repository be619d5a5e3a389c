"""What goes through the air: GATT names, frames and errors."""

from enum import IntEnum

SERVICE_UUID = "43a1c0de-5f2b-4b7a-9d54-1e1a5e1a0001"
REQUEST_UUID = "43a1c0de-5f2b-4b7a-9d54-1e1a5e1a0002"  # write with response
RESPONSE_UUID = "43a1c0de-5f2b-4b7a-9d54-1e1a5e1a0003"  # read, notify
MAX_VALUE = 512  # bytes of one attribute value (Bluetooth Core, Vol 3 Part F section 3.2.9)

MESSAGE_1, MESSAGE_2, COMMAND_0, REPLY_0, COMMAND, REPLY = (bytes((n,)) for n in range(1, 7))

OPEN, LOCK, STATUS, JOURNAL, UPDATE, TIME, CLAIM, RELEASE = (
    "open",
    "lock",
    "status",
    "journal",
    "update",
    "time",
    "claim",
    "release",
)


class Status:
    """The keys of what the lock answers to `status`."""

    LOCK_ID, SEQ, TIME, UNCERTAINTY, EPOCH, BATTERY, NONCE, BOLT = 1, 2, 4, 5, 9, 10, 15, 16


class Att(IntEnum):
    """Application errors of the attribute protocol (Vol 3 Part F section 3.4.1.1: 80 to 9F)."""

    BAD_REQUEST = 0x80  # wrong length, type or state, bad message_1, a command that does not open
    BUSY = 0x81
    NOT_VERIFIED = 0x82  # message_3 or command 0
    TOO_MANY_ATTEMPTS = 0x83


class AttError(Exception):
    """The lock answers a write with an error instead of a response."""

    def __init__(self, code: Att) -> None:
        super().__init__(f"att {code:02x}")
        self.code = code


def advertised_name(label: str) -> str:
    """The name in the air of the lock with this printed label of four or five digits."""
    return f"eL-{label}"
