/**
 * At a unit: claim it for the municipality, try it, take it down. Each works without the server, can
 * break off anywhere, and done once more changes nothing.
 */

import { fromHex } from "../protocol/bytes.js";
import { unitDoor } from "./bundle.js";
import { Outcome } from "./talk.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Reply } from "../protocol/session.js"
 * @import { Access, Claim, Door, LockInBytes } from "./bundle.js"
 * @import { Label } from "./label.js"
 * @import { Operation } from "./opening.js"
 * @import { Listener, Phone, Told } from "./phone.js"
 * @import { Talk } from "./talk.js"
 */

const LOST = ["LinkLost", "AttError", "Malformed"]; // what may happen to news that can wait

export class Units {
  #phone;

  /** @param {Phone} phone */
  constructor(phone) {
    this.#phone = phone;
  }

  /**
   * Makes the unit the municipality's. Done as well if it was that already.
   * @param {string} lockId
   * @param {Label | null} label as it was read; null: the server has told what claims it
   * @param {Date} now
   * @param {Listener} step
   * @returns {Promise<Told>}
   */
  claim(lockId, label, now, step) {
    return this.#at(lockId, now, step, async (lock, access, { claim }) => {
      if (claim === null) return no("no_assignment");
      const secret = await this.#secret(lockId, label, claim);
      if (secret !== null && (await this.#claim(lock, secret, claim, now, step))) return DONE;
      const why = await this.#isOurs(lock, access, step);
      if (why === null) return DONE;
      return no(why === "not_ours" && secret === null ? "label_needed" : why);
    });
  }

  /** @type {(lockId: string, now: Date, step: Listener) => Promise<Told>} */
  testOpen(lockId, now, step) {
    return this.#test(lockId, now, step, "open");
  }

  /** @type {(lockId: string, now: Date, step: Listener) => Promise<Told>} */
  testLock(lockId, now, step) {
    return this.#test(lockId, now, step, "lock");
  }

  /**
   * Lets the lock forget the municipality, and takes its journal along first: afterwards nobody of
   * ours can read it.
   *
   * If the answer is lost, it is not known whether the lock has forgotten. Then it takes no
   * credential, but lets itself be claimed with what it was told; that done, it is released anew,
   * and its journal tells of both.
   * @param {string} lockId
   * @param {Date} now
   * @param {Listener} step
   * @returns {Promise<Told>}
   */
  release(lockId, now, step) {
    return this.#at(lockId, now, step, async (lock, access, { claim, release }) => {
      if (claim === null || release === null) return no("not_prepared");
      const secret = fromHex(release);
      const answer = await this.#release(lock, access, secret, step);
      if (answer.why !== "outcome_7") return answer;
      if (!(await this.#claim(lock, secret, claim, now, step))) return no("not_ours");
      return this.#release(lock, access, secret, step);
    });
  }

