"""Where the witness and those who follow a log read the clock."""

import time


def now() -> int:
    """Unix seconds."""
    return int(time.time())
