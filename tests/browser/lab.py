"""The phone's modules in a browser page, called from Python. Bytes cross over in hexadecimal."""

from typing import Any

from playwright.sync_api import Page

from elaas.protocol.cose import PublicKey

_CALL = """
async ({ module, body, given }) => {
  const it = await import(`/phone/${module}`);
  const { fromHex, toHex } = await import("/phone/protocol/bytes.js");
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  const work = new AsyncFunction("it", "given", "fromHex", "toHex", body);
  const shown = (value) =>
    value instanceof Uint8Array ? { bytes: toHex(value) }
    : value instanceof Map ? { map: [...value].map((pair) => pair.map(shown)) }
    : Array.isArray(value) ? value.map(shown)
    : value;
  try {
    return { answer: shown(await work(it, given, fromHex, toHex)) };
  } catch (error) {
    return { refused: error.name };
  }
}
"""
_SESSION = "protocol/session.js"


class Refused(Exception):
    """The module threw; the message is the error's name."""


class Lab:
    """Calls modules in one page, which keeps what they leave in `window`."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def call(self, module: str, body: str, given: object = None) -> Any:
        """What `body`, an async function's, returns: `it` is the module. Raises Refused."""
        found = self._page.evaluate(_CALL, {"module": module, "body": body, "given": given})
        if "refused" in found:
            raise Refused(found["refused"])
        return _back(found["answer"])


class BrowserPhone:
    """A phone in the browser whose key cannot be exported, and its session with one lock."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        x, y = lab.call(
            "protocol/p256.js",
            """
            window.phone = await it.generate();
            const { x, y } = await it.coordinates(window.phone.publicKey);
            return [x, y];
            """,
        )
        self.key = PublicKey.checked(x, y)

    def meet(self, lock_id: str, lock_key: PublicKey) -> bytes:
        """The first frame of a session with that lock."""
        frame: bytes = self._lab.call(
            _SESSION,
            """
            const lockKey = { x: fromHex(given.x), y: fromHex(given.y) };
            const session = { keyPair: window.phone, lockId: given.lockId, lockKey };
            window.session = await it.PhoneSession.create(session);
            return window.session.message1();
            """,
            {"lockId": lock_id, **lock_key.to_hex()},
        )
        return frame

    def command_0(self, frame_02: bytes, credential: bytes | None, operation: str) -> bytes:
        """The frame with the first command."""
        frame: bytes = self._lab.call(
            _SESSION,
            """
            const credential = given.credential === null ? null : fromHex(given.credential);
            return window.session.command0(fromHex(given.frame), credential, given.operation);
            """,
            {
                "frame": frame_02.hex(),
                "credential": None if credential is None else credential.hex(),
                "operation": operation,
            },
        )
        return frame

    def command(self, operation: str, *args: int) -> bytes:
        """The frame with a later command, whose arguments are numbers."""
        body = "return window.session.command(given.operation, ...given.args);"
        frame: bytes = self._lab.call(_SESSION, body, {"operation": operation, "args": args})
        return frame

    def reply(self, frame: bytes) -> tuple[int, Any]:
        """Outcome and body of the lock's answer."""
        body = """
            const { outcome, body } = await window.session.reply(fromHex(given));
            return [outcome, body];
        """
        outcome, answer = self._lab.call(_SESSION, body, frame.hex())
        return outcome, answer


def _back(value: Any) -> Any:
    if isinstance(value, dict) and "bytes" in value:
        return bytes.fromhex(value["bytes"])
    if isinstance(value, dict) and "map" in value:
        return {_back(key): _back(item) for key, item in value["map"]}
    return [_back(item) for item in value] if isinstance(value, list) else value
