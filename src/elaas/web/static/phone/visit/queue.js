/** Finished steps go up once each; what the server cannot keep stays here, with its reason. */

import { ask, ServerRefused } from "../app/server.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Store } from "../app/store.js"
 * @import { Report } from "./job.js"
 */

const SECONDS = 60; // for one report: photos, on one bar of network
const STAYS = [401, 403, 429]; // not this report's fault: it goes up another time

/**
 * Tells the server of each finished step that waits, the oldest first.
 * @param {Store} store
 * @returns {Promise<number>} how many it has taken
 * @throws {import("../app/server.js").Unreachable}
 */
export async function tell(store) {
  const waiting = (await store.reports()).filter(({ refused }) => refused === undefined);
  let taken = 0;
  for (const report of waiting.toSorted((one, other) => one.at.localeCompare(other.at))) {
    if (await tellOne(store, report)) taken += 1;
  }
  return taken;
}

/** @type {(store: Store, report: Report) => Promise<boolean>} */
async function tellOne(store, report) {
  const { token, refused, photos, ...told } = report;
  try {
    await ask("/phone/visit", { ...told, photos: photos.map(base64) }, token, SECONDS);
  } catch (error) {
    if (!(error instanceof ServerRefused)) throw error;
    if (STAYS.includes(error.status)) return false;
    await store.keepReport({ ...report, refused: error.message });
    return false;
  }
  await store.dropReport(report.id);
  return true;
}

/** @param {Bytes} bytes */
function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
