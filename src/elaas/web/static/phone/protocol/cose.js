/** COSE (RFC 9052) in the two shapes of the protocol: sealed messages, and signatures of locks. */

import { concat, equal, xor } from "./bytes.js";
import { decode, encode, Malformed, octets, Tag } from "./cbor.js";
import { expand } from "./hkdf.js";

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
   * @param {Uint8Array} prk 32 bytes: the session's key
   * @param {0 | 1} direction 0: from the phone to the lock; 1: back
   * @returns {Promise<Seal>}
   */
  static async create(prk, direction) {
    const seal = new Seal();
    const raw = await expand(prk, encode([direction, "Key"]), 16);
    const uses = direction === 0 ? ["encrypt"] : ["decrypt"];
    seal.#key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, uses);
    seal.#iv = await expand(prk, encode([direction, "IV"]), NONCE);
    return seal;
  }

  /**
   * @param {Uint8Array} message
   * @returns {Promise<Uint8Array>} the next message as an untagged COSE_Encrypt0
   */
  async seal(message) {
    const algorithm = this.#algorithm();
    this.#count += 1; // before anything can fail: no nonce is used twice
    const sealed = await crypto.subtle.encrypt(algorithm, this.#key, message);
    return encode([A128GCM, new Map(), new Uint8Array(sealed)]);
  }

  /**
   * @param {Uint8Array} sealed
   * @returns {Promise<Uint8Array>} the next message
   * @throws {Malformed} if it is not that; then the count stays
   */
  async open(sealed) {
    const parts = decode(sealed);
    const ciphertext = Array.isArray(parts) ? parts[2] : null;
    // There is one way to write it, so what was read must be what would be written.
    const isBytes = ciphertext instanceof Uint8Array;
    if (!isBytes || !equal(encode([A128GCM, new Map(), ciphertext]), sealed)) {
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
 * @param {Uint8Array} token
 * @returns {{payload: Uint8Array, signature: Uint8Array}}
 * @throws {Malformed}
 */
export function parseSign1(token) {
  const tagged = decode(token);
  const signed = tagged instanceof Tag && tagged.number === SIGN1 ? tagged.value : null;
  const parts = Array.isArray(signed) ? signed : [];
  const [header, , payload, signature] = parts;
  if (!(header instanceof Uint8Array) || !equal(header, ES256)) {
    throw new Malformed("not a COSE_Sign1 by ES256");
  }
  if (!(payload instanceof Uint8Array) || parts.length !== 4) throw new Malformed("no payload");
  return { payload, signature: octets(signature, 64) };
}

/**
 * The payload of a COSE_Sign1 that `key` signed.
 * @param {Uint8Array} token
 * @param {{x: Uint8Array, y: Uint8Array}} key on P-256
 * @returns {Promise<Uint8Array>}
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
