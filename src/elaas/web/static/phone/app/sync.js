/** Sync: hand over what has happened, and take the day. */

import { tell as tellOfVisits } from "../visit/queue.js";
import { ask, brought, ServerRefused } from "./server.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Bundle } from "./bundle.js"
 * @import { Step } from "./ladder.js"
 * @import { Attempt } from "./phone.js"
 * @import { Store } from "./store.js"
 */

const MOST_AT_ONCE = 200; // receipts in one request
const UNREADABLE = 400; // what the server answers to what it cannot read

/**
 * Hands over receipts, attempts and steps, and keeps the bundle that comes back. What the server has
 * answered for is forgotten, the rest stays for the next time. A phone that the server refuses
 * (blocked, say) hands over all the same.
 * @param {Store} store
 * @returns {Promise<Bundle>} the new bundle
 * @throws {import("./server.js").Unreachable | ServerRefused}
 */
export async function sync(store) {
  let told = 0;
  let bundle;
  try {
    bundle = await fetched(store);
  } finally {
    told = await tellOfVisits(store); // photos take their time; a phone that is refused tells, too
  }
  return told > 0 ? fetched(store) : bundle; // what was told has changed the day
}

/** @type {(store: Store) => Promise<Bundle>} */
async function fetched(store) {
  const { token } = await store.need("account");
  await handOver(store, "attempts", token);
  await handOver(store, "steps", token);
  const receipts = await store.receipts();
  while (receipts.length > MOST_AT_ONCE) {
    await upload(store, receipts.splice(0, MOST_AT_ONCE), token);
  }
  const delivered = await store.delivered();
  const bundle = await day(store, receipts, delivered, token);
  await store.put("bundle", bundle);
  await store.dropReceipts(receipts);
  await store.dropDelivered(delivered);
  return bundle;
}

/**
 * @param {Store} store
 * @param {Bytes[]} receipts
 * @param {string[]} delivered
 * @param {string} token
 */
async function day(store, receipts, delivered, token) {
  try {
    return await ask("/phone/sync", brought({ receipts, delivered }), token);
  } catch (error) {
    if (error instanceof ServerRefused) await upload(store, receipts, token);
    throw error;
  }
}

/** @type {(store: Store, receipts: Bytes[], token: string) => Promise<void>} */
async function upload(store, receipts, token) {
  await ask("/phone/receipts", brought({ receipts }), token);
  await store.dropReceipts(receipts);
}

/**
 * Each goes up under the name of whoever it was, also when the phone has changed hands.
 * @param {Store} store
 * @param {"attempts" | "steps"} name
 * @param {string} token ours
 */
async function handOver(store, name, token) {
  const waiting = await store.waiting(name);
  for (const theirs of new Set(waiting.map((one) => one.token))) {
    const some = waiting.filter((one) => one.token === theirs);
    await tell(store, name, some, theirs === token);
  }
}

/**
 * Tells the server of what one person did, and forgets it.
 * @param {Store} store
 * @param {"attempts" | "steps"} name
 * @param {(Attempt | Step)[]} some
 * @param {boolean} isOurs
 * @returns {Promise<void>}
 */
async function tell(store, name, some, isOurs) {
  try {
    await ask("/phone/receipts", brought({ [name]: some }), some[0].token);
  } catch (error) {
    if (!(error instanceof ServerRefused)) throw error;
    const isUnreadable = error.status === UNREADABLE;
    // One that cannot be read (a clock that had lost its year) must not keep the others back.
    if (isUnreadable && some.length > 1) {
      for (const one of some) await tell(store, name, [one], isOurs);
      return;
    }
    // A token that the server no longer knows can tell nothing; ours must not be passed over.
    if (!isUnreadable && isOurs) throw error;
  }
  await store.dropWaiting(name, some.map(({ id }) => id));
}
