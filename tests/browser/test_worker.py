"""The service worker: a page is kept with the modules it was made for, and with no others."""

import pytest

from tests.browser.lab import Lab

_RENEW = """
const source = await (await fetch("/phone/worker.js")).text();
const answer = new Response("new", { headers: { "eLas-Shell": given } });
const started = new Function("VERSION", "SHELL", "fetch", `${source}; return renew;`);
const cache = await caches.open("test");
await cache.put("/telefon/", new Response("old"));
await started("7", ["/telefon/"], async () => answer)(cache);
return (await cache.match("/telefon/")).text();
"""


@pytest.mark.parametrize(("shell", "kept"), [("7", "new"), ("8", "old")])
def test_the_page_of_another_shell_is_not_kept(lab: Lab, shell: str, kept: str) -> None:
    assert lab.call("protocol/bytes.js", _RENEW, shell) == kept
