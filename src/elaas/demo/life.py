"""After the story: the town goes on with its day."""

import random
import threading
from collections.abc import Sequence

from elaas.demo.people import Worker
from elaas.demo.phone.server import ServerRefused, Unreachable
from elaas.demo.story import tell

PAUSE = 20.0  # seconds between two visits


def go_on(workers: Sequence[Worker], *, stop: threading.Event) -> None:
    """Somebody opens a door they have an assignment behind, again and again, until `stop`."""
    choice = random.Random(7)  # noqa: S311  (whose turn it is, nothing secret)
    while not stop.wait(PAUSE):
        worker = choice.choice(workers)
        try:
            worker.sync()
            doors = worker.doors_open_now()
            if doors:
                tell(f"{worker.name}'s phone: {worker.open(choice.choice(doors))}")
                worker.sync()
        except (Unreachable, ServerRefused) as reason:
            tell(f"{worker.name}'s phone: {reason}")
