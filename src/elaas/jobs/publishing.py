"""What `elaas work` does beside its jobs: publish the log, and have each witness look at it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import Error, connections
from django.utils.module_loading import import_string

from elaas.jobs.clock import now
from elaas.ledger import signer
from elaas.ledger.operations.sequence import publish
from elaas.ledger.operations.witnessed import Problem, have_witnessed
from elaas.ledger.witnesses import Witness

EVERY = 5.0  # seconds: a checkpoint is published at least every 10
LONGEST = 60.0  # seconds until a witness that does not answer is asked again

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


@asynccontextmanager
async def publishing() -> AsyncIterator[None]:
    """Publish the log, and have it witnessed, as long as the block lasts.

    Each of them has a thread of its own, so that a witness that is down delays nobody.
    """
    turns = [asyncio.Event() for _ in settings.WITNESSES]
    with ExitStack() as threads:

        def thread() -> Executor:
            one = threads.enter_context(ThreadPoolExecutor(1))
            threads.callback(one.submit, connections.close_all)
            return one

        tasks = [asyncio.create_task(publish_for_ever(thread(), turns))]
        for witness, turn in zip(settings.WITNESSES, turns, strict=True):
            tasks.append(asyncio.create_task(witness_for_ever(witness, turn, thread())))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


async def publish_for_ever(thread: Executor, turns: list[asyncio.Event]) -> None:
    """Publish what is new, in `thread`, until cancelled; the first time everything there is.

    After each time it is the `turns` of the witnesses. When the database fails, that is told, and
    tried again: it may be on its way to another node.
    """
    everything = True
    while True:
        try:
            await _in(thread, partial(_publish, everything=everything))
            everything = False
        except Error as reason:
            logger.warning("The log could not be published: %s.", type(reason).__name__)
        for turn in turns:
            turn.set()
        await asyncio.sleep(EVERY)


async def witness_for_ever(witness: Witness, turn: asyncio.Event, thread: Executor) -> None:
    """Have it look at each head that is published, in `thread`, until cancelled.

    What is the matter is told once, and it is asked ever less often until it answers.
    """
    told: Problem | None = None
    wait = 0.0
    while True:
        await turn.wait()
        turn.clear()
        try:
            problem = await _in(thread, partial(_witness, witness))
        except Error as reason:
            problem = Problem(f"the database failed: {type(reason).__name__}")
        if problem and problem != told:
            level = logging.ERROR if problem.serious else logging.WARNING
            logger.log(level, "The witness %s: %s.", witness.key.name, problem.why)
        told = problem
        wait = min(LONGEST, max(EVERY, 2 * wait)) if problem else 0.0
        await asyncio.sleep(wait)


async def _in(thread: Executor, work: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(thread, work)


def _publish(*, everything: bool) -> None:
    try:
        publish(signer=signer.load(), now=now(), everything=everything)
    except Error:
        connections.close_all()
        raise


def _witness(witness: Witness) -> Problem | None:
    try:
        return have_witnessed(witness, ask=import_string(settings.WITNESS_GATEWAY), now=now())
    except Error:
        connections.close_all()
        raise
