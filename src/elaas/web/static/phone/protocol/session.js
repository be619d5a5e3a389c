/** A session with one lock, without any radio: frames to send, frames received (protocol.md). */

import { concat } from "./bytes.js";
import { decode, encode, Malformed, uint } from "./cbor.js";
import { Seal } from "./cose.js";
import { HandshakeFailed, Initiator } from "./edhoc.js";
import { hmac } from "./hkdf.js";
import { coordinates } from "./p256.js";

/**
 * @import { Bytes } from "./bytes.js"
 * @import { PublicKey } from "./p256.js"
 * @typedef {{outcome: number, body: unknown}} Reply
 */

export const MAX_FRAME = 512; // bytes of one attribute value
const MESSAGE_1 = 0x01;
const MESSAGE_2 = 0x02;
const COMMAND_0 = 0x03;
const REPLY_0 = 0x04;
const COMMAND = 0x05;
const REPLY = 0x06;
const MESSAGE_2_SIZE = 45;
const LAST_OUTCOME = 11;
const LOCK_KID = 0x0a;
const PHONE_KID = 0x2b;
const BY_VALUE = Uint8Array.of(0xa1, 0x0e); // {14: CCS}

/** The peer is not the lock it was taken for; nothing has been revealed to it. */
export class WrongLock extends Error {
  name = "WrongLock";
}

/** The phone's side. Best made before connecting: it makes a fresh key and the first frame. */
export class PhoneSession {
  #edhoc;
  /** @type {{outgoing: Seal, incoming: Seal} | null} from command 0 on */
  #seals = null;

  /** @param {Initiator} edhoc */
  constructor(edhoc) {
    this.#edhoc = edhoc;
  }

  /**
   * @param {object} parties
   * @param {CryptoKeyPair} parties.keyPair the phone's DH key
   * @param {string} parties.lockId
   * @param {PublicKey} parties.lockKey the lock's DH key
   * @returns {Promise<PhoneSession>}
   */
  static async create({ keyPair, lockId, lockKey }) {
    const credI = ccs("phone", PHONE_KID, await coordinates(keyPair.publicKey));
    const edhoc = await Initiator.create({
      key: keyPair.privateKey,
      credI,
      idCredI: concat(BY_VALUE, credI),
      credR: ccs(lockId, LOCK_KID, lockKey),
      kidR: LOCK_KID,
      keyR: lockKey,
    });
    return new PhoneSession(edhoc);
  }

  /** @returns {Bytes} the first frame, 38 bytes; it reveals nothing */
  message1() {
    return concat(Uint8Array.of(MESSAGE_1), this.#edhoc.message_1);
  }

  /**
   * Checks the lock by its answer, and makes frame 03 with the first command.
   * @param {Bytes} frame02
   * @param {Bytes | null} credential
   * @param {string} op
   * @param {...unknown} args
   * @returns {Promise<Bytes>}
   * @throws {WrongLock} unless the lock of this session wrote `frame02`; then nothing is sent
   */
  async command0(frame02, credential, op, ...args) {
    const message_3 = await this.#answer(frame02);
    const secret = await this.#edhoc.exporter(0, new Uint8Array(), 16);
    const prk = await hmac(await this.#edhoc.exporter(1, new Uint8Array(), 8), secret);
    this.#seals = { outgoing: await Seal.create(prk, 0), incoming: await Seal.create(prk, 1) };
    const sealed = await this.#sealed.outgoing.seal(encode([credential, op, ...args]));
    const size = Uint8Array.of(message_3.length >> 8, message_3.length & 0xff);
    return fitting(concat(Uint8Array.of(COMMAND_0), size, message_3, sealed));
  }

  /**
   * Frame 05 with a later command, under command 0's credential.
   * @param {string} op
   * @param {...unknown} args
   * @returns {Promise<Bytes>}
   */
  async command(op, ...args) {
    const sealed = await this.#sealed.outgoing.seal(encode([op, ...args]));
    return fitting(concat(Uint8Array.of(COMMAND), sealed));
  }

  /**
   * @param {Bytes} frame 04 or 06
   * @returns {Promise<Reply>}
   * @throws {Malformed} if the lock did not send it so
   */
  async reply(frame) {
    if (frame[0] !== REPLY_0 && frame[0] !== REPLY) throw new Malformed("not a reply");
    const answer = decode(await this.#sealed.incoming.open(fitting(frame).slice(1)));
    if (!Array.isArray(answer) || answer.length !== 2 || uint(answer[0]) > LAST_OUTCOME) {
      throw new Malformed("a reply is an outcome and a body");
    }
    return { outcome: uint(answer[0]), body: answer[1] };
  }

  get #sealed() {
    if (this.#seals === null) throw new Error("command 0 comes first");
    return this.#seals;
  }

  /** @param {Bytes} frame02 */
  async #answer(frame02) {
    if (frame02[0] !== MESSAGE_2 || frame02.length !== 1 + MESSAGE_2_SIZE) {
      throw new WrongLock("that is no message_2");
    }
    try {
      return await this.#edhoc.message_3(frame02.slice(1));
    } catch (error) {
      if (!(error instanceof HandshakeFailed)) throw error;
      throw new WrongLock("the peer does not hold the lock's key", { cause: error });
    }
  }
}

/**
 * The CCS that is a party's credential in EDHOC: `{2: subject, 8: {1: COSE_Key}}`.
 * @type {(subject: string, kid: number, key: PublicKey) => Bytes}
 */
function ccs(subject, kid, { x, y }) {
  /** @type {[number, number | Bytes][]} */
  const key = [
    [1, 2],
    [2, Uint8Array.of(kid)],
    [-1, 1],
    [-2, x],
    [-3, y],
  ];
  /** @type {[number, unknown][]} */
  const claims = [
    [2, subject],
    [8, new Map([[1, new Map(key)]])],
  ];
  return encode(new Map(claims));
}

/** @type {(frame: Bytes) => Bytes} */
function fitting(frame) {
  if (frame.length > MAX_FRAME) throw new Malformed(`a frame has at most ${MAX_FRAME} bytes`);
  return frame;
}
