/** At the door: open or lock it in one session with its lock, over whatever link there is. */

import { Outcome, Talk } from "./talk.js";

/**
 * @import { Link } from "../radio/link.js"
 * @import { Errand } from "./talk.js"
 *
 * @typedef {"open" | "lock"} Operation
 *
 * @typedef {object} Answered
 * @property {number} outcome
 * @property {boolean} proven the lock's own receipt says the same
 * @property {Promise<void>} news settles when the lock has handed over its journal
 */

/**
 * Opens or locks the door. Resolves as soon as the lock has answered and its receipt is kept; `news`
 * goes on with what the lock is still to hear and to hand over, and closes the link. What goes wrong
 * there at the door is only news not carried this time.
 * @param {Link} link
 * @param {Errand} errand
 * @param {Operation} operation
 * @returns {Promise<Answered>}
 * @throws {import("../protocol/session.js").WrongLock | import("../radio/link.js").LinkLost |
 *   import("../radio/link.js").AttError | import("../protocol/cbor.js").Malformed}
 */
export async function operate(link, errand, operation) {
  const talk = new Talk(link, errand);
  let answer = await talk.first(operation);
  if (answer.outcome === Outcome.CLOCK_UNKNOWN && (await talk.setClock())) {
    answer = await talk.then(operation);
  } else if (answer.outcome === Outcome.JOURNAL_FULL) {
    await talk.update(); // may bring the acknowledgement it needs
    answer = await talk.then(operation);
  }
  const proven = await talk.proves(operation, answer);
  return { outcome: answer.outcome, proven, news: talk.carry(answer.outcome) };
}
