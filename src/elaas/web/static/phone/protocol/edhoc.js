/**
 * EDHOC (RFC 9528), the initiator's side: method 3 (static DH on both sides), cipher suite 2
 * (AES-CCM-16-64-128, SHA-256, P-256, MACs of 8 bytes), credentials as CCS, no EAD.
 */

import { concat, equal, isBytes, xor } from "./bytes.js";
import { decode, encode, Malformed, sequence } from "./cbor.js";
import * as ccm from "./ccm.js";
import { expand, extract, sha256 } from "./hkdf.js";
import { agree, coordinates, generate, lift, NotOnCurve, publicKey } from "./p256.js";

/**
 * @import { Bytes } from "./bytes.js"
 * @import { PublicKey } from "./p256.js"
 */

const METHOD = 3;
const SUITE_2 = encode(2);
const POINT = 32; // bytes of G_X and G_Y
const MAC = 8;
const HASH = 32;
// RFC 9528, section 4.1.2 and figure 6: EDHOC_KDF's labels.
const KEYSTREAM_2 = 0;
const SALT_3E2M = 1;
const MAC_2 = 2;
const K_3 = 3;
const IV_3 = 4;
const SALT_4E3M = 5;
const MAC_3 = 6;
const PRK_OUT = 7;
const PRK_EXPORTER = 10;

/** The responder is not who it should be, or its message was changed on the way. */
export class HandshakeFailed extends Error {
  name = "HandshakeFailed";
}

/**
 * @typedef {object} Parties
 * @property {CryptoKey} key the initiator's private authentication key
 * @property {Bytes} credI CRED_I, a CCS
 * @property {Bytes} idCredI ID_CRED_I as it stands in the context, a map
 * @property {Bytes} [shortIdI] ID_CRED_I as it stands in message_3, if shorter
 * @property {Bytes} credR CRED_R, a CCS
 * @property {number} kidR the one byte of its kid
 * @property {PublicKey} keyR the responder's authentication key
 */

/** One handshake: message_1, message_2, message_3, in this order and once. */
export class Initiator {
  #parties;
  #ephemeral;
  #keyR;
  #hash_1;
  /** @type {Bytes | null} from message_3 on */
  #exporterKey = null;

  /**
   * @param {Parties} parties
   * @param {CryptoKeyPair} ephemeral
   * @param {CryptoKey} keyR
   * @param {Bytes} message_1
   * @param {Bytes} hash_1 of message_1
   */
  constructor(parties, ephemeral, keyR, message_1, hash_1) {
    this.#parties = parties;
    this.#ephemeral = ephemeral;
    this.#keyR = keyR;
    this.message_1 = message_1;
    this.#hash_1 = hash_1;
  }

  /**
   * Prepares everything that needs no answer.
   * @param {Parties} parties
   * @param {object} [chosen] for RFC 9529's trace: what is otherwise fresh or ours
   * @param {CryptoKeyPair} [chosen.ephemeral]
   * @param {Bytes} [chosen.suites] SUITES_I
   * @param {Bytes} [chosen.connection] C_I, one byte
   * @returns {Promise<Initiator>}
   */
  static async create(parties, { ephemeral, suites = SUITE_2, connection } = {}) {
    const keyPair = ephemeral ?? (await generate());
    const keyR = await publicKey(parties.keyR);
    const { x } = await coordinates(keyPair.publicKey);
    const named = connection ?? Uint8Array.of(0);
    const message_1 = concat(encode(METHOD), suites, encode(x), named);
    return new Initiator(parties, keyPair, keyR, message_1, await sha256(message_1));
  }

  /**
   * Checks that the responder holds its key, and answers.
   * @param {Bytes} message_2
   * @returns {Promise<Bytes>} message_3
   * @throws {HandshakeFailed} and then nothing must be sent
   */
  async message_3(message_2) {
    let verified;
    try {
      verified = await this.#verify(message_2);
    } catch (error) {
      if (error instanceof Malformed || error instanceof NotOnCurve) {
        throw new HandshakeFailed("not message_2", { cause: error });
      }
      throw error;
    }
    return this.#answer(verified);
  }

