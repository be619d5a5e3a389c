/**
 * Deterministic CBOR (RFC 8949 section 4.2.1), and nothing that the protocol does not use.
 *
 * null, booleans, integers (safe ones), byte strings (Uint8Array), text, arrays, maps (Map) and
 * tags. One value has one encoding, and everything else is refused on the way in.
 */

import { concat, isBytes, utf8 } from "./bytes.js";

/**
 * @import { Bytes } from "./bytes.js"
 * @typedef {[unknown, number]} Read an item, and where the next one starts
 */

const UINT = 0;
const NINT = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
/** @type {Map<number, false | true | null>} */
const SIMPLE = new Map([
  [0xf4, false],
  [0xf5, true],
  [0xf6, null],
]);
const MAX_DEPTH = 16; // of nested items; the protocol needs six
const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** These bytes are not what the protocol says they are. */
export class Malformed extends Error {
  name = "Malformed";
}

/** A tagged item (RFC 8949 section 3.4). */
export class Tag {
  /**
   * @param {number} number
   * @param {unknown} value
   */
  constructor(number, value) {
    this.number = number;
    this.value = value;
  }
}

/**
 * The shortest head of a major type.
 * @param {number} major 0 to 7
 * @param {number} argument a safe integer from 0
 * @returns {Bytes}
 */
export function head(major, argument) {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  const code = [2 ** 8, 2 ** 16, 2 ** 32].findIndex((limit) => argument < limit);
  const size = code < 0 ? 8 : 2 ** code;
  const bytes = new Uint8Array(1 + size);
  bytes[0] = first | (code < 0 ? 27 : 24 + code);
  for (let at = size, rest = argument; at > 0; at -= 1, rest = Math.floor(rest / 256)) {
    bytes[at] = rest % 256;
  }
  return bytes;
}

/**
 * `value` in deterministic CBOR.
 * @param {unknown} value
 * @returns {Bytes}
 * @throws {TypeError} for what the protocol has no place for
 */
export function encode(value) {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (isWhole(value)) return value < 0 ? head(NINT, -1 - value) : head(UINT, value);
  if (typeof value === "string") return counted(TEXT, utf8(value));
  if (isBytes(value)) return counted(BYTES, value);
  if (Array.isArray(value)) return concat(head(ARRAY, value.length), ...value.map(encode));
  if (value instanceof Map) return map(value);
  if (value instanceof Tag) return concat(head(TAG, value.number), encode(value.value));
  throw new TypeError(`the protocol has no place for ${typeof value}`);
}

/**
 * The one item in `data`.
 * @param {Bytes} data
 * @returns {unknown} null, boolean, number, string, Bytes, Array, Map or Tag
 * @throws {Malformed} unless `data` is exactly one item in deterministic encoding
 */
export function decode(data) {
  const [value, end] = item(data, 0, 0);
  if (end !== data.length) throw new Malformed("bytes after the end");
  return value;
}

/**
 * The items of a CBOR sequence (RFC 8742), each as strict as in `decode`.
 * @param {Bytes} data
 * @returns {{value: unknown, bytes: Bytes}[]} with the bytes that each was read from
 * @throws {Malformed}
 */
export function sequence(data) {
  const found = [];
  for (let at = 0; at < data.length; ) {
    const [value, end] = item(data, at, 0);
    found.push({ value, bytes: data.slice(at, end) });
    at = end;
  }
  return found;
}

/**
 * `value` if it is a whole number from 0.
 * @param {unknown} value
 * @returns {number}
 * @throws {Malformed}
 */
export function uint(value) {
  if (typeof value !== "number" || value < 0) throw new Malformed("not a number from 0");
  return value;
}

/**
 * `value` if it is text.
 * @param {unknown} value
 * @returns {string}
 * @throws {Malformed}
 */
export function string(value) {
  if (typeof value !== "string") throw new Malformed("not text");
  return value;
}

/**
 * `value` if it is that many bytes.
 * @param {unknown} value
 * @param {number} length
 * @returns {Bytes}
 * @throws {Malformed}
 */
export function octets(value, length) {
  if (isBytes(value) && value.length === length) return value;
  throw new Malformed(`not ${length} bytes`);
}

