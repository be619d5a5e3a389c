/** At the door: one session with one lock, over whatever link there is. */

import { equal, isBytes } from "../protocol/bytes.js";
import { Malformed } from "../protocol/cbor.js";
import { verify1 } from "../protocol/cose.js";
import { readReceipt } from "../protocol/receipt.js";
import { AttError, LinkLost, within } from "../radio/link.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { PhoneSession, Reply } from "../protocol/session.js"
 * @import { Link } from "../radio/link.js"
 * @import { LockInBytes } from "./bundle.js"
 */

/** How an operation ended, as the lock says it (protocol.md, "Receipt"). */
export const Outcome = Object.freeze({
  DONE: 0,
  NO_CREDENTIAL: 7,
  CLOCK_UNKNOWN: 8,
  JAMMED: 9,
  BATTERY_LOW: 10,
  JOURNAL_FULL: 11,
});
/** @type {number[]} */
const CREDENTIAL_HOLDS = [
  Outcome.DONE,
  Outcome.JAMMED,
  Outcome.BATTERY_LOW,
  Outcome.JOURNAL_FULL,
];
const OPEN = "open";
const NONCE = 15; // in the body of status
const NEWS_MS = 3_000; // for one answer, once the lock has said what counts
const MOST_PAGES = 64; // of the journal in one session

/**
 * @typedef {"right_lock" | "fetching_time"} Stage
 *
 * @typedef {object} Errand
 * @property {PhoneSession} session made before connecting
 * @property {LockInBytes} lock
 * @property {Bytes} token the credential
 * @property {Bytes} cti its id
 * @property {(bodies: Bytes[]) => Promise<void>} keep makes receipts durable
 * @property {() => Promise<void>} delivered hears that the lock took its update
 * @property {(nonce: Bytes) => Promise<Bytes | null>} askTime the signed time, if to be had
 * @property {(stage: Stage) => void} step hears how far it has come
 *
 * @typedef {object} Opened
 * @property {number} outcome
 * @property {boolean} proven the lock's own receipt says the same
 * @property {Promise<void>} news settles when the lock has handed over its journal
 */

/**
 * Opens the door. Resolves as soon as the lock has answered and its receipt is kept; `news` goes on
 * with what the lock is still to hear and to hand over, and closes the link. What goes wrong there
 * at the door is only news not carried this time.
 * @param {Link} link
 * @param {Errand} errand
 * @returns {Promise<Opened>}
 * @throws {import("../protocol/session.js").WrongLock | LinkLost | AttError | Malformed}
 */
export async function open(link, errand) {
  const door = new Door(link, errand);
  let answer = await door.first();
  if (answer.outcome === Outcome.CLOCK_UNKNOWN && (await door.setClock())) {
    answer = await door.operate();
  } else if (answer.outcome === Outcome.JOURNAL_FULL) {
    await door.update(); // may bring the acknowledgement it needs
    answer = await door.operate();
  }
  const proven = await door.proves(answer);
  return { outcome: answer.outcome, proven, news: door.carry(answer.outcome) };
}

class Door {
  #link;
  #errand;

  /**
   * @param {Link} link
   * @param {Errand} errand
   */
  constructor(link, errand) {
    this.#link = link;
    this.#errand = errand;
  }

  async first() {
    const { session, token, step } = this.#errand;
    const frame02 = await this.#link.request(session.message1());
    const frame03 = await session.command0(frame02, token, OPEN);
    step("right_lock");
    return this.#kept(await session.reply(await this.#link.request(frame03)));
  }

  async operate() {
    return this.#kept(await this.then(OPEN));
  }

  /**
   * @param {string} operation
   * @param {...unknown} args
   */
  async then(operation, ...args) {
    const { session } = this.#errand;
    return session.reply(await this.#link.request(await session.command(operation, ...args)));
  }

  async update() {
    const { outcome } = await this.then("update", this.#errand.lock.update);
    if (outcome === Outcome.DONE) await this.#errand.delivered();
  }

  async setClock() {
    this.#errand.step("fetching_time");
    const { body } = await this.then("status");
    /** @type {unknown} */
    const nonce = body instanceof Map ? body.get(NONCE) : undefined;
    const time = isBytes(nonce) ? await this.#errand.askTime(nonce) : null;
    if (time === null) return false;
    return (await this.then("time", time)).outcome === Outcome.DONE;
  }

  /**
   * Whether the lock's own receipt says that it did what it answers, for this credential.
   * @param {Reply} answer
   */
  async proves({ outcome, body }) {
    const receipt = await this.#read(body);
    if (receipt === null || receipt.operation !== OPEN || receipt.outcome !== outcome) return false;
    // The lock names no credential that it does not believe.
    if (receipt.cti === null) return outcome === Outcome.NO_CREDENTIAL;
    return equal(receipt.cti, this.#errand.cti);
  }

  /**
   * Give the lock its news, whoever they concern, and take its journal along.
   * @param {number} outcome
   */
  async carry(outcome) {
    try {
      if (outcome !== Outcome.CLOCK_UNKNOWN) {
        await within(this.update(), NEWS_MS);
      }
      if (CREDENTIAL_HOLDS.includes(outcome)) await this.#takeJournal();
    } catch (error) {
      const expected = [LinkLost, AttError, Malformed].some((kind) => error instanceof kind);
      if (!expected) throw error;
    } finally {
      this.#link.close();
    }
  }

  /** Page by page what neither the server nor the phone has, as long as it is a journal. */
  async #takeJournal() {
    let wanted = this.#errand.lock.acknowledged + 1;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { body } = await within(this.then("journal", wanted), NEWS_MS);
      if (!Array.isArray(body) || !body.every(isBytes)) return;
      const receipts = await Promise.all(body.map((one) => this.#read(one)));
      const last = receipts.at(-1);
      if (!last || receipts.includes(null) || last.seq < wanted) return;
      await this.#errand.keep(body);
      wanted = last.seq + 1;
    }
  }

  /** @param {Reply} answer */
  async #kept(answer) {
    const { body } = answer;
    if (isBytes(body) && (await this.#read(body)) !== null) await this.#errand.keep([body]);
    return answer;
  }

  /**
   * The receipt in `body` if this lock signed it and it names the lock, else null.
   * @param {unknown} body
   */
  async #read(body) {
    const { lock } = this.#errand;
    if (!isBytes(body)) return null;
    try {
      await verify1(body, lock.receipt);
      const receipt = readReceipt(body);
      return receipt.lockId === lock.lockId ? receipt : null;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return null;
    }
  }
}