  /**
   * EDHOC_Exporter (RFC 9528 section 4.2.1), after message_3.
   * @param {number} label
   * @param {Bytes} context
   * @param {number} size bytes wanted
   * @returns {Promise<Bytes>}
   */
  exporter(label, context, size) {
    if (this.#exporterKey === null) throw new Error("message_3 comes first");
    return kdf(this.#exporterKey, label, context, size);
  }

  /** @param {Bytes} message_2 */
  async #verify(message_2) {
    const { credR, kidR } = this.#parties;
    const { publicY, plaintext, th2, prk2e } = await this.#opened(message_2);
    const [connection, id, mac, ...more] = sequence(plaintext);
    if (mac === undefined || more.length > 0) throw new Malformed("not three items in message_2");
    if (!equal(id.bytes, Uint8Array.of(kidR))) throw new HandshakeFailed("another kind of peer");
    const salt = await kdf(prk2e, SALT_3E2M, th2, HASH);
    const prk3e2m = await extract(salt, await agree(this.#ephemeral.privateKey, this.#keyR));
    const idCredR = encode(new Map([[4, Uint8Array.of(kidR)]]));
    const context = concat(connection.bytes, idCredR, encode(th2), credR);
    const expected = await kdf(prk3e2m, MAC_2, context, MAC);
    if (!equal(encode(expected), mac.bytes)) {
      throw new HandshakeFailed("the peer does not hold the key it should");
    }
    return { publicY, prk3e2m, th3: await sha256(concat(encode(th2), plaintext, credR)) };
  }

  /**
   * G_Y, and what is encrypted in message_2.
   * @param {Bytes} message_2
   */
  async #opened(message_2) {
    const both = decode(message_2);
    if (!isBytes(both) || both.length <= POINT) throw new Malformed("too short");
    const y = both.slice(0, POINT);
    const publicY = await publicKey(lift(y));
    const th2 = await sha256(concat(encode(y), encode(this.#hash_1)));
    const prk2e = await extract(th2, await agree(this.#ephemeral.privateKey, publicY));
    const encrypted = both.slice(POINT);
    const stream = await kdf(prk2e, KEYSTREAM_2, th2, encrypted.length);
    return { publicY, plaintext: xor(encrypted, stream), th2, prk2e };
  }

  /** @param {{publicY: CryptoKey, prk3e2m: Bytes, th3: Bytes}} verified message_2 */
  async #answer({ publicY, prk3e2m, th3 }) {
    const { key, credI, idCredI, shortIdI = idCredI } = this.#parties;
    const salt = await kdf(prk3e2m, SALT_4E3M, th3, HASH);
    const prk4e3m = await extract(salt, await agree(key, publicY));
    const mac = await kdf(prk4e3m, MAC_3, concat(idCredI, encode(th3), credI), MAC);
    const plaintext = concat(shortIdI, encode(mac));
    const encrypted = await ccm.seal(
      await kdf(prk3e2m, K_3, th3, 16),
      await kdf(prk3e2m, IV_3, th3, 13),
      encode(["Encrypt0", new Uint8Array(), th3]),
      plaintext,
    );
    const th4 = await sha256(concat(encode(th3), plaintext, credI));
    const out = await kdf(prk4e3m, PRK_OUT, th4, HASH);
    this.#exporterKey = await kdf(out, PRK_EXPORTER, new Uint8Array(), HASH);
    return encode(encrypted);
  }
}

/**
 * EDHOC_KDF (RFC 9528 section 4.1.2).
 * @type {(key: Bytes, label: number, context: Bytes, size: number) => Promise<Bytes>}
 */
function kdf(key, label, context, size) {
  return expand(key, concat(encode(label), encode(context), encode(size)), size);
}
