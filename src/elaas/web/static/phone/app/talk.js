/** A talk with one lock over one link: commands, and the receipts that come back. */

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
const NONCE = 15; // in the body of status
const NEWS_MS = 3_000; // for one answer, once the lock has said what counts
const MOST_PAGES = 64; // of the journal in one session

/**
 * @typedef {"right_lock" | "fetching_time"} Stage
 *
 * @typedef {object} Errand
 * @property {PhoneSession} session made before connecting
 * @property {LockInBytes} lock
 * @property {Bytes | null} token the credential; null for a claim, which needs none
 * @property {Bytes | null} cti its id
 * @property {(bodies: Bytes[]) => Promise<void>} keep makes receipts durable
 * @property {() => Promise<void>} delivered hears that the lock took its update
 * @property {(nonce: Bytes) => Promise<Bytes | null>} askTime the signed time, if to be had
 * @property {(stage: Stage) => void} step hears how far it has come
 */

export class Talk {
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

  /**
   * The handshake, and the first command.
   * @param {string} operation
   * @param {...unknown} args
   */
  async first(operation, ...args) {
    const { session, token, step } = this.#errand;
    const frame02 = await this.#link.request(session.message1());
    const frame03 = await session.command0(frame02, token, operation, ...args);
    step("right_lock");
    return this.#kept(await session.reply(await this.#link.request(frame03)));
  }

  /**
   * A later command, under the first one's credential.
   * @param {string} operation
   * @param {...unknown} args
   */
  async then(operation, ...args) {
    const { session } = this.#errand;
    const frame = await session.command(operation, ...args);
    return this.#kept(await session.reply(await this.#link.request(frame)));
  }

  async update() {
    const { outcome } = await this.then("update", this.#errand.lock.update);
    if (outcome === Outcome.DONE) await this.#errand.delivered();
  }

  /** Whether the lock knows the time now. */
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
   * @param {string} operation
   * @param {Reply} answer
   */
  async proves(operation, { outcome, body }) {
    const receipt = await this.#read(body);
    if (receipt === null || receipt.operation !== operation || receipt.outcome !== outcome) {
      return false;
    }
    // The lock names no credential that it does not believe.
    const { cti } = this.#errand;
    if (receipt.cti === null) return cti === null || outcome === Outcome.NO_CREDENTIAL;
    return cti !== null && equal(receipt.cti, cti);
  }

  /**
   * Give the lock its news, whoever they concern, take its journal along, and go.
   * @param {number} outcome
   */
  async carry(outcome) {
    try {
      if (outcome !== Outcome.CLOCK_UNKNOWN) {
        await within(this.update(), NEWS_MS);
      }
      if (CREDENTIAL_HOLDS.includes(outcome)) await this.takeJournal();
    } catch (error) {
      const expected = [LinkLost, AttError, Malformed].some((kind) => error instanceof kind);
      if (!expected) throw error;
    } finally {
      this.#link.close();
    }
  }

  /** Page by page what neither the server nor the phone has, as long as it is a journal. */
  async takeJournal() {
    let wanted = this.#errand.lock.acknowledged + 1;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { body } = await within(this.then("journal", wanted), NEWS_MS);
      const last = await this.keepPage(body);
      if (last === null || last < wanted) return;
      wanted = last + 1;
    }
  }

  /**
   * Keeps a page of the journal, if it is one.
   * @param {unknown} body
   * @returns {Promise<number | null>} the number of its last receipt; null: it has none
   */
  async keepPage(body) {
    if (!Array.isArray(body) || !body.every(isBytes)) return null;
    const receipts = await Promise.all(body.map((one) => this.#read(one)));
    const last = receipts.at(-1);
    if (!last || receipts.includes(null)) return null;
    await this.#errand.keep(body);
    return last.seq;
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
