"""The demo's witness: a program of its own, as a neighbouring municipality would run it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elaas.demo.programs import started
from elaas.ledger import signer
from elaas.tlog.note import Signer
from elaas.witness.memory import SEED, Memory, NoMemory

NAME = "witness.example/demo"


@contextmanager
def watched(folder: Path) -> Iterator[dict[str, str]]:
    """A witness with its key in `folder`, as long as the block lasts; what names it to the log."""
    key = str(_witness(folder).key)
    log = str(signer.load().key)
    command = ["witness", "run", "--folder", str(folder), "--log", log, "--port", "0"]
    with started(command, {}) as says:
        url = says.partition(" answers at ")[2].partition("/add-checkpoint")[0]
        yield {"ELAAS_WITNESSES": f"{url} {key}"}


def _witness(folder: Path) -> Signer:
    memory = Memory(folder)
    try:
        return memory.begin(name=NAME, seed=secrets.token_bytes(SEED))
    except NoMemory:
        return memory.signer()
