"""The recipient's page checks in the browser that what it says stands in the log."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from elaas.access.operations.attempts import Tried, note_attempts
from elaas.access.rules import Refusal
from elaas.demo.town import key_of
from elaas.ledger.models import Cosignature
from elaas.ledger.queries.tree import Head
from elaas.people.models import Phone, Recipient
from elaas.tlog.cosignature import COSIGNATURE, cosign
from elaas.tlog.note import Note, Signer, note_in
from tests.air import rig
from tests.audit.town import LATER, LOCK, NOW, build, published
from tests.browser.accessible import check
from tests.commands import ELAAS, environment, free_port, run
from tests.ledger.log import SIGNER

WITNESS = Signer("vitne.example", bytes(32), COSIGNATURE)


@dataclass(frozen=True, slots=True)
class Home:
    """Where Bjørn's page is, with the visits of his one day."""

    url: str

    def look(self, page: Page) -> None:
        """Open it."""
        page.goto(self.url)


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Iterator[Home]:
    """Bjørn's door was opened four times; the log is published, and a witness has cosigned it."""
    phone = build(openings=4).phone
    a_fraction_later = NOW + timedelta(minutes=20, microseconds=1234)
    label = LOCK.removeprefix("L-")
    tried = Tried(id=uuid4(), label=label, reason=Refusal.NOT_NOW, at=a_fraction_later)
    ola = Phone.objects.get(id=phone).employee_id
    note_attempts(attempts=[tried], phone=phone, employee=ola, now=LATER)
    head, _ = published()
    witnessed(head)
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    (keys / "log.key").touch(0o600)
    (keys / "log.key").write_text(SIGNER.encode())
    bjorn = Recipient.objects.get(source_id=key_of("bjorn"))
    port = str(free_port())
    env = {
        "ELAAS_DATABASE_URL": database_url,
        "ELAAS_DATA": str(tmp_path),
        "ELAAS_DEMO": "1",
        "ELAAS_WITNESSES": f"https://vitne.example {WITNESS.key}",
        "PORT": port,
    }
    before = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with ExitStack() as running:
        running.enter_context(rig.program(*ELAAS, "serve", env=environment(**env)))
        yield Home(f"http://127.0.0.1:{port}/recipient/{bjorn.id}/?before={before}")


def witnessed(head: Head) -> None:
    note: Note = note_in(head.note)
    line = cosign(note, WITNESS, time=int(LATER.timestamp()))
    whole = Note(note.text, (line,)).encode()
    Cosignature.objects.create(
        head_id=head.size,
        witness=str(WITNESS.key),
        seen_at=LATER,
        line=whole[len(note.text.encode()) + 1 :],
    )


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A small screen that knows nothing yet; an error that nobody caught fails the test."""
    with chromium.new_context(locale="nb-NO", viewport={"width": 320, "height": 640}) as context:
        opened = context.new_page()
        uncaught: list[str] = []
        opened.on("pageerror", lambda error: uncaught.append(str(error)))
        yield opened
        assert uncaught == []


def changed(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.mark.needs("npm", "npm")
def test_each_line_and_the_whole_are_checked_in_words(home: Home, page: Page) -> None:
    home.look(page)

    expect(page.locator("[data-checked=yes]")).to_have_count(5)
    expect(page.locator(".checked").last).to_have_text(
        "Kontrollert her i nettleseren din: i loggen kl. 10.43, lås 0010."
    )
    expect(page.locator("#checked")).to_contain_text("Det som vises, står i loggen.")
    expect(page.locator("#checked")).to_contain_text("vitne.example, som ikke er oss")
    check(page)


def test_without_script_it_says_that_nothing_was_checked(home: Home, chromium: Browser) -> None:
    with chromium.new_context(locale="nb-NO", java_script_enabled=False) as context:
        page = context.new_page()
        home.look(page)

        expect(page.locator(".checked")).to_have_text(["Ikke kontrollert her."] * 5)
        expect(page.locator("#checked")).to_contain_text("Ikke kontrollert her")


def test_a_time_that_was_changed_does_not_fit_the_log(home: Home, page: Page) -> None:
    changed("UPDATE access_receipt SET at = at + '1 min' WHERE seq = 2")
    changed("UPDATE ledger_entry SET at = at + '1 min' WHERE body LIKE '%\"seq\":2,%'::bytea")
    home.look(page)

    expect(page.locator("[data-checked=no]")).to_have_count(1)
    expect(page.locator("[data-checked=no] .checked")).to_contain_text("stemmer ikke")
    expect(page.locator("#checked")).to_contain_text("stemmer ikke med loggen")


def test_an_entry_that_was_rewritten_does_not_stand_in_the_log(home: Home, page: Page) -> None:
    changed("UPDATE ledger_entry SET salt = sha256('') WHERE body LIKE '%\"seq\":3,%'::bytea")
    home.look(page)

    expect(page.locator("[data-checked=no]")).to_have_count(1)
    expect(page.locator("[data-checked=yes]")).to_have_count(4)


def test_a_log_with_another_key_is_not_the_log_this_browser_knows(home: Home, page: Page) -> None:
    home.look(page)
    expect(page.locator("[data-checked=yes]")).to_have_count(5)

    other = Signer(SIGNER.name, bytes(32))
    page.evaluate("(key) => localStorage.setItem('elaas-log-key', key)", str(other.key))
    page.reload()

    expect(page.locator("[data-checked=no]")).to_have_count(5)
    expect(page.locator("#checked")).to_contain_text("stemmer ikke med loggen")


def test_without_a_witness_it_says_that_nobody_outside_has_looked(home: Home, page: Page) -> None:
    changed("DELETE FROM ledger_cosignature")
    home.look(page)

    expect(page.locator("#checked")).to_contain_text("Ingen utenfor kommunen")
    expect(page.locator("[data-checked=yes]")).to_have_count(5)


def test_a_saved_proof_is_checked_without_us(home: Home, page: Page, tmp_path: Path) -> None:
    home.look(page)
    with page.expect_download() as saving:
        page.get_by_role("link", name="Lagre beviset").last.click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)

    told = run("verify", file, "--key", SIGNER.key, "--witness", WITNESS.key)

    assert file.name == f"elaas-{LOCK}.4.tlog-proof"
    assert told.returncode == 0, told.stderr
    assert LOCK in told.stdout
    assert "vitne.example" in told.stdout
