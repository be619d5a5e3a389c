"""`elaas witness`: vouch that somebody else's log only grows."""

import argparse
import secrets
import signal
import sys
from http import HTTPStatus
from pathlib import Path
from types import FrameType

from elaas.tlog.note import BadKey, Key, key_told
from elaas.witness import clock
from elaas.witness.cosigner import Answer, Cosigner
from elaas.witness.memory import SEED, Memory, NoMemory
from elaas.witness.server import PATH, WitnessServer

FOLDER = Path("witness")
PORT = 8480
HIGHEST_PORT = 65535


def main(argv: list[str]) -> int:
    """Run `elaas witness`; answers 1 with a sentence on standard error if it cannot be done."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except (NoMemory, BadKey) as reason:
        print(f"elaas witness: {reason}", file=sys.stderr)
        return 1
    except OSError as reason:
        where = f"{reason.filename} cannot be used: " if reason.filename else ""
        print(f"elaas witness: {where}{reason.strerror or reason}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="elaas witness",
        description="Vouch that a log only grows (C2SP tlog-witness). Needs no database.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    init = commands.add_parser("init", help="make a witness with a key of its own")
    init.add_argument("--name", required=True, help="its name for ever, e.g. witness.example/w1")
    _folder(init)
    init.set_defaults(run=_init)
    run = commands.add_parser("run", help="answer the logs it follows, until Ctrl-C")
    run.add_argument(
        "--log", required=True, metavar="KEY[,KEY]", help="the logs' keys, as each says at log/key"
    )
    run.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    run.add_argument("--port", type=_port, default=PORT, help="0: any free one (%(default)s)")
    _folder(run)
    run.set_defaults(run=_run)
    return parser


def _folder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--folder", type=Path, default=FOLDER, help="its key and what it has seen (./%(default)s)"
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST_PORT:
        message = f"a port is a number up to {HIGHEST_PORT}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _init(arguments: argparse.Namespace) -> None:
    signer = Memory(arguments.folder).begin(name=arguments.name, seed=secrets.token_bytes(SEED))
    print(signer.key)
    print(
        f"That is its public key, to be told to whoever runs the log. {arguments.folder} holds the"
        " private one: keep it where the log's owners do not reach.",
        file=sys.stderr,
    )


def _run(arguments: argparse.Namespace) -> None:
    logs = [_log(text) for text in arguments.log.split(",")]
    memory = Memory(arguments.folder)
    signer = memory.signer()
    with memory.held():
        cosigner = Cosigner(signer=signer, logs=logs, memory=memory)

        def ask(body: bytes) -> Answer:
            return _told(cosigner.add_checkpoint(body, time=clock.now()))

        with WitnessServer(arguments.host, arguments.port, ask) as server:
            signal.signal(signal.SIGTERM, _end)
            at = f"http://{arguments.host}:{server.server_port}{PATH}"
            print(f"{signer.name} answers at {at} - Ctrl-C stops it.", flush=True)
            server.serve_forever()


def _log(text: str) -> Key:
    return key_told(text.strip())


def _told(answer: Answer) -> Answer:
    """Say on standard output what was refused to a log; what is cosigned the log shows."""
    if answer.status is not HTTPStatus.OK:
        why = answer.body.decode().strip()
        print(f"refused, {answer.status.value} {answer.status.phrase}: {why}", flush=True)
    return answer


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
