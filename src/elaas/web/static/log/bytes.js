/**
 * @typedef {Uint8Array<ArrayBuffer>} Bytes in memory that nobody shares, as WebCrypto wants them
 */

/**
 * @param {string} text
 * @returns {Bytes}
 * @throws {DOMException} unless it is base64
 */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/**
 * @param {...Bytes} parts
 * @returns {Bytes}
 */
export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * @param {Bytes} one
 * @param {Bytes} other
 * @returns {boolean}
 */
export function equal(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/**
 * @param {...Bytes} parts
 * @returns {Promise<Bytes>} SHA-256 over all of them
 */
export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}
