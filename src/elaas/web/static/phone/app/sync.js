/** Sync: hand over what has happened, and take the day. */

import { ask, brought, ServerRefused } from "./server.js";

const MOST_AT_ONCE = 200; // receipts in one request

/**
 * Hands over receipts and attempts, and keeps the bundle that comes back. What the server has
 * answered for is forgotten, the rest stays for the next time. A phone that the server refuses
 * (blocked, say) hands over all the same.
 * @param {import("./store.js").Store} store
 * @returns {Promise<object>} the new bundle
 * @throws {import("./server.js").Unreachable | ServerRefused}
 */
export async function sync(store) {
  const { token } = await store.get("account");
  await handOverAttempts(store, token);
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

async function day(store, receipts, delivered, token) {
  try {
    return await ask("/phone/sync", brought(receipts, [], delivered), token);
  } catch (error) {
    if (error instanceof ServerRefused) await upload(store, receipts, token);
    throw error;
  }
}

async function upload(store, receipts, token) {
  await ask("/phone/receipts", brought(receipts, []), token);
  await store.dropReceipts(receipts);
}

/** Each attempt goes up under the name of whoever made it, also when the phone has changed hands. */
async function handOverAttempts(store, token) {
  const attempts = await store.attempts();
  for (const theirs of new Set(attempts.map((attempt) => attempt.token))) {
    const some = attempts.filter((attempt) => attempt.token === theirs);
    try {
      await ask("/phone/receipts", brought([], some), theirs);
    } catch (error) {
      // A token that the server no longer knows can tell nothing; ours must not be passed over.
      if (!(error instanceof ServerRefused) || theirs === token) throw error;
    }
    await store.dropAttempts(some.map(({ id }) => id));
  }
}
