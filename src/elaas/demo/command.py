"""`elaas demo`: a database, a town, its locks, a web server, and a visit told as it happens."""

import argparse
import importlib
import os

from elaas.jobs.serve import port_from_environment, refuse_taken
from elaas.jobs.setup import ready

_SHOW = "elaas.demo.show"  # loads Django's models, so only when Django is set up
HOST = "127.0.0.1"


def main(argv: list[str]) -> int:
    """Run the demo until Ctrl-C, or with --once until the story has been told."""
    parser = argparse.ArgumentParser(
        prog="elaas demo", description="A simulated municipality, its locks and its phones."
    )
    parser.add_argument("--once", action="store_true", help="play the story and end")
    arguments = parser.parse_args(argv)
    port = port_from_environment()
    refuse_taken(host=HOST, port=port)
    os.environ["ELAAS_DEMO"] = "1"
    os.environ["ELAAS_HOST"] = HOST
    try:
        with ready():
            importlib.import_module(_SHOW).show(url=f"http://{HOST}:{port}/", once=arguments.once)
    except KeyboardInterrupt:
        print("\nStopped.")
    return 0
