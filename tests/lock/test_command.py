"""`elaas lock`, as a person or a script uses it."""

import errno
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from elaas.lock.command import main
from elaas.lock.folder import running, show
from elaas.lock.identity import make_lock
from elaas.lock.journal import FILE
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession
from tests.commands import ELAAS
from tests.keys import AUTHORITY
from tests.lock.door import NOON, PHONE, Door, credential, the_time


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The folder of a lock made on the command line."""
    assert main(["init", str(tmp_path / "lock"), "--id", "L-0042", "--label", "0042"]) == 0
    (tmp_path / "label.json").write_text(capsys.readouterr().out)
    return tmp_path / "lock"


def shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What `show` prints."""
    assert main(["show", str(folder)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_init_prints_the_label_and_show_the_lock(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    label = json.loads((folder.parent / "label.json").read_text())

    assert (label["lock_id"], label["label"]) == ("L-0042", "0042")
    assert shown(folder, capsys) == {
        "lock_id": "L-0042",
        "label": "0042",
        "claimed": False,
        "epoch": 0,
        "seq": 0,
        "acknowledged": 0,
        "battery": 100,
        "bolt": "locked",
        "awake": False,
        "clock": None,
        "journal": [],
    }


def test_faults_key_and_knock_are_seen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["fault", "battery=4"], ["fault", "clock=-300"], ["fault", "jam"]):
        assert main([arguments[0], str(folder), arguments[1]]) == 0
    assert main(["key", str(folder), "open"]) == 0
    assert main(["knock", str(folder)]) == 0

    found = shown(folder, capsys)

    assert (found["battery"], found["bolt"], found["awake"]) == (4, "open", True)
    assert found["clock"] is None
    assert main(["key", str(folder), "lock"]) == 0
    assert shown(folder, capsys)["bolt"] == "locked"


@pytest.mark.parametrize("fault", ["", "battery", "battery=-1", "battery=101", "jam=1", "clock=x"])
def test_a_fault_that_is_none_is_a_usage_error(folder: Path, fault: str) -> None:
    with pytest.raises(SystemExit) as usage:
        main(["fault", str(folder), fault])
    assert usage.value.code == 2


@pytest.mark.parametrize(
    "arguments",
    [["show"], ["knock"], ["fault", "jam"], ["key", "open"], ["run", "--radio", "pipe"]],
)
def test_without_a_lock_there_is_one_clear_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main([arguments[0], str(tmp_path / "nothing"), *arguments[1:]]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "elaas lock: There is no lock here; `elaas lock init` makes one.\n"


@pytest.mark.parametrize(("lock_id", "label"), [("", "0042"), ("L" * 17, "0042"), ("L-0042", "42")])
def test_a_bad_id_or_label_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lock_id: str, label: str
) -> None:
    assert main(["init", str(tmp_path / "lock"), "--id", lock_id, "--label", label]) == 1

    assert capsys.readouterr().err.startswith("elaas lock: A l")
    assert not (tmp_path / "lock").exists()


def test_a_lock_id_that_is_too_long_is_told_in_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "lock"), "--id", "å" * 9, "--label", "0042"]) == 1

    assert "1 to 16 bytes of printable text" in capsys.readouterr().err