/** @type {(value: unknown) => value is number} */
function isWhole(value) {
  return Number.isSafeInteger(value);
}

/** @type {(major: number, bytes: Bytes) => Bytes} */
function counted(major, bytes) {
  return concat(head(major, bytes.length), bytes);
}

/** @type {(value: Map<unknown, unknown>) => Bytes} */
function map(value) {
  const pairs = Array.from(value, ([key, item]) => [encode(key), encode(item)]);
  pairs.sort(([one], [other]) => compare(one, other));
  if (pairs.some(([key], at) => at > 0 && compare(pairs[at - 1][0], key) === 0)) {
    throw new TypeError("two keys with one encoding");
  }
  return concat(head(MAP, pairs.length), ...pairs.flat());
}

/**
 * Bytewise lexicographic order (RFC 8949 section 4.2.1): negative, zero or positive.
 * @type {(one: Bytes, other: Bytes) => number}
 */
function compare(one, other) {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    if (one[at] !== other[at]) return one[at] - other[at];
  }
  return one.length - other.length;
}

/** @type {(data: Bytes, start: number, depth: number) => Read} */
function item(data, start, depth) {
  if (depth > MAX_DEPTH) throw new Malformed("nested too deeply");
  if (start >= data.length) throw new Malformed("cut short");
  const first = data[start];
  const simple = SIMPLE.get(first);
  if (simple !== undefined) return [simple, start + 1];
  const [argument, at] = argumentOf(data, start);
  switch (first >> 5) {
    case UINT:
      return [argument, at];
    case NINT:
      return [safe(-1 - argument), at];
    case BYTES:
      return [part(data, at, argument), at + argument];
    case TEXT:
      return [text(part(data, at, argument)), at + argument];
    case ARRAY:
      return array(data, at, argument, depth + 1);
    case MAP:
      return mapping(data, at, argument, depth + 1);
    case TAG: {
      const [value, end] = item(data, at, depth + 1);
      return [new Tag(argument, value), end];
    }
    default:
      throw new Malformed("a float, or a value without a meaning");
  }
}

/** @type {(data: Bytes, at: number) => [number, number]} */
function argumentOf(data, at) {
  const code = data[at] & 0x1f;
  if (code < 24) return [code, at + 1];
  if (code > 27) throw new Malformed("an indefinite length");
  const size = 2 ** (code - 24);
  const argument = part(data, at + 1, size).reduce((number, byte) => number * 256 + byte, 0);
  const shortest = size === 1 ? 24 : 2 ** (4 * size);
  if (argument < shortest) throw new Malformed("a head longer than needed");
  return [safe(argument), at + 1 + size];
}

/** @type {(data: Bytes, at: number, size: number) => Bytes} */
function part(data, at, size) {
  if (at + size > data.length) throw new Malformed("cut short");
  return data.slice(at, at + size);
}

/** @type {(number: number) => number} */
function safe(number) {
  if (!Number.isSafeInteger(number)) throw new Malformed("a number beyond 2**53");
  return number;
}

/** @type {(bytes: Bytes) => string} */
function text(bytes) {
  try {
    return UTF_8.decode(bytes);
  } catch (error) {
    throw new Malformed("text that is not UTF-8", { cause: error });
  }
}

/** @type {(data: Bytes, start: number, size: number, depth: number) => Read} */
function array(data, start, size, depth) {
  const found = [];
  let at = start;
  while (found.length < size) {
    const [value, end] = item(data, at, depth);
    found.push(value);
    at = end;
  }
  return [found, at];
}

/** @type {(data: Bytes, start: number, size: number, depth: number) => Read} */
function mapping(data, start, size, depth) {
  const found = new Map();
  let at = start;
  let before = new Uint8Array();
  while (found.size < size) {
    const [key, valueAt] = item(data, at, depth);
    const encoded = data.slice(at, valueAt);
    if (compare(encoded, before) <= 0) throw new Malformed("a map out of order, or a key twice");
    if (typeof key === "object" && key !== null && !isBytes(key)) {
      throw new Malformed("a key that is no simple value");
    }
    const [value, end] = item(data, valueAt, depth);
    found.set(key, value);
    before = encoded;
    at = end;
  }
  return [found, at];
}
