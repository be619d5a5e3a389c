/** Keys on P-256. A public key is `{x, y}`, 32 bytes each, big-endian; private ones never leave. */

import { concat, fromHex, toHex } from "./bytes.js";

/**
 * @import { Bytes } from "./bytes.js"
 * @typedef {{x: Bytes, y: Bytes}} PublicKey
 */

const ECDH = { name: "ECDH", namedCurve: "P-256" };
// SEC 2, section 2.4.2: y² = x³ - 3x + B over the field of P elements.
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** No point on P-256 has these coordinates. */
export class NotOnCurve extends Error {
  name = "NotOnCurve";
}

/**
 * A fresh key pair whose private half cannot be exported.
 * @returns {Promise<CryptoKeyPair>}
 */
export function generate() {
  return crypto.subtle.generateKey(ECDH, false, ["deriveBits"]);
}

/**
 * @param {CryptoKey} key
 * @returns {Promise<PublicKey>}
 */
export async function coordinates(key) {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", key));
  return { x: raw.slice(1, 33), y: raw.slice(33) };
}

/**
 * @param {PublicKey} point
 * @returns {Promise<CryptoKey>}
 * @throws {NotOnCurve}
 */
export async function publicKey({ x, y }) {
  try {
    return await crypto.subtle.importKey("raw", concat(Uint8Array.of(4), x, y), ECDH, true, []);
  } catch (error) {
    throw new NotOnCurve("not a point on P-256", { cause: error });
  }
}

/**
 * One of the two points with this x. EDHOC sends no y; either gives the same shared secret.
 * @param {Bytes} x 32 bytes
 * @returns {PublicKey}
 * @throws {NotOnCurve}
 */
export function lift(x) {
  const number = BigInt(`0x${toHex(x)}`);
  if (number >= P) throw new NotOnCurve("x is no element of the field");
  const square = (number ** 3n + (P - 3n) * number + B) % P;
  const root = power(square, (P + 1n) / 4n);
  if ((root * root) % P !== square) throw new NotOnCurve("no point on P-256 has this x");
  return { x, y: fromHex(root.toString(16).padStart(64, "0")) };
}

/**
 * The shared secret of ECDH: x of the shared point, 32 bytes.
 * @param {CryptoKey} own private
 * @param {CryptoKey} peer public
 * @returns {Promise<Bytes>}
 */
export async function agree(own, peer) {
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: peer }, own, 256));
}

/** @type {(base: bigint, exponent: bigint) => bigint} */
function power(base, exponent) {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
