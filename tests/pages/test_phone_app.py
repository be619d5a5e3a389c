"""The shell of the employee's phone: for everybody, about nobody, whole without a network."""

import json
import re

import pytest
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from elaas.access.rules import Refusal
from elaas.protocol.receipt import Outcome
from elaas.web.phone_texts import TEXTS


def test_the_page_needs_no_database_and_names_nobody(client: Client) -> None:
    answer = client.get("/telefon/")

    assert answer.status_code == 200
    assert b"elaas-simulated-radio" not in answer.content


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_speaks_the_language_of_the_browser(client: Client, language: str) -> None:
    answer = client.get("/telefon/", headers={"accept-language": language})

    texts = re.search(r'<script id="texts"[^>]*>(.*)</script>', answer.content.decode())
    assert texts is not None
    said = {
        "nb": "Bank på døren. Kobler til …",
        "nn": "Bank på døra. Koplar til …",
        "en": "Knock on the door. Connecting …",
    }
    assert json.loads(texts[1])["step_connecting"] == said[language]


def test_the_worker_keeps_every_module_that_another_one_asks_for(client: Client) -> None:
    worker = client.get("/telefon/sw.js").content.decode()
    found = re.search(r"const SHELL = (.*);", worker)
    assert found is not None
    shell = json.loads(found[1])

    assert shell[0] == "/telefon/"
    assert "/static/phone/app/main.js" in shell
    assert "/static/phone/radio/bluetooth.js" in shell
    assert "/static/phone/protocol/edhoc.js" in shell
    assert "/static/phone/worker.js" not in shell
    assert not [address for address in shell if address.startswith("/phone/")]


def test_the_decoder_of_labels_is_kept_only_by_phones_that_ask_for_it(client: Client) -> None:
    worker = client.get("/telefon/sw.js").content.decode()

    assert 'const LATER = ["/static/vendor/jsqr.js"];' in worker
    shell = re.search(r"const SHELL = (.*);", worker)
    assert shell is not None
    assert "jsqr" not in shell[1]


def test_the_worker_is_asked_for_anew_each_time(client: Client) -> None:
    answer = client.get("/telefon/sw.js")

    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"] == "text/javascript"


def test_the_page_says_which_shell_it_belongs_to(client: Client) -> None:
    worker = client.get("/telefon/sw.js").content.decode()

    assert f'const VERSION = "{client.get("/telefon/")["eLas-Shell"]}"' in worker


def test_it_can_be_installed(client: Client) -> None:
    answer = client.get("/telefon/app.webmanifest")

    manifest = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert manifest["start_url"] == manifest["scope"] == "/telefon/"
    assert manifest["display"] == "standalone"


def test_there_are_words_for_whatever_a_lock_may_answer() -> None:
    assert {f"outcome_{one.value}" for one in Outcome if one is not Outcome.DONE} <= TEXTS.keys()


def test_no_employee_is_told_to_use_a_key_that_only_the_resident_has() -> None:
    assert not [name for name, text in TEXTS.items() if "ordinary key" in str(text)]
    with translation.override("nb"):
        assert not [name for name, text in TEXTS.items() if "vanlige nøkkel" in str(text)]


def test_there_are_words_for_every_reason_the_server_has() -> None:
    assert {str(one) for one in Refusal} <= TEXTS.keys()


def test_outside_the_demo_nobody_makes_a_browser_somebody_s_phone(
    client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    somebody = "5f0f6c0e-2b0f-4a7e-9a55-8f6d0a6f0a11"

    assert client.post(f"/employee/{somebody}/phone/").status_code == 404
