/**
 * AES-CCM-16-64-128 (RFC 3610 with M = 8 and L = 2; COSE algorithm 10), which WebCrypto lacks:
 * put together from its AES-CTR and AES-CBC.
 */

import { concat, xor } from "./bytes.js";

/** @import { Bytes } from "./bytes.js" */

const BLOCK = 16;
const TAG = 8; // bytes
const FLAGS = (((TAG - 2) / 2) << 3) | 1; // of the first block, without associated data: M' and L'
const HAS_ASSOCIATED = 0x40;

/**
 * @param {Bytes} key 16 bytes
 * @param {Bytes} nonce 13 bytes
 * @param {Bytes} associated 1 to 65 279 bytes that are authenticated and not encrypted
 * @param {Bytes} message at most 65 535 bytes
 * @returns {Promise<Bytes>} the encrypted message, and 8 bytes of tag
 */
export async function seal(key, nonce, associated, message) {
  const tag = await mac(key, nonce, associated, message);
  const stream = await keystream(key, nonce, message.length);
  return concat(xor(message, stream.slice(BLOCK)), xor(tag, stream.slice(0, TAG)));
}

/** @type {(key: Bytes, nonce: Bytes, associated: Bytes, message: Bytes) => Promise<Bytes>} */
async function mac(key, nonce, associated, message) {
  const blocks = concat(
    Uint8Array.of(HAS_ASSOCIATED | FLAGS),
    nonce,
    uint16(message.length),
    padded(concat(uint16(associated.length), associated)),
    padded(message),
  );
  const cbc = await crypto.subtle.importKey("raw", key, "AES-CBC", false, ["encrypt"]);
  const algorithm = { name: "AES-CBC", iv: new Uint8Array(BLOCK) };
  const chained = new Uint8Array(await crypto.subtle.encrypt(algorithm, cbc, blocks));
  // WebCrypto adds a block of padding; the MAC is what comes before it.
  return chained.slice(blocks.length - BLOCK, blocks.length - BLOCK + TAG);
}

/**
 * The block that hides the tag, then those that hide the message.
 * @type {(key: Bytes, nonce: Bytes, size: number) => Promise<Bytes>}
 */
async function keystream(key, nonce, size) {
  const ctr = await crypto.subtle.importKey("raw", key, "AES-CTR", false, ["encrypt"]);
  const counter = concat(Uint8Array.of(1), nonce, new Uint8Array(2));
  const algorithm = { name: "AES-CTR", counter, length: 16 };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, ctr, new Uint8Array(BLOCK + size)));
}

/** @type {(number: number) => Bytes} */
function uint16(number) {
  return Uint8Array.of(number >> 8, number & 0xff);
}

/** @type {(bytes: Bytes) => Bytes} */
function padded(bytes) {
  return concat(bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK));
}
