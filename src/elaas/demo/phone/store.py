"""What a phone keeps in its folder, so that neither a power cut nor a dead server loses any of it.

Every file is replaced as a whole: it is written beside the old one, made durable and moved over
it. Receipts stay until the server has answered for them.
"""

import fcntl
import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from elaas.demo.phone.receipts import without_twin
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PrivateKey

_KEY, _ACCOUNT, _BUNDLE = "key.pem", "phone.json", "bundle.json"
_RECEIPTS, _ATTEMPTS, _DELIVERED = "receipts.json", "attempts.json", "delivered.json"
_LOCK = ".lock"


class NotEnrolled(Exception):
    """The folder holds no enrolled phone; the message says what to do."""


class Damaged(Exception):
    """A file in the folder is not what a phone wrote."""


class Store:
    """The folder of one phone. Raises OSError when the folder cannot be used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self) -> PrivateKey:
        """The phone's key. Raises NotEnrolled or Damaged."""
        try:
            return PrivateKey.from_pem((self.folder / _KEY).read_bytes())
        except FileNotFoundError:
            raise self._not_enrolled() from None
        except Malformed as error:
            raise Damaged(f"{self.folder / _KEY} is damaged: {error}.") from error

    def ensure_key(self) -> PrivateKey:
        """The phone's key, made now if there is none."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._held():
            if not (self.folder / _KEY).exists():
                self._replace(_KEY, PrivateKey.generate().to_pem())
        return self.key()

    def account(self) -> dict[str, Any]:
        """`url`, `token`, `phone` and `employee` as the server gave them. Raises NotEnrolled."""
        if not (self.folder / _ACCOUNT).exists():
            raise self._not_enrolled()
        return dict(self._json(_ACCOUNT, {}))

    @property
    def enrolled(self) -> bool:
        """Whether this phone has an account on a server."""
        return (self.folder / _ACCOUNT).exists()

    def save_account(self, account: dict[str, Any]) -> None:
        """Remember the server and our token there."""
        self._replace(_ACCOUNT, _encode(account))

    def forget_account(self) -> None:
        """Be nobody's phone again; key and receipts stay."""
        (self.folder / _ACCOUNT).unlink(missing_ok=True)

    def bundle(self) -> dict[str, Any] | None:
        """The server's answer to the last sync; None: there has been none."""
        return None if (found := self._json(_BUNDLE, None)) is None else dict(found)

    def save_bundle(self, bundle: dict[str, Any]) -> None:
        """Replace what the last sync brought."""
        self._replace(_BUNDLE, _encode(bundle))

    def receipts(self) -> list[bytes]:
        """Receipts that the server has not answered for, oldest first."""
        return [bytes.fromhex(one) for one in self._json(_RECEIPTS, [])]

    def keep_receipts(self, receipts: Iterable[bytes]) -> int:
        """Make these receipts durable, a twin counting as the same; answers how many were new."""
        with self._held():
            held = self.receipts()
            known = set(map(without_twin, held))
            new = []
            for one in receipts:
                if without_twin(one) not in known:
                    known.add(without_twin(one))
                    new.append(one)
            if new:
                self._replace(_RECEIPTS, _encode([one.hex() for one in (*held, *new)]))
        return len(new)

    def drop_receipts(self, receipts: Collection[bytes]) -> None:
        """Forget receipts that the server has answered for."""
        with self._held():
            left = [one.hex() for one in self.receipts() if one not in receipts]
            self._replace(_RECEIPTS, _encode(left))

    def attempts(self) -> list[dict[str, str]]:
        """Openings that the phone itself refused and the server does not know of."""
        return list(self._json(_ATTEMPTS, []))

    def keep_attempt(self, attempt: dict[str, str]) -> None:
        """Remember one such opening: `id`, `label`, `reason`, `at`."""
        with self._held():
            self._replace(_ATTEMPTS, _encode([*self.attempts(), attempt]))

    def drop_attempts(self, ids: Collection[str]) -> None:
        """Forget those that the server has heard of."""
        with self._held():
            left = [one for one in self.attempts() if one["id"] not in ids]
            self._replace(_ATTEMPTS, _encode(left))

    def delivered(self) -> list[bytes]:
        """For each lock the newest update it has taken from this phone, not told of yet."""
        return [bytes.fromhex(one) for one in self._json(_DELIVERED, {}).values()]

    def keep_delivered(self, lock_id: str, update: bytes) -> None:
        """Remember that the lock took it."""
        with self._held():
            held = self._json(_DELIVERED, {})
            self._replace(_DELIVERED, _encode({**held, lock_id: update.hex()}))

    def drop_delivered(self, updates: Collection[bytes]) -> None:
        """Forget those that the server has heard of."""
        with self._held():
            held = self._json(_DELIVERED, {}).items()
            left = {lock: one for lock, one in held if bytes.fromhex(one) not in updates}
            self._replace(_DELIVERED, _encode(left))

    def _json(self, name: str, otherwise: Any) -> Any:  # noqa: ANN401  (JSON is anything)
        try:
            return json.loads((self.folder / name).read_bytes())
        except FileNotFoundError:
            return otherwise
        except ValueError as error:
            raise Damaged(f"{self.folder / name} is damaged: {error}.") from error

    def _replace(self, name: str, content: bytes) -> None:
        temporary = self.folder / f".{name}.new"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.folder / name)
        directory = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Keep other processes with the same folder out while a file is read and replaced."""
        with (self.folder / _LOCK).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _not_enrolled(self) -> NotEnrolled:
        return NotEnrolled(f"{self.folder} is no phone yet; `elaas phone enrol` makes it one.")


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
