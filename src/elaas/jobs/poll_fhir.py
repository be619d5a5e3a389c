"""`elaas poll-fhir`: follow a care system's FHIR server."""

import argparse
import importlib
from contextlib import suppress

from elaas.jobs.setup import ready

SECONDS = 60
_POLLING = "elaas.jobs.polling"  # loads Django's models, and so only once there is a database


def main(argv: list[str]) -> int:
    """Poll until Ctrl-C, or once; with --once answers 1 if the server did not answer."""
    parser = argparse.ArgumentParser(
        prog="elaas poll-fhir",
        description=f"Ask a FHIR R4 server every {SECONDS} s for what is new, until Ctrl-C.",
    )
    parser.add_argument("url", metavar="URL", help="the server's address, as https://HOST/fhir")
    parser.add_argument("--once", action="store_true", help="ask one time")
    arguments = parser.parse_args(argv)
    with ready():
        polling = importlib.import_module(_POLLING)
        with polling.feed(arguments.url) as feed:
            if arguments.once:
                return 0 if polling.one_round(feed, told=set()) else 1
            with suppress(KeyboardInterrupt):
                polling.follow(feed, seconds=SECONDS)
    return 0
