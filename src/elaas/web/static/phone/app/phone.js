/** The phone: what it holds, and what its owner can do with it, with or without a server. */

import { fromHex, toHex } from "../protocol/bytes.js";
import { Malformed } from "../protocol/cbor.js";
import { PhoneSession, WrongLock } from "../protocol/session.js";
import { AttError, LinkLost, OutOfRange } from "../radio/link.js";
import { ctiOf, inBytes, lockOn, opensNow } from "./bundle.js";
import { operate } from "./opening.js";
import { ask, ServerRefused, Unreachable } from "./server.js";
import { Outcome, Talk } from "./talk.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Link, Radio } from "../radio/link.js"
 * @import { Access, Door, LockInBytes } from "./bundle.js"
 * @import { Answered, Operation } from "./opening.js"
 * @import { Store } from "./store.js"
 * @import { Errand, Stage } from "./talk.js"
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
   * Opens or locks a door of a visit.
   * @param {Door} door
   * @param {Date} now
   * @param {Listener} step
   * @param {Operation} [operation]
   * @returns {Promise<Told>}
   */
  open(door, now, step, operation = "open") {
    return this.at(door, now, step, async (lock, access) => {
      const { link, errand } = await this.#meet(lock, fromHex(access.credential), step);
      try {
        const answer = await operate(link, errand, operation);
        this.#carrying.set(lock.lockId, { link, news: answer.news });
        return told(answer);
      } catch (error) {
        link.close();
        throw error;
      }
    });
  }

  /**
   * Does `work` at a door that the phone may open now, and says what went wrong if it fails.
   * @param {Door} door
   * @param {Date} now
   * @param {Listener} step
   * @param {(lock: LockInBytes, access: Access) => Promise<Told>} work
   * @returns {Promise<Told>}
   */
  async at(door, now, step, work) {
    const lock = lockOn(await this.store.need("bundle"), door);
    if (door.credential === null || !lock || !opensNow(door, now)) {
      return this.#turnAway(door, lock?.label, now);
    }
    step("connecting");
    try {
      return await work(inBytes(lock, door.lock_id), door);
    } catch (error) {
      const known = error instanceof Error && FAILURES.some((kind) => error instanceof kind);
      if (!known) throw error;
      if (error instanceof WrongLock) this.radio.mistaken?.(lock.label);
      return { done: false, why: error.name, news: Promise.resolve() };
    }
  }

  /**
   * Talks to a lock over a connection of its own.
   * @template T
   * @param {LockInBytes} lock
   * @param {Bytes | null} token the credential; null where none is needed
   * @param {Listener} step
   * @param {(talk: Talk) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async talk(lock, token, step, work) {
    const { link, errand } = await this.#meet(lock, token, step);
    try {
      return await work(new Talk(link, errand));
    } finally {
      link.close();
    }
  }

  /** @type {(lock: LockInBytes, token: Bytes | null, step: Listener) => Promise<{link: Link, errand: Errand}>} */
  async #meet(lock, token, step) {
    const { store } = this;
    const cti = token && ctiOf(token);
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
    return { link, errand };
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
   * What claims a new unit, if the server can be asked, and tells.
   * @param {string} lockId
   * @returns {Promise<Bytes | null>}
   */
  async askSecret(lockId) {
    const { token } = await this.store.need("account");
    try {
      return fromHex((await ask("/phone/claim-secret", { lock_id: lockId }, token)).secret);
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

/** @type {(answered: Answered) => Told} */
export function told({ outcome, proven, news }) {
  if (outcome === Outcome.DONE) return { done: proven, why: proven ? null : "unproven", news };
  return { done: false, why: `outcome_${outcome}`, news };
}