  /** @type {(lockId: string, now: Date, step: Listener, operation: Operation) => Promise<Told>} */
  async #test(lockId, now, step, operation) {
    const door = await this.#door(lockId, now);
    return this.#phone.open(door, now, step, operation);
  }

  /**
   * @typedef {{claim: Claim | null, release: string | null}} Handover
   * @type {(lockId: string, now: Date, step: Listener,
   *   work: (lock: LockInBytes, access: Access, handover: Handover) => Promise<Told>) => Promise<Told>}
   */
  async #at(lockId, now, step, work) {
    const { locks } = await this.#phone.store.need("bundle");
    const { claim = null, release = null } = locks[lockId] ?? {};
    const door = await this.#door(lockId, now);
    return this.#phone.at(door, now, step, (lock, access) =>
      work(lock, access, { claim, release }),
    );
  }

  /** @type {(lockId: string, now: Date) => Promise<Door>} */
  async #door(lockId, now) {
    const bundle = await this.#phone.store.need("bundle");
    return unitDoor(bundle, lockId, now) ?? { ...NOWHERE, lock_id: lockId };
  }

  /**
   * What claims the unit: as the server has told, as its label says, or, where only the number on it
   * could be read, as the server tells when asked.
   * @type {(lockId: string, label: Label | null, claim: Claim) => Promise<Bytes | null>}
   */
  async #secret(lockId, label, { claimed, secret }) {
    if (secret !== null) return fromHex(secret);
    if (label === null || label.secret !== null) return label?.secret ?? null;
    return claimed ? null : this.#phone.askSecret(lockId);
  }

  /**
   * Whether the lock let itself be claimed, and its receipt says so. Its clock is set at once if the
   * server can be reached; if not, it goes by this phone's.
   * @type {(lock: LockInBytes, secret: Bytes, claim: Claim, now: Date, step: Listener) => Promise<boolean>}
   */
  async #claim(lock, secret, { authority }, now, step) {
    const seconds = Math.floor(now.getTime() / 1000);
    const claimed = await this.#phone.talk(lock, null, step, async (talk) => {
      const answer = await talk.first("claim", secret, coseKey(authority), seconds);
      if (answer.outcome !== Outcome.DONE || !(await talk.proves("claim", answer))) return false;
      await bearing(talk.setClock());
      return true;
    });
    if (claimed) this.#phone.radio.moved?.(lock.label);
    return claimed;
  }

  /**
   * Why the lock does not take our credential; null: it does, and has handed over its journal.
   * @type {(lock: LockInBytes, access: Access, step: Listener) => Promise<string | null>}
   */
  #isOurs(lock, access, step) {
    const token = fromHex(access.credential);
    return this.#phone.talk(lock, token, step, async (talk) => {
      const answer = await readJournal(talk, lock);
      if (answer.outcome === Outcome.DONE) await bearing(takeAlong(talk, answer));
      if (answer.outcome === Outcome.NO_CREDENTIAL) return "not_ours";
      return answer.outcome === Outcome.DONE ? null : `outcome_${answer.outcome}`;
    });
  }

  /** @type {(lock: LockInBytes, access: Access, secret: Bytes, step: Listener) => Promise<Told>} */
  #release(lock, access, secret, step) {
    return this.#phone.talk(lock, fromHex(access.credential), step, async (talk) => {
      const page = await readJournal(talk, lock);
      if (page.outcome !== Outcome.DONE) return no(`outcome_${page.outcome}`);
      await takeAlong(talk, page);
      const answer = await talk.then("release", secret);
      if (answer.outcome !== Outcome.DONE) return no(`outcome_${answer.outcome}`);
      return (await talk.proves("release", answer)) ? DONE : no("unproven");
    });
  }
}

/** @type {Told} */
const DONE = Object.freeze({ done: true, why: null, news: Promise.resolve() });

/** @type {Door} */
const NOWHERE = Object.freeze({
  place: "home",
  note: "",
  lock_id: null,
  credential: null,
  not_before: null,
  expires_at: null,
  refusal: null,
});

/** @type {(why: string) => Told} */
function no(why) {
  return { done: false, why, news: Promise.resolve() };
}

/**
 * The first page of what the server has not, once the lock knows the time.
 * @type {(talk: Talk, lock: LockInBytes) => Promise<Reply>}
 */
async function readJournal(talk, { acknowledged }) {
  const answer = await talk.first("journal", acknowledged + 1);
  if (answer.outcome !== Outcome.CLOCK_UNKNOWN || !(await talk.setClock())) return answer;
  return talk.then("journal", acknowledged + 1);
}

/**
 * Keeps that page, and fetches the others.
 * @type {(talk: Talk, page: Reply) => Promise<void>}
 */
async function takeAlong(talk, { body }) {
  if ((await talk.keepPage(body)) !== null) await talk.takeJournal();
}

/**
 * Waits for what the lock can do without: the next visit brings it.
 * @param {Promise<unknown>} news
 */
async function bearing(news) {
  try {
    await news;
  } catch (error) {
    if (!(error instanceof Error && LOST.includes(error.name))) throw error;
  }
}

/** @type {(key: {kid: string, x: string, y: string}) => Map<number, number | Bytes>} */
function coseKey({ kid, x, y }) {
  /** @type {[number, number | Bytes][]} */
  const fields = [
    [1, 2],
    [2, fromHex(kid)],
    [-1, 1],
    [-2, fromHex(x)],
    [-3, fromHex(y)],
  ];
  return new Map(fields);
}
