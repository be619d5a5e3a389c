/** The server as the phone sees it: JSON over HTTP, a token for a name. */

import { toHex } from "../protocol/bytes.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Bundle } from "./bundle.js"
 * @import { Account } from "./enrol.js"
 * @import { Kin, Step } from "./ladder.js"
 * @import { Attempt } from "./phone.js"
 *
 * @typedef {{
 *   "/phone/enrolment-key": {x: string, y: string},
 *   "/phone/enrol": Account,
 *   "/phone/sync": Bundle,
 *   "/phone/receipts": object,
 *   "/phone/visit": {trouble: string | null},
 *   "/phone/time": {time: string},
 *   "/phone/claim-secret": {secret: string},
 *   "/phone/kin": {kin: Kin[]},
 * }} Answers what each address answers
 */

const SECONDS = 15; // for one request

/** The server cannot be reached, or is too busy; what became of the request is not known. */
export class Unreachable extends Error {
  name = "Unreachable";
}

/** The server understood, and said no; the message is its sentence. */
export class ServerRefused extends Error {
  name = "ServerRefused";

  /**
   * @param {number} status
   * @param {string} sentence
   */
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/**
 * @template {keyof Answers} A
 * @param {A} path
 * @param {object} [question] sent as JSON; without it the request is a GET
 * @param {string} [token] of the enrolled phone
 * @param {number} [seconds] to wait for the answer
 * @returns {Promise<Answers[A]>}
 * @throws {Unreachable | ServerRefused}
 */
export async function ask(path, question, token, seconds = SECONDS) {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (token) headers.set("Authorization", `Bearer ${token}`);
  const post = { method: "POST", headers, body: JSON.stringify(question) };
  let response;
  let answer;
  try {
    const signal = AbortSignal.timeout(seconds * 1000);
    const options = question === undefined ? {} : post;
    response = await fetch(path, { ...options, signal, cache: "no-store", credentials: "omit" });
    answer = await response.json();
  } catch (error) {
    throw new Unreachable("the server cannot be reached", { cause: error });
  }
  // It is there, and cannot answer now: it has not said no.
  if (response.status >= 500) throw new Unreachable(`the server cannot answer: ${answer.error}`);
  if (!response.ok) throw new ServerRefused(response.status, String(answer.error ?? ""));
  return answer;
}

/**
 * What goes up; every part may be absent.
 * @param {object} parts
 * @param {Bytes[]} [parts.receipts]
 * @param {Attempt[]} [parts.attempts] of one person
 * @param {Step[]} [parts.steps] of one person
 * @param {string[]} [parts.delivered] updates that locks took, in hexadecimal
 */
export function brought({ receipts = [], attempts = [], steps = [], delivered = [] }) {
  // Whose attempts and steps they are the request itself says.
  return {
    receipts: receipts.map(toHex),
    attempts: attempts.map(({ token, ...told }) => told),
    steps: steps.map(({ token, ...told }) => told),
    delivered,
  };
}
