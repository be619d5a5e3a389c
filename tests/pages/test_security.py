"""What every answer tells the browser about trust."""

from django.test import Client


def test_every_page_forbids_scripts_and_frames_that_are_not_ours(client: Client) -> None:
    answer = client.get("/en-side-som-ikke-finnes")

    policy = answer["Content-Security-Policy"].split("; ")
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_host_name_nobody_gave_us_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "elaas.example"}).status_code == 400
