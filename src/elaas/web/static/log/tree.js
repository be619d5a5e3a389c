/** The proof that a leaf is in a tree (RFC 9162 section 2.1.3.2), checked without the tree. */

import { equal, sha256 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * @param {Bytes} entry
 * @returns {Promise<Bytes>}
 */
export function leafHash(entry) {
  return sha256(LEAF, entry);
}

/**
 * Whether the tree of `size` leaves and this root has `leaf` at `index`.
 * @param {{ leaf: Bytes, index: number, size: number, root: Bytes, proof: Bytes[] }} told
 * @returns {Promise<boolean>}
 */
export async function isIn({ leaf, index, size, root, proof }) {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size)) return false;
  if (index < 0 || index >= size || proof.some((hash) => hash.length !== 32)) return false;
  let [at, last, found] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 || at === last) {
      found = await sha256(NODE, sibling, found);
      while (at && at % 2 === 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else {
      found = await sha256(NODE, found, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && equal(found, root);
}
