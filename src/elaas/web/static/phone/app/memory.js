/** Whether the browser has kept what it was given, and will. */

/** @import { Store } from "./store.js" */

const MARK = "elaas-enrolled"; // in localStorage, which browsers do not clear when space is short

/** Remembers, outside the store, that this is somebody's phone. */
export function markEnrolled() {
  localStorage.setItem(MARK, "true");
}

/**
 * Whether this was somebody's phone and the store has been emptied since.
 * @param {Store} store
 */
export async function evicted(store) {
  const [account, keyPair] = [await store.get("account"), await store.get("keyPair")];
  return localStorage.getItem(MARK) !== null && (account === undefined || keyPair === undefined);
}

/** Asks the browser to keep the store when space is short; whether it promises to. */
export async function keepsItsWord() {
  const { storage } = navigator;
  return (await storage.persisted()) || (await storage.persist());
}
