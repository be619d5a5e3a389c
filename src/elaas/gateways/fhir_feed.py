"""A FHIR R4 server, read by its search interface (https://hl7.org/fhir/R4/http.html#search)."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpx

from elaas.intake import feed
from elaas.intake.feed import FeedFailed

PAGE = 500  # resources asked for at a time
IDS = 50  # ids in one search: the address must not grow too long for servers in between
SECONDS = 30  # without a sign of life
HEADERS = {"Accept": "application/fhir+json", "User-Agent": "eLaas"}


class Feed:
    """The FHIR server at `url`, the address to which /Patient and so on are added."""

    def __init__(self, url: str) -> None:
        """Raises FeedFailed when `url` is no web address."""
        try:
            self._base = httpx.URL(url.rstrip("/") + "/")
        except httpx.InvalidURL as reason:
            raise FeedFailed(f"«{url}» is no web address: {reason}.") from None
        if self._base.scheme not in {"http", "https"} or not self._base.host or self._base.query:
            raise FeedFailed(f"«{url}» is not the address of a FHIR server.")
        self._client = httpx.Client(headers=HEADERS, timeout=SECONDS)
        self._with_history: frozenset[str] | None = None  # types; None: not asked yet

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def changed(self, kind: str, *, since: datetime | None) -> Iterator[object]:
        """The resources of type `kind` changed at or after `since`, or all; page by page."""
        terms = {"_sort": "_lastUpdated", "_count": str(PAGE)}
        if since is not None:
            terms["_lastUpdated"] = f"ge{_moment(since)}"
        yield from self._pages(kind, kind, terms)

    def has_history(self, kind: str) -> bool:
        """Whether its CapabilityStatement says so; asked once. One that has none says no."""
        if self._with_history is None:
            url = self._base.join("metadata")
            response = self._answer(url)
            is_there = response.status_code == httpx.codes.OK
            self._with_history = _with_history(response.content) if is_there else frozenset()
        return kind in self._with_history

    def history(self, kind: str, *, since: datetime) -> Iterator[object]:
        """The versions since then (https://hl7.org/fhir/R4/http.html#history), page by page."""
        terms = {"_since": _moment(since), "_count": str(PAGE)}
        yield from self._pages(kind, f"{kind}/_history", terms)

    def named(self, kind: str, ids: Collection[str]) -> Iterator[object]:
        """Those of these resources of type `kind` that there are."""
        chosen = list(ids)
        for start in range(0, len(chosen), IDS):
            some = chosen[start : start + IDS]
            yield from self._pages(kind, kind, {"_id": ",".join(some), "_count": str(IDS)})

    def _pages(self, kind: str, place: str, terms: Mapping[str, str]) -> Iterator[object]:
        url = self._base.join(f"{place}?{urlencode(terms)}")
        asked: set[str] = set()
        while True:
            asked.add(str(url))
            page = self._page(url)
            entries = _entries(page)
            yield from entries
            following = _next(page)
            if following is None:
                break
            url = self._follow(url, following, asked)
        if len(asked) == 1:
            _refuse_half(page, entries, kind)

    def _page(self, url: httpx.URL) -> Mapping[str, object]:
        response = self._answer(url)
        if response.status_code != httpx.codes.OK:
            raise FeedFailed(
                f"{self._base.host} answered {response.status_code} {response.reason_phrase}"
                f" to {url.path}."
            )
        try:
            page = json.loads(response.content)
        except (ValueError, RecursionError):
            raise FeedFailed(f"{self._base.host} answered {url.path} with no JSON.") from None
        if not isinstance(page, dict) or page.get("resourceType") != "Bundle":
            raise FeedFailed(f"{self._base.host} answered {url.path} with no FHIR Bundle.")
        return page

    def _answer(self, url: httpx.URL) -> httpx.Response:
        try:
            return self._client.get(url)
        except httpx.HTTPError as reason:
            why = str(reason).strip() or type(reason).__name__
            raise FeedFailed(f"{self._base.host} cannot be reached: {why}.") from None

    def _follow(self, current: httpx.URL, following: str, asked: set[str]) -> httpx.URL:
        """The next page's address; not another server's, which would be told what we look for."""
        try:
            url = current.join(following)
        except httpx.InvalidURL:
            raise FeedFailed(f"{self._base.host} gave a next page with no address.") from None
        if _origin(url) != _origin(self._base):
            raise FeedFailed(f"{self._base.host} sends us on to another server, {url.host}.")
        if str(url) in asked:
            raise FeedFailed(f"{self._base.host} gives the same page of {url.path} over and over.")
        return url


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _with_history(content: bytes) -> frozenset[str]:
    """The types whose history a CapabilityStatement offers; none where it cannot be read."""
    try:
        statement = json.loads(content)
        return frozenset(
            one["type"]
            for rest in statement.get("rest", [])
            for one in rest.get("resource", [])
            if any(can["code"] == "history-type" for can in one.get("interaction", []))
        )
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError):
        return frozenset()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _entries(page: Mapping[str, object]) -> list[object]:
    """What matched; a server may add an OperationOutcome of its own."""
    entries = page.get("entry", [])
    if not isinstance(entries, list):
        raise FeedFailed("The FHIR server gave a Bundle whose entry is not a list.")
    return [entry for entry in entries if not _is_outcome(entry)]


def _is_outcome(entry: object) -> bool:
    search = entry.get("search") if isinstance(entry, dict) else None
    return isinstance(search, dict) and search.get("mode") == "outcome"


def _next(page: Mapping[str, object]) -> str | None:
    links = page.get("link", [])
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("relation") == "next":
            url = link.get("url")
            return url if isinstance(url, str) else None
    return None


def _refuse_half(page: Mapping[str, object], entries: list[object], kind: str) -> None:
    """One page without a next one must be everything, or visits would be missed in silence."""
    total = page.get("total")
    if isinstance(total, int) and total > len(entries):
        raise FeedFailed(
            f"The FHIR server gave only {len(entries)} of {total} {kind} and no next page."
        )


_: Callable[[str], feed.Feed] = Feed
