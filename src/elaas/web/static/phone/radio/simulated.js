/** The demo's radio: a WebSocket to a virtual lock, each frame a text message in hexadecimal. */

import { fromHex, toHex } from "../protocol/bytes.js";
import { AttError, LinkLost, OutOfRange, within } from "./link.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Link, Radio } from "./link.js"
 */

const ATT = /^att ([0-9a-f]{2})$/;
const RESPONSE = /^([0-9a-f]{2})+$/;

/** @implements {Radio} */
export class SimulatedRadio {
  /** @param {string} base the address, with a slash at its end; a lock's label comes after it */
  constructor(base) {
    this.base = base;
  }

  /**
   * @param {string} label
   * @returns {Promise<SimulatedLink>}
   * @throws {OutOfRange}
   */
  async connect(label) {
    const socket = new WebSocket(`${this.base}${label}`);
    const link = new SimulatedLink(socket);
    await within(link.opened);
    return link;
  }
}

/** @implements {Link} */
class SimulatedLink {
  #socket;
  /** @type {{resolve: (line: string) => void, reject: (why: Error) => void} | null} */
  #waiting = null; // how to settle the request that is on its way
  #answered = false;

  /** @param {WebSocket} socket */
  constructor(socket) {
    this.#socket = socket;
    /** @type {Promise<void>} */
    this.opened = new Promise((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("close", () => reject(this.#gone()));
    });
    this.opened.catch(() => {}); // whoever connects hears of it; afterwards nobody needs to
    socket.addEventListener("message", ({ data }) => this.#answer(data));
    socket.addEventListener("close", () => this.#lose());
  }

  /** @param {Bytes} frame */
  async request(frame) {
    if (this.#socket.readyState !== WebSocket.OPEN) throw this.#gone();
    /** @type {Promise<string>} */
    const answer = new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    this.#socket.send(toHex(frame));
    return this.#read(await within(answer));
  }

  close() {
    this.#socket.close();
  }

  /** @param {string} line */
  #read(line) {
    this.#answered = true;
    const refused = ATT.exec(line);
    if (refused) throw new AttError(parseInt(refused[1], 16));
    if (!RESPONSE.test(line)) throw new LinkLost("no lock says that");
    return fromHex(line);
  }

  /** @param {string} line */
  #answer(line) {
    this.#waiting?.resolve(line);
    this.#waiting = null;
  }

  #lose() {
    this.#waiting?.reject(this.#gone());
    this.#waiting = null;
  }

  /** A lock that sleeps lets nobody in; one that has answered was there. */
  #gone() {
    return this.#answered ? new LinkLost("the lock has gone") : new OutOfRange("no lock answers");
  }
}
