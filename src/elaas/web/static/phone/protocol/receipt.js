/** Receipts: what a lock did or refused, numbered, chained and signed by the lock. */

import { decode, Malformed } from "./cbor.js";
import { parseSign1 } from "./cose.js";
import { sha256 } from "./hkdf.js";

/**
 * @typedef {object} Receipt
 * @property {string} lockId
 * @property {number} seq 1, 2, 3, ...
 * @property {Uint8Array} previous SHA-256 of the receipt before it
 * @property {number} time Unix seconds by the lock's clock
 * @property {number | null} uncertainty of that clock, seconds; null: unknown
 * @property {string} operation
 * @property {number} outcome 0 to 11
 * @property {Uint8Array | null} cti of the credential shown
 * @property {number} epoch
 * @property {number} battery per cent
 */

/**
 * What a receipt says. Its signature is the server's to check; `cose.verify1` does it here.
 * @param {Uint8Array} bytes
 * @returns {Receipt}
 * @throws {Malformed} for any other keys
 */
export function readReceipt(bytes) {
  const found = decode(parseSign1(bytes).payload);
  const keys = found instanceof Map ? [...found.keys()] : [];
  if (keys.join() !== "1,2,3,4,5,6,7,8,9,10") throw new Malformed("not a receipt");
  const [lockId, seq, previous, time, uncertainty, operation, outcome, cti, epoch, battery] = [
    ...found.values(),
  ];
  return { lockId, seq, previous, time, uncertainty, operation, outcome, cti, epoch, battery };
}

/**
 * SHA-256 over the receipt's full bytes: what the next one points to.
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export function digest(bytes) {
  return sha256(bytes);
}
