"""Where a cluster lives, whom it runs as, and which folders that user can reach."""

import os
import pwd
import secrets
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from elaas.database.errors import Unavailable

# Where a cluster goes when PostgreSQL's user cannot reach the folder it belongs in.
SHELTER = Path("/var/lib/elaas")

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 107  # bytes; sun_path in unix(7) without its closing zero

# The supervisor reads PostgreSQL's messages, so they must not be translated.
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


class Switch(TypedDict, total=False):
    """Arguments that make `subprocess` become another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The system's user that PostgreSQL runs as; never root, which it refuses."""

    uid: int
    gid: int

    def can_reach(self, path: Path) -> bool:
        """Whether this user can execute `path` (a folder: enter it), asked of the system itself."""
        return self.run("test", "-x", path).returncode == 0

    def own(self, path: Path, *, mode: int) -> None:
        """Give `path` to this user, with `mode`."""
        path.chmod(mode)
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `command` to its end as this user, in a clean environment."""
        return subprocess.run(  # noqa: S603  (our own commands, no shell)
            [str(part) for part in command],
            cwd="/",
            env=CLEAN_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self.switch(),
        )

    def switch(self) -> Switch:
        """What `subprocess` needs to become this user; nothing when it already is."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def data_folder() -> Path:
    """`ELAAS_DATA`, else `.data` in the checkout, else `.data` in the current folder. Absolute."""
    chosen = os.environ.get("ELAAS_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    checkout = Path(__file__).resolve().parents[3]
    return (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / ".data"


def account_for(home: Path) -> Account:
    """The owner of the cluster in `home`; without one, ourselves, or as root `postgres`, `nobody`.

    Raises Unavailable when the cluster belongs to somebody we cannot become.
    """
    cluster = home / "cluster"
    try:
        owner = cluster.stat()
    except FileNotFoundError:
        return _new_account()
    except PermissionError:
        raise Unavailable(_belongs_to_another(home, home.stat().st_uid)) from None
    if os.geteuid() not in {0, owner.st_uid}:
        raise Unavailable(_belongs_to_another(home, owner.st_uid))
    return Account(uid=owner.st_uid, gid=owner.st_gid)


def make_data_folder(folder: Path) -> None:
    """Make `ELAAS_DATA`, closed to others; root leaves a way through to the cluster's user.

    Raises Unavailable when it cannot be made.
    """
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as reason:
        message = f"The data folder {folder} cannot be made: {reason.strerror}."
        raise Unavailable(message) from None


def settle(folder: Path) -> None:
    """Make `folder` the cluster's home, or a link to one that its user can reach.

    The link is made once, so that a later change of somebody's folder modes cannot lose the data.
    """
    if folder.exists():
        return
    if folder.is_symlink():
        message = f"{folder} points to {folder.readlink()}, which is gone, and the data with it."
        raise Unavailable(message)
    account = _new_account()
    folder.mkdir(mode=0o700)
    account.own(folder, mode=0o700)
    if account.can_reach(folder):
        return
    folder.rmdir()
    home = shelter() / secrets.token_hex(8)
    home.mkdir(mode=0o700)
    account.own(home, mode=0o700)
    folder.symlink_to(home)


def shelter() -> Path:
    """SHELTER, made when missing: a folder every user can enter and only root can change."""
    SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
    SHELTER.chmod(0o755)
    return SHELTER


def make_socket_folder(home: Path, *, account: Account) -> Path:
    """The folder of the server's socket, closed to all others.

    It is `home`/socket, or where a socket's name would not fit there, what that links to.
    """
    folder = home / "socket"
    if not folder.is_dir():
        folder.unlink(missing_ok=True)
        if len(os.fsencode(folder.resolve() / SOCKET_NAME)) <= LONGEST_SOCKET:
            folder.mkdir(mode=0o700)
        else:
            folder.symlink_to(tempfile.mkdtemp(prefix="elaas-", dir="/tmp"))
        account.own(folder, mode=0o700)
    found = folder.stat()
    if (found.st_uid, found.st_mode & 0o777) != (account.uid, 0o700):
        message = f"{folder.resolve()} must belong to PostgreSQL's user alone; remove {folder}."
        raise Unavailable(message)
    return folder.resolve()


def _new_account() -> Account:
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=found.pw_uid, gid=found.pw_gid)
    message = "PostgreSQL does not run as root, and here is no user «postgres» or «nobody»."
    raise Unavailable(message)


def _belongs_to_another(home: Path, uid: int) -> str:
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = str(uid)
    return (
        f"The database in {home} belongs to the user «{name}»: "
        "run as that user or as root, or choose another folder with ELAAS_DATA."
    )
