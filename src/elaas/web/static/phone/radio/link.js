/**
 * A radio finds a lock by the label printed on it; a link carries one request and one response at
 * a time. Every radio behaves as described here, so that the app need not know which it has.
 *
 * @import { Bytes } from "../protocol/bytes.js"
 *
 * @typedef {object} Radio
 * @property {(label: string) => Promise<Link>} connect to the lock with this label, four or five
 *   digits; throws OutOfRange
 * @property {(label: string) => void} [mistaken] hears that what answered is another lock
 * @property {(label: string) => void} [moved] hears that the lock was claimed, and so has another
 *   address from now on
 *
 * @typedef {object} Link
 * @property {(frame: Bytes) => Promise<Bytes>} request the response to a frame; throws
 *   AttError if the lock refuses the frame, LinkLost if there is no answer
 * @property {() => void} close
 */

export const REPLY_MS = 10_000; // the lock itself ends a connection after as long a silence

/** No lock with that label answers: it sleeps, is too far away, or somebody is connected. */
export class OutOfRange extends Error {
  name = "OutOfRange";
}

/** The connection broke, or the lock does not answer. What it did is not known. */
export class LinkLost extends Error {
  name = "LinkLost";
}

/** The lock refused a frame and ended the session (protocol.md, "On the air"). */
export class AttError extends Error {
  name = "AttError";

  /** @param {number | null} code 0x80 to 0x83; null where the browser does not tell */
  constructor(code) {
    super(`the lock refused the frame (${code?.toString(16) ?? "no code"})`);
    this.code = code;
  }
}

/**
 * `work`, or LinkLost when it takes too long.
 * @template T
 * @param {Promise<T>} work
 * @param {number} [limit] milliseconds
 * @returns {Promise<T>}
 */
export function within(work, limit = REPLY_MS) {
  /** @type {number | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new LinkLost("the lock does not answer")), limit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
