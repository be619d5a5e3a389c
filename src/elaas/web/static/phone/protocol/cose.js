/** COSE (RFC 9052) in the two shapes of the protocol: sealed messages, and signatures of locks. */

import { concat, equal, isBytes, xor } from "./bytes.js";
import { decode, encode, Malformed, octets, Tag } from "./cbor.js";
import { expand } from "./hkdf.js";

/**
 * @import { Bytes } from "./bytes.js"
 * @import { PublicKey } from "./p256.js"
 */

const A128GCM = encode(new Map([[1, 1]])); // protected header (RFC 9053 section 4.1)
const ES256 = encode(new Map([[1, -7]])); // protected header (RFC 9053 section 2.1)
const ASSOCIATED = encode(["Encrypt0", A128GCM, new Uint8Array()]);
const SIGN1 = 18; // the tag
const NONCE = 12; // bytes

/** One direction of a session: seals or opens messages 0, 1, 2, ... in order. */
export class Seal {
  #key;
  #iv;
  #count = 0;

  /**
   * @param {CryptoKey} key
   * @param {Bytes} iv
   */
  constructor(key, iv) {
    this.#key = key;
    this.#iv = iv;
  }

  /**
   * @param {Bytes} prk 32 bytes: the session's key
   * @param {0 | 1} direction 0: from the phone to the lock; 1: back
   * @returns {Promise<Seal>}
   */
  static async create(prk, direction) {
    const raw = await expand(prk, encode([direction, "Key"]), 16);
    const use = direction === 0 ? "encrypt" : "decrypt";
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, [use]);
    return new Seal(key, await expand(prk, encode([direction, "IV"]), NONCE));
  }

  /**
   * @param {Bytes} message
   * @returns {Promise<Bytes>} the next message as an untagged COSE_Encrypt0
   */
  async seal(message) {
    const algorithm = this.#algorithm();
    this.#count += 1; // before anything can fail: no nonce is used twice
    const sealed = await crypto.subtle.encrypt(algorithm, this.#key, message);
    return encode([A128GCM, new Map(), new Uint8Array(sealed)]);
  }

  /**
   * @param {Bytes} sealed
   * @returns {Promise<Bytes>} the next message
   * @throws {Malformed} if it is not that; then the count stays
   */
  async open(sealed) {
    const parts = decode(sealed);
    /** @type {unknown} */
    const ciphertext = Array.isArray(parts) ? parts[2] : null;
    // There is one way to write it, so what was read must be what would be written.
    if (!isBytes(ciphertext) || !equal(encode([A128GCM, new Map(), ciphertext]), sealed)) {
      throw new Malformed("not a sealed message");
    }
    let message;
    try {
      message = await crypto.subtle.decrypt(this.#algorithm(), this.#key, ciphertext);
    } catch (error) {
      throw new Malformed("sealed by somebody else, or not the next message", { cause: error });
    }
    this.#count += 1;
    return new Uint8Array(message);
  }

  #algorithm() {
    const count = new Uint8Array(NONCE);
    new DataView(count.buffer).setUint32(NONCE - 4, this.#count);
    return { name: "AES-GCM", iv: xor(this.#iv, count), additionalData: ASSOCIATED };
  }
}

/**
 * The payload of a COSE_Sign1 in the shape the protocol has, believed of nobody yet.
 * @param {Bytes} token
 * @returns {{payload: Bytes, signature: Bytes}}
 * @throws {Malformed}
 */
export function parseSign1(token) {
  const tagged = decode(token);
  const signed = tagged instanceof Tag && tagged.number === SIGN1 ? tagged.value : null;
  /** @type {unknown[]} */
  const parts = Array.isArray(signed) ? signed : [];
  const [header, , payload, signature] = parts;
  if (!isBytes(header) || !equal(header, ES256)) {
    throw new Malformed("not a COSE_Sign1 by ES256");
  }
  if (!isBytes(payload) || parts.length !== 4) throw new Malformed("no payload");
  return { payload, signature: octets(signature, 64) };
}

/**
 * The payload of a COSE_Sign1 that `key` signed.
 * @param {Bytes} token
 * @param {PublicKey} key
 * @returns {Promise<Bytes>}
 * @throws {Malformed} if the signature does not hold, or the shape is another
 */
export async function verify1(token, { x, y }) {
  const { payload, signature } = parseSign1(token);
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const point = concat(Uint8Array.of(4), x, y);
  const key = await crypto.subtle.importKey("raw", point, curve, false, ["verify"]);
  const signed = encode(["Signature1", ES256, new Uint8Array(), payload]);
  const ecdsa = { name: "ECDSA", hash: "SHA-256" };
  if (!(await crypto.subtle.verify(ecdsa, key, signature, signed))) {
    throw new Malformed("the signature does not hold");
  }
  return payload;
}
