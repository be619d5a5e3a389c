/**
 * Bytes are always Uint8Array; text is UTF-8, hexadecimal is lower case.
 *
 * @typedef {Uint8Array<ArrayBuffer>} Bytes in memory that nobody shares, as WebCrypto wants them
 */

const UTF_8 = new TextEncoder();

/**
 * @param {unknown} value
 * @returns {value is Bytes}
 */
export function isBytes(value) {
  return value instanceof Uint8Array;
}

/**
 * All parts, one after the other.
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
 * Whether both hold the same bytes; takes as long wherever they differ.
 * @param {Bytes} one
 * @param {Bytes} other
 * @returns {boolean}
 */
export function equal(one, other) {
  let differences = one.length ^ other.length;
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    differences |= one[at] ^ other[at];
  }
  return differences === 0;
}

/**
 * Each byte of `one` XOR that of `other`, which is as long.
 * @param {Bytes} one
 * @param {Bytes} other
 * @returns {Bytes}
 */
export function xor(one, other) {
  return one.map((byte, at) => byte ^ other[at]);
}

/**
 * @param {string} text
 * @returns {Bytes}
 */
export function utf8(text) {
  return UTF_8.encode(text);
}

/**
 * @param {Bytes} bytes
 * @returns {string}
 */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} hex
 * @returns {Bytes}
 * @throws {TypeError} unless `hex` is pairs of hexadecimal digits
 */
export function fromHex(hex) {
  if (!/^([0-9a-f]{2})*$/i.test(hex)) throw new TypeError("not hexadecimal");
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
