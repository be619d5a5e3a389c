/**
 * The service worker: the app's shell is there with the server gone.
 *
 * The server puts VERSION, SHELL and LATER before this file: a digest of the shell, its addresses,
 * and those of what only some phones need.
 * Only the shell is kept here. What the API answers never is: it is about people.
 */

/* global VERSION, SHELL, LATER */

const PAGE = SHELL[0];

addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (SHELL.includes(address.pathname)) event.respondWith(kept(event, address.pathname));
  if (LATER.includes(address.pathname)) event.respondWith(keptOnce(event.request));
});

async function fill() {
  const cache = await caches.open(VERSION);
  await cache.addAll(SHELL.map((address) => new Request(address, { cache: "reload" })));
}

async function tidy() {
  const old = (await caches.keys()).filter((name) => name !== VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @type {(event: FetchEvent, pathname: string) => Promise<Response>} */
async function kept(event, pathname) {
  const cache = await caches.open(VERSION);
  // The page is in the language of whoever opened it last; it is fetched anew for the next time.
  if (pathname === PAGE) event.waitUntil(renew(cache));
  return (await cache.match(pathname)) ?? fetch(event.request);
}

/**
 * From the first time that it is asked for it is kept.
 * @param {Request} request
 */
async function keptOnce(request) {
  const cache = await caches.open(VERSION);
  const there = await cache.match(request);
  if (there) return there;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

/** @param {Cache} cache */
async function renew(cache) {
  const answer = await fetch(PAGE, { cache: "no-store" }).catch(() => null); // no network: it stays
  // A newer page does not fit the modules that are here; it comes with the worker that brings both.
  if (answer?.ok && answer.headers.get("eLas-Shell") === VERSION) await cache.put(PAGE, answer);
}
