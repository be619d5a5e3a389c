/** Enrolment: this phone becomes the phone of the employee whose one-time code it is given. */

import { fromHex, toHex } from "../protocol/bytes.js";
import { proof } from "../protocol/enrolment.js";
import { coordinates, generate } from "../protocol/p256.js";
import { ask } from "./server.js";

/**
 * @import { Store } from "./store.js"
 *
 * @typedef {{id: string, name: string}} Employee
 *
 * @typedef {object} Account whose phone it is
 * @property {string} token by which the server knows the phone
 * @property {string} phone
 * @property {Employee} employee
 */

/**
 * Makes a fresh key, proves to the server that the phone holds it, and forgets whoever had the
 * phone before. If anything fails the phone stays as it was.
 * @param {Store} store
 * @param {string} code
 * @throws {import("./server.js").Unreachable | import("./server.js").ServerRefused}
 */
export async function enrol(store, code) {
  const offered = await ask("/phone/enrolment-key");
  const serverKey = { x: fromHex(offered.x), y: fromHex(offered.y) };
  const keyPair = await generate();
  const { x, y } = await coordinates(keyPair.publicKey);
  const proven = await proof({ keyPair, serverKey, code });
  const question = { code, x: toHex(x), y: toHex(y), proof: toHex(proven) };
  const { token, phone, employee } = await ask("/phone/enrol", question);
  await store.become({ keyPair, account: { token, phone, employee } });
}
