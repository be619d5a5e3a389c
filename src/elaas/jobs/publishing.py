"""What `elaas work` does beside its jobs: publish the log, every few seconds."""

import asyncio
import logging
from concurrent.futures import Executor

from django.db import Error, connections

from elaas.jobs.clock import now
from elaas.ledger import signer
from elaas.ledger.operations.sequence import publish

EVERY = 5.0  # seconds: a checkpoint is published at least every 10

logger = logging.getLogger(__name__)


async def publish_for_ever(thread: Executor) -> None:
    """Publish what is new, in `thread`, until cancelled; the first time everything there is.

    When the database fails, that is told, and tried again: it may be on its way to another node.
    """
    everything = True
    while True:
        try:
            await asyncio.get_running_loop().run_in_executor(thread, _publish, everything)
            everything = False
        except Error as reason:
            logger.warning("The log could not be published: %s.", type(reason).__name__)
        await asyncio.sleep(EVERY)


def _publish(everything: bool) -> None:  # noqa: FBT001  (an executor passes no names)
    try:
        publish(signer=signer.load(), now=now(), everything=everything)
    except Error:
        connections.close_all()
        raise
