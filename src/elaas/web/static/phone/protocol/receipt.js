/** Receipts: what a lock did or refused, numbered, chained and signed by the lock. */

import { decode, Malformed, octets, string, uint } from "./cbor.js";
import { parseSign1 } from "./cose.js";
import { sha256 } from "./hkdf.js";

/** @import { Bytes } from "./bytes.js" */

const KEYS = "1,2,3,4,5,6,7,8,9,10";

/**
 * @typedef {object} Receipt
 * @property {string} lockId
 * @property {number} seq 1, 2, 3, ...
 * @property {Bytes} previous SHA-256 of the receipt before it
 * @property {number} time Unix seconds by the lock's clock
 * @property {number | null} uncertainty of that clock, seconds; null: unknown
 * @property {string} operation
 * @property {number} outcome 0 to 11
 * @property {Bytes | null} cti of the credential shown
 * @property {number} epoch
 * @property {number} battery per cent
 */

/**
 * What a receipt says. Its signature is the server's to check; `cose.verify1` does it here.
 * @param {Bytes} bytes
 * @returns {Receipt}
 * @throws {Malformed} for any other keys or types
 */
export function readReceipt(bytes) {
  const found = decode(parseSign1(bytes).payload);
  if (!(found instanceof Map) || [...found.keys()].join() !== KEYS) {
    throw new Malformed("not a receipt");
  }
  const [uncertainty, cti] = [found.get(5), found.get(8)];
  return {
    lockId: string(found.get(1)),
    seq: uint(found.get(2)),
    previous: octets(found.get(3), 32),
    time: uint(found.get(4)),
    uncertainty: uncertainty === null ? null : uint(uncertainty),
    operation: string(found.get(6)),
    outcome: uint(found.get(7)),
    cti: cti === null ? null : octets(cti, 16),
    epoch: uint(found.get(9)),
    battery: uint(found.get(10)),
  };
}

/**
 * SHA-256 over the receipt's full bytes: what the next one points to.
 * @param {Bytes} bytes
 * @returns {Promise<Bytes>} 32 bytes
 */
export function digest(bytes) {
  return sha256(bytes);
}
