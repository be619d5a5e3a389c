/** HMAC, HKDF (RFC 5869) and SHA-256 by WebCrypto, step by step as EDHOC uses them. */

import { concat } from "./bytes.js";

/** @import { Bytes } from "./bytes.js" */

const HMAC = { name: "HMAC", hash: "SHA-256" };
const SIZE = 32; // bytes of SHA-256

/**
 * @param {Bytes} message
 * @returns {Promise<Bytes>} 32 bytes
 */
export async function sha256(message) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", message));
}

/**
 * @param {Bytes} key at least one byte
 * @param {Bytes} message
 * @returns {Promise<Bytes>} 32 bytes
 */
export async function hmac(key, message) {
  const imported = await crypto.subtle.importKey("raw", key, HMAC, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

/**
 * HKDF-Extract: it is HMAC under the salt.
 * @param {Bytes} salt
 * @param {Bytes} secret
 * @returns {Promise<Bytes>} 32 bytes
 */
export function extract(salt, secret) {
  return hmac(salt, secret);
}

/**
 * HKDF-Expand.
 * @param {Bytes} key 32 bytes
 * @param {Bytes} info
 * @param {number} size bytes wanted, at most 8 160
 * @returns {Promise<Bytes>}
 */
export async function expand(key, info, size) {
  const blocks = [];
  let block = new Uint8Array();
  for (let count = 1; (count - 1) * SIZE < size; count += 1) {
    block = await hmac(key, concat(block, info, Uint8Array.of(count)));
    blocks.push(block);
  }
  return concat(...blocks).slice(0, size);
}
