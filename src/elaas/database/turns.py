"""Transactions that get in each other's way: why one had to give way, and once more.

Errors come as psycopg's own, or as Django's with psycopg's as their cause.
"""

from collections.abc import Callable
from typing import TypeVar

from psycopg import errors

T = TypeVar("T")

TRIES = 3


def gave_way(error: BaseException) -> bool:
    """Whether PostgreSQL ended this transaction so that another could go on: try it again."""
    return _is(error, errors.DeadlockDetected, errors.SerializationFailure)


def waited_too_long(error: BaseException) -> bool:
    """Whether `lock_timeout` ran out: another transaction holds what this one needs."""
    return _is(error, errors.LockNotAvailable)


def again(work: Callable[[], T]) -> T:
    """What `work`, a whole transaction, answers; when it has to give way it is done once more.

    Three times at most, then it raises what PostgreSQL said. What `work` changes outside the
    database must bear being done again.
    """
    for _ in range(TRIES - 1):
        try:
            return work()
        except Exception as error:  # Django's wrapping and psycopg's own alike: gave_way tells
            if not gave_way(error):
                raise
    return work()


def _is(error: BaseException, *kinds: type[errors.Error]) -> bool:
    return isinstance(error, kinds) or isinstance(error.__cause__, kinds)
