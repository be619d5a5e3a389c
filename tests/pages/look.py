"""What a reader of a page sees, and what a strict browser and a screen reader check."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client

VOID = {"meta", "link", "input", "br", "path", "img", "circle"}


@dataclass
class Seen(HTMLParser):
    """A page as parsed: its words, headings, links, ids and faults."""

    words: str = ""
    headings: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    language: str | None = None
    faults: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = given.get("lang")
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(int(tag[1]))
        self._note_places(tag, given)
        self._note_faults(tag, given)

    def _note_places(self, tag: str, given: dict[str, str | None]) -> None:
        if href := given.get("href"):
            if tag == "a":
                self.links.append(href)
            if "://" in href and tag != "a":
                self.faults.append(f"{tag} fetches {href}")
        if name := given.get("id"):
            self.ids.append(name)

    def _note_faults(self, tag: str, given: dict[str, str | None]) -> None:
        if tag in {"script", "style"}:
            self.faults.append(tag)
        self.faults += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "time" and not given.get("datetime"):
            self.faults.append("a time without datetime")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        if "title" not in self.open:
            self.words = " ".join(f"{self.words} {data}".split())


def look(content: bytes) -> Seen:
    """Read a page."""
    seen = Seen()
    seen.feed(content.decode())
    seen.close()
    return seen


def faults(seen: Seen) -> list[str]:
    """What is wrong with a page's structure."""
    found = list(seen.faults)
    if seen.headings.count(1) != 1 or seen.headings[0] != 1:
        found.append("not one h1, first")
    steps = zip(seen.headings, seen.headings[1:], strict=False)
    found += ["a heading is skipped" for one, other in steps if other > one + 1]
    if len(set(seen.ids)) != len(seen.ids):
        found.append("an id twice")
    if seen.tags.count("main") != 1 or "header" not in seen.tags:
        found.append("no landmarks")
    if "#content" not in seen.links or "content" not in seen.ids:
        found.append("no skip link")
    return found + [tag for tag in seen.open if tag]


def words(client: Client, address: str) -> str:
    """What this browser reads at the address."""
    answer = client.get(address)
    assert answer.status_code == 200
    return look(answer.content).words
