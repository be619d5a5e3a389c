/** The server as the phone sees it: JSON over HTTP, a token for a name. */

import { toHex } from "../protocol/bytes.js";

const SECONDS = 15; // for one request

/** The server cannot be reached, or is too busy; what became of the request is not known. */
export class Unreachable extends Error {
  name = "Unreachable";
}

/** The server understood, and said no; the message is its sentence. */
export class ServerRefused extends Error {
  name = "ServerRefused";

  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/**
 * @param {string} path
 * @param {object} [question] sent as JSON; without it the request is a GET
 * @param {string} [token] of the enrolled phone
 * @returns {Promise<any>}
 * @throws {Unreachable | ServerRefused}
 */
export async function ask(path, question, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const post = { method: "POST", headers, body: JSON.stringify(question) };
  let response;
  let answer;
  try {
    const signal = AbortSignal.timeout(SECONDS * 1000);
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
 * @param {Uint8Array[]} [parts.receipts]
 * @param {object[]} [parts.attempts] of one person
 * @param {object[]} [parts.steps] of one person
 * @param {string[]} [parts.delivered] updates that locks took, in hexadecimal
 */
export function brought({ receipts = [], attempts = [], steps = [], delivered = [] }) {
  const untold = ({ token, ...told }) => told; // whose it is the request itself says
  return {
    receipts: receipts.map(toHex),
    attempts: attempts.map(untold),
    steps: steps.map(untold),
    delivered,
  };
}
