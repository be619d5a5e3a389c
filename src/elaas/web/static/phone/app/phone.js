/** The phone: what it holds, and what its owner can do with it, with or without a server. */

import { fromHex, toHex } from "../protocol/bytes.js";
import { Malformed } from "../protocol/cbor.js";
import { PhoneSession, WrongLock } from "../protocol/session.js";
import { AttError, LinkLost, OutOfRange } from "../radio/link.js";
import { ctiOf, lockOf, opensNow } from "./bundle.js";
import { open, Outcome } from "./opening.js";
import { ask, ServerRefused, Unreachable } from "./server.js";

const FAILURES = [WrongLock, OutOfRange, LinkLost, AttError, Malformed];

export class Phone {
  #carrying = new Map(); // by lock id: the visit that may still go on at a door that has answered

  /**
   * @param {import("./store.js").Store} store
   * @param {import("../radio/link.js").Radio} radio
   */
  constructor(store, radio) {
    this.store = store;
    this.radio = radio;
  }

  /**
   * Opens a door of a visit.
   * @param {import("./bundle.js").Door} door
   * @param {Date} now
   * @param {(step: string) => void} step hears "connecting", "right_lock", "fetching_time"
   * @returns {Promise<{done: boolean, why: string | null, news: Promise<void>}>} `why`: the reason
   *   as words.js names it; `news`: settles when the lock has handed over its journal
   */
  async open(door, now, step) {
    const bundle = await this.store.get("bundle");
    const label = bundle.locks[door.lock_id]?.label;
    if (!opensNow(door, now)) return this.#turnAway(door, label, now);
    step("connecting");
    try {
      return told(await this.#atTheDoor(door, bundle, step));
    } catch (error) {
      if (!FAILURES.some((kind) => error instanceof kind)) throw error;
      if (error instanceof WrongLock) this.radio.mistaken?.(label);
      return { done: false, why: error.name, news: Promise.resolve() };
    }
  }

  async #atTheDoor(door, bundle, step) {
    const { store } = this;
    const lock = lockOf(bundle, door.lock_id);
    const token = fromHex(door.credential);
    const keyPair = await store.get("keyPair");
    const parties = { keyPair, lockId: lock.lockId, lockKey: lock.dh };
    const session = await PhoneSession.create(parties);
    await this.#leave(lock.lockId);
    const link = await this.radio.connect(lock.label);
    const errand = {
      session,
      lock,
      token,
      cti: ctiOf(token),
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

  /** A lock bears one phone at a time; what the last visit has not carried, the next one does. */
  async #leave(lockId) {
    const { link, news } = this.#carrying.get(lockId) ?? {};
    link?.close();
    await Promise.allSettled([news]);
  }

  async #askTime(lockId, nonce) {
    const { token } = await this.store.get("account");
    try {
      const question = { lock_id: lockId, nonce: toHex(nonce) };
      return fromHex((await ask("/phone/time", question, token)).time);
    } catch (error) {
      if (error instanceof Unreachable || error instanceof ServerRefused) return null;
      throw error;
    }
  }

  /** The phone refuses by itself, and tells the server which label was tried when. */
  async #turnAway(door, label, now) {
    const { token } = await this.store.get("account");
    const reason = door.credential === null ? (door.refusal ?? "no_assignment") : "not_now";
    if (label) {
      const id = crypto.randomUUID();
      await this.store.keepWaiting("attempts", { id, label, reason, at: now.toISOString(), token });
    }
    return { done: false, why: reason, news: Promise.resolve() };
  }
}

function told({ outcome, proven, news }) {
  if (outcome === Outcome.DONE) return { done: proven, why: proven ? null : "unproven", news };
  return { done: false, why: `outcome_${outcome}`, news };
}