def test_a_lock_whose_label_cannot_be_printed_is_not_made(tmp_path: Path) -> None:
    def init(folder: Path, output: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "elaas", "lock", "init", str(folder)]
        with Path(output).open("w") as stdout:
            return subprocess.run(
                [*command, "--id", "L-0042", "--label", "0042"],
                stdout=stdout, stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip

    failed = init(tmp_path / "lock", "/dev/full")
    assert failed.returncode != 0
    assert failed.stderr.splitlines()[0] == "elaas lock: No space left on device."
    assert not (tmp_path / "lock").exists()

    assert init(tmp_path / "lock", str(tmp_path / "label.json")).returncode == 0
    label = json.loads((tmp_path / "label.json").read_text())
    assert show(tmp_path / "lock")["lock_id"] == label["lock_id"]


@pytest.mark.parametrize("existing", [True, False])
def test_what_stops_the_label_leaves_a_folder_as_it_was(tmp_path: Path, *, existing: bool) -> None:
    folder = tmp_path / "lock"
    if existing:
        folder.mkdir()

    def full(_label: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        make_lock(folder, lock_id="L-0042", label="0042", print_label=full)

    assert folder.exists() is existing
    assert not existing or list(folder.iterdir()) == []


def test_a_folder_with_a_lock_keeps_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    assert main(["init", str(folder), "--id", "L-0043", "--label", "0043"]) == 1

    assert capsys.readouterr().err == f"elaas lock: {folder} already holds a lock.\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_damaged_journal_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / FILE).write_bytes(b"")

    for arguments in (["show", str(folder)], ["run", str(folder), "--radio", "pipe"]):
        assert main(arguments) == 1
        assert capsys.readouterr().err == "elaas lock: The journal holds no state.\n"


def test_what_the_system_refuses_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "battery").mkdir()

    assert main(["show", str(folder)]) == 1
    assert capsys.readouterr().err.startswith(f"elaas lock: {folder}/battery cannot be used: ")


@pytest.mark.parametrize(
    "where",
    [
        "ws:8000", "ws::", "ws:127.0.0.1:x", "ws:127.0.0.1:70000", "ws:127.0.0.1:\u0661",
        f"ws:127.0.0.1:{'1' * 5000}", f"ws:{'a' * 64}:8000", "ws:[",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    assert main(["run", str(folder), "--radio", where]) == 1
    assert "ws takes HOST:PORT" in capsys.readouterr().err


def test_a_second_program_does_not_run_the_same_lock(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(folder):
        assert main(["run", str(folder), "--radio", "pipe"]) == 1
    assert capsys.readouterr().err == f"elaas lock: The lock in {folder} is running already.\n"


def test_show_sees_the_clock_of_a_running_lock(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    label = json.loads((folder.parent / "label.json").read_text())
    with running(folder, always_awake=True) as lock:
        assert shown(folder, capsys)["clock"] is None
        door = Door(folder, label, None, lock, [])  # type: ignore[arg-type]  # only the lock is asked
        door.claim()
        main(["fault", str(folder), "clock=-300"])
        found = shown(folder, capsys)
        assert found["clock"]["time"] in range(NOON - 300, NOON - 240)
        assert (found["clock"]["uncertainty"], found["awake"]) == (None, True)
        status = door.ask(None, "status")[1]
        assert status[4] in range(NOON - 300, NOON - 240)
        door.ask(None, "time", the_time(status[15], NOON + 5))
        assert shown(folder, capsys)["clock"]["time"] in range(NOON + 5, NOON + 60)
        door.ask(credential(cti=bytes(range(16))), "open")
        found = shown(folder, capsys)

    assert (found["seq"], found["claimed"], found["bolt"]) == (2, True, "open")
    assert found["journal"][1] == {
        "seq": 2,
        "time": found["journal"][1]["time"],
        "operation": "open",
        "outcome": "done",
        "cti": bytes(range(16)).hex(),
    }
    resting = shown(folder, capsys)
    assert (resting["clock"], resting["awake"]) == (None, False)


def test_show_prints_the_newest_fifty(door: Door) -> None:
    for _ in range(60):
        door.ask(credential(), "lock")

    assert [entry["seq"] for entry in show(door.folder)["journal"]] == list(range(12, 62))


def elaas_lock_run(folder: Path, lines: str) -> subprocess.CompletedProcess[str]:
    """`elaas lock run DIR --radio pipe` with these lines on its standard input."""
    command = [*ELAAS, "lock", "run", str(folder), "--radio", "pipe"]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=False)


def test_the_pipe_answers_line_by_line_and_ends_with_its_input(folder: Path) -> None:
    phone = PhoneSession(key=PHONE, lock_id="L-0042", lock_key=AUTHORITY.public_key)
    message_1 = phone.message_1().hex()
    lines = [message_1, message_1.upper(), "zz", "", "0", "é", "disconnect", "disconnect", "05"]

    ran = elaas_lock_run(folder, "\n".join(lines))

    first, answer, *rest = ran.stdout.splitlines()
    assert (ran.returncode, ran.stderr, first) == (0, "", "ready")
    assert len(bytes.fromhex(answer)) == 46
    assert rest == ["att 80"] * 5 + ["ok", "ok", "att 80"]


def test_the_pipe_carries_a_whole_visit(folder: Path) -> None:
    command = [*ELAAS, "lock", "run", str(folder), "--radio", "pipe"]
    label = json.loads((folder.parent / "label.json").read_text())
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

        class Wire:
            """The lock at the other end."""

            def request(self, frame: bytes) -> bytes:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(frame.hex() + "\n")
                return bytes.fromhex(process.stdout.readline())

            def connect(self) -> None:
                """A pipe is always connected."""

            def disconnect(self) -> None:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write("disconnect\n")
                assert process.stdout.readline() == "ok\n"

        door = Door(folder, label, None, Wire(), [])  # type: ignore[arg-type]  # only the wire is asked
        door.claim()
        outcome, receipt = door.ask(credential(), "open")
        assert (outcome, door.read(receipt).seq) == (Outcome.DONE, 2)
        process.stdin.close()
        assert process.wait() == 0

    assert show(folder)["bolt"] == "open"


def test_a_lock_does_not_load_django(folder: Path) -> None:
    program = (
        "import sys; from elaas.cli import main; "
        f"main(['lock', 'show', {str(folder)!r}]); "
        "sys.exit(any(name.split('.')[0] in {'django', 'bumble'} for name in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert ran.returncode == 0


def test_a_pipe_whose_other_end_is_gone_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken:
        """Standard input whose reader fails half way."""

        @property
        def buffer(self) -> Iterator[bytes]:
            yield b"zz\n"
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr(sys, "stdin", Broken())

    assert main(["run", str(folder), "--radio", "pipe"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("ready\natt 80\n", "elaas lock: Broken pipe.\n")


def test_an_interruption_ends_quietly(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted:
        """Standard input at the moment of Ctrl-C."""

        @property
        def buffer(self) -> Any:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Interrupted())

    assert main(["run", str(folder), "--radio", "pipe"]) == 0
    assert capsys.readouterr().out == "ready\n"
