/** The phone: what it holds, and what its owner can do with it, with or without a server. */

import { fromHex, toHex } from "../protocol/bytes.js";
import { Malformed } from "../protocol/cbor.js";
import { PhoneSession, WrongLock } from "../protocol/session.js";
import { AttError, LinkLost, OutOfRange } from "../radio/link.js";
import { ctiOf, inBytes, lockOn, opensNow } from "./bundle.js";
import { open, Outcome } from "./opening.js";
import { ask, ServerRefused, Unreachable } from "./server.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Link, Radio } from "../radio/link.js"
 * @import { Access, Door, LockInBytes } from "./bundle.js"
 * @import { Errand, Opened, Stage } from "./opening.js"
 * @import { Store } from "./store.js"
 *
 * @typedef {object} Attempt a door that the phone refused by itself
 * @property {string} id
 * @property {string} label
 * @property {string} reason
 * @property {string} at
 * @property {string} token of whoever it was
 *
 * @typedef {object} Told
 * @property {boolean} done
 * @property {string | null} why the reason as words.js names it
 * @property {Promise<void>} news settles when the lock has handed over its journal
 *
 * @typedef {(stage: "connecting" | Stage) => void} Listener hears how far it has come
 */

const FAILURES = [WrongLock, OutOfRange, LinkLost, AttError, Malformed];

export class Phone {
  /** @type {Map<string, {link: Link, news: Promise<void>}>} */
  #carrying = new Map(); // by lock id: the visit that may still go on at a door that has answered

  /**
   * @param {Store} store
   * @param {Radio} radio
   */
  constructor(store, radio) {
    this.store = store;
    this.radio = radio;
  }

  /**
   * Opens a door of a visit.
   * @param {Door} door
   * @param {Date} now
   * @param {Listener} step
   * @returns {Promise<Told>}
   */
  async open(door, now, step) {
    const lock = lockOn(await this.store.need("bundle"), door);
    if (door.credential === null || !lock || !opensNow(door, now)) {
      return this.#turnAway(door, lock?.label, now);
    }
    step("connecting");
    try {
      return told(await this.#atTheDoor(door, inBytes(lock, door.lock_id), step));
    } catch (error) {
      const known = error instanceof Error && FAILURES.some((kind) => error instanceof kind);
      if (!known) throw error;
      if (error instanceof WrongLock) this.radio.mistaken?.(lock.label);
      return { done: false, why: error.name, news: Promise.resolve() };
    }
  }

  /** @type {(door: Access, lock: LockInBytes, step: Listener) => Promise<Opened>} */
  async #atTheDoor(door, lock, step) {
    const { store } = this;
    const token = fromHex(door.credential);
    const cti = ctiOf(token);
    const keyPair = await store.need("keyPair");
    const parties = { keyPair, lockId: lock.lockId, lockKey: lock.dh };
    const session = await PhoneSession.create(parties);
    await this.#leave(lock.lockId);
    const link = await this.radio.connect(lock.label);
    /** @type {Errand} */
    const errand = {
      session,
      lock,
      token,
      cti,
      keep: (bodies) => store.keepReceipts(bodies),
      delivered: () => store.keepDelivered(lock.lockId, lock.update),
      askTime: (nonce) => this.#askTime(lock.lockId, nonce),
      step,
    };
    try {
      const answer = await open(link, errand);
      this.#carrying.set(lock.lockId, { link, news: answer.news });
      return answer;
    } catch (error) {
      link.close();
      throw error;
    }
  }

  /**
   * A lock bears one phone at a time; what the last visit has not carried, the next one does.
   * @param {string} lockId
   */
  async #leave(lockId) {
    const last = this.#carrying.get(lockId);
    last?.link.close();
    await Promise.allSettled([last?.news]);
  }

  /** @type {(lockId: string, nonce: Bytes) => Promise<Bytes | null>} */
  async #askTime(lockId, nonce) {
    const { token } = await this.store.need("account");
    try {
      const question = { lock_id: lockId, nonce: toHex(nonce) };
      return fromHex((await ask("/phone/time", question, token)).time);
    } catch (error) {
      if (error instanceof Unreachable || error instanceof ServerRefused) return null;
      throw error;
    }
  }

  /**
   * The phone refuses by itself, and tells the server which label was tried when.
   * @type {(door: Door, label: string | undefined, now: Date) => Promise<Told>}
   */
  async #turnAway(door, label, now) {
    const { token } = await this.store.need("account");
    const reason = door.credential === null ? (door.refusal ?? "no_assignment") : "not_now";
    if (label) {
      const id = crypto.randomUUID();
      await this.store.keepWaiting("attempts", { id, label, reason, at: now.toISOString(), token });
    }
    return { done: false, why: reason, news: Promise.resolve() };
  }
}

/** @type {(opened: Opened) => Told} */
function told({ outcome, proven, news }) {
  if (outcome === Outcome.DONE) return { done: proven, why: proven ? null : "unproven", news };
  return { done: false, why: `outcome_${outcome}`, news };
}
