"""A log that a witness is asked about, honest or not, and a witness that answers by HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elaas.tlog.add_checkpoint import AddCheckpoint
from elaas.tlog.checkpoint import Checkpoint
from elaas.tlog.cosignature import COSIGNATURE
from elaas.tlog.note import Key, Signer
from elaas.tlog.proof import consistency
from elaas.tlog.tree import leaf_hash, root
from elaas.witness.cosigner import Answer, Cosigner
from elaas.witness.memory import Memory
from elaas.witness.server import WitnessServer
from tests.tlog import grown

LOG = Signer("elaas.example/log", bytes(range(32)))
SEED = bytes(range(1, 33))
WITNESS = Signer("witness.example/w1", SEED, COSIGNATURE)
AT = 1_800_000_000


def checkpoint(size: int, *, signer: Signer = LOG, fork: bool = False) -> bytes:
    """The log's checkpoint at that size; `fork`: of a log whose first entry is another."""
    hashes = grown.leaves(size)
    if fork:
        hashes[0] = leaf_hash(b"another")
    return Checkpoint(LOG.name, size, root(hashes)).signed(signer).encode()


def asked(old: int, new: int, *, signer: Signer = LOG, fork: bool = False) -> bytes:
    """The request to cosign the log of `new` entries after that of `old`, with an honest proof."""
    proof = consistency(grown.nodes(new), old=old, new=new) if old <= new else []
    return AddCheckpoint(old, tuple(proof), checkpoint(new, signer=signer, fork=fork)).encode()


def made(folder: Path) -> Memory:
    """The memory of a new witness."""
    memory = Memory(folder)
    memory.begin(name=WITNESS.name, seed=SEED)
    return memory


def cosigner(memory: Memory, *logs: Key) -> Cosigner:
    """The witness with that memory, as after each start."""
    return Cosigner(signer=memory.signer(), logs=logs or [LOG.key], memory=memory)


@contextmanager
def answering(witness: Cosigner, *, time: int = AT) -> Iterator[str]:
    """Its address by HTTP, for as long as the block lasts; it is always that moment."""

    def ask(body: bytes) -> Answer:
        return witness.add_checkpoint(body, time=time)

    with WitnessServer("127.0.0.1", 0, ask) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
