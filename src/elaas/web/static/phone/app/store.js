/**
 * What the phone keeps, in IndexedDB: it survives a restart, and the key in it cannot be exported.
 *
 * `kept`: keyPair, account, bundle, ladder, by these names. `receipts`: the locks' receipts that the server
 * has not answered for, by their bytes in hexadecimal. `attempts`: doors that the phone refused by
 * itself, and `steps`: what was done by who could not get in; both by their ids, each with the token
 * of whoever it was. `delivered`: for each lock the newest
 * update that it took from this phone. `progress`: how far a crew has come with each job; and
 * `reports`: the finished steps that the server has not taken.
 */

import { fromHex, toHex } from "../protocol/bytes.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Bundle } from "./bundle.js"
 * @import { Account } from "./enrol.js"
 * @import { Step } from "./ladder.js"
 * @import { Attempt } from "./phone.js"
 * @import { Progress, Report } from "../visit/job.js"
 *
 * @typedef {{keyPair: CryptoKeyPair, account: Account, bundle: Bundle, ladder: Step}} Kept
 * @typedef {{attempts: Attempt, steps: Step}} Waiting
 */

const NAME = "elaas";
const VERSION = 3;
const STORES = ["kept", "receipts", "attempts", "steps", "delivered", "progress", "reports"];

/** What the phone needs for this is not kept, or no longer. */
export class NotKept extends Error {
  name = "NotKept";
}

export class Store {
  #database;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.#database = database;
  }

  /** @returns {Promise<Store>} */
  static async open() {
    const opening = indexedDB.open(NAME, VERSION);
    opening.addEventListener("upgradeneeded", () => {
      const { result } = opening;
      const missing = STORES.filter((name) => !result.objectStoreNames.contains(name));
      for (const name of missing) result.createObjectStore(name);
    });
    return new Store(await done(opening));
  }

  /**
   * @template {keyof Kept} K
   * @param {K} name
   * @returns {Promise<Kept[K] | undefined>}
   */
  get(name) {
    return done(this.#database.transaction("kept").objectStore("kept").get(name));
  }

  /**
   * @template {keyof Kept} K
   * @param {K} name
   * @returns {Promise<Kept[K]>}
   * @throws {NotKept}
   */
  async need(name) {
    const found = await this.get(name);
    if (found === undefined) throw new NotKept(name);
    return found;
  }

  /**
   * Keeps `value` until it is replaced.
   * @template {keyof Kept} K
   * @param {K} name
   * @param {Kept[K]} value
   */
  put(name, value) {
    return this.#change("kept", (kept) => kept.put(value, name));
  }

  /** @param {keyof Kept} name */
  drop(name) {
    return this.#change("kept", (kept) => kept.delete(name));
  }

  /**
   * Makes the phone somebody's, in one step: nothing of whoever had it before stays, except what
   * waits for the server.
   * @param {{keyPair: CryptoKeyPair, account: Account}} whose
   */
  become({ keyPair, account }) {
    return this.#change("kept", (kept) => {
      kept.clear();
      kept.put(keyPair, "keyPair");
      kept.put(account, "account");
    });
  }

  /** @returns {Promise<Bytes[]>} the receipts that wait, in no particular order */
  async receipts() {
    const receipts = this.#database.transaction("receipts").objectStore("receipts");
    return (await done(receipts.getAllKeys())).map((key) => fromHex(String(key)));
  }

  /**
   * Keeps receipts; one that is there already stays once.
   * @param {Bytes[]} bodies
   */
  keepReceipts(bodies) {
    return this.#change("receipts", (receipts) => {
      for (const body of bodies) receipts.put(true, toHex(body));
    });
  }

  /**
   * Forgets receipts that the server has answered for.
   * @param {Bytes[]} bodies
   */
  dropReceipts(bodies) {
    return this.#change("receipts", (receipts) => {
      for (const body of bodies) receipts.delete(toHex(body));
    });
  }

  /**
   * What waits for the server.
   * @template {keyof Waiting} W
   * @param {W} name
   * @returns {Promise<Waiting[W][]>}
   */
  waiting(name) {
    return done(this.#database.transaction(name).objectStore(name).getAll());
  }

  /**
   * @template {keyof Waiting} W
   * @param {W} name
   * @param {Waiting[W]} one
   */
  keepWaiting(name, one) {
    return this.#change(name, (waiting) => waiting.put(one, one.id));
  }

  /**
   * @param {keyof Waiting} name
   * @param {string[]} ids
   */
  dropWaiting(name, ids) {
    return this.#change(name, (waiting) => {
      for (const id of ids) waiting.delete(id);
    });
  }

  /** @returns {Promise<Progress[]>} of every job that somebody has begun */
  progress() {
    return done(this.#database.transaction("progress").objectStore("progress").getAll());
  }

  /** @param {Progress} progress */
  keepProgress(progress) {
    return this.#change("progress", (kept) => kept.put(progress, progress.job));
  }

  /** @param {string} job */
  dropProgress(job) {
    return this.#change("progress", (kept) => kept.delete(job));
  }

  /** @returns {Promise<Report[]>} finished steps that the server has not taken */
  reports() {
    return done(this.#database.transaction("reports").objectStore("reports").getAll());
  }

  /**
   * A step is finished and on its way to the server: both, or neither.
   * @param {Progress} progress
   * @param {Report} report
   */
  finish(progress, report) {
    const names = ["progress", "reports"];
    const transaction = this.#database.transaction(names, "readwrite", { durability: "strict" });
    transaction.objectStore("progress").put(progress, progress.job);
    transaction.objectStore("reports").put(report, report.id);
    return complete(transaction);
  }

  /** @param {Report} report */
  keepReport(report) {
    return this.#change("reports", (reports) => reports.put(report, report.id));
  }

  /** @param {string} id */
  dropReport(id) {
    return this.#change("reports", (reports) => reports.delete(id));
  }

  /** @returns {Promise<string[]>} updates that locks took, in hexadecimal */
  delivered() {
    return done(this.#database.transaction("delivered").objectStore("delivered").getAll());
  }

  /**
   * @param {string} lockId
   * @param {Bytes} update
   */
  keepDelivered(lockId, update) {
    return this.#change("delivered", (delivered) => delivered.put(toHex(update), lockId));
  }

  /**
   * Forgets the deliveries that the server has heard of; a newer one since then stays.
   * @param {string[]} updates
   */
  dropDelivered(updates) {
    return this.#change("delivered", (delivered) => {
      const looking = delivered.openCursor();
      looking.addEventListener("success", () => {
        const cursor = looking.result;
        if (cursor === null) return;
        if (updates.includes(cursor.value)) cursor.delete();
        cursor.continue();
      });
    });
  }

  /**
   * Resolves when the change is on the disk.
   * @param {string} name
   * @param {(store: IDBObjectStore) => void} change
   * @returns {Promise<void>}
   */
  #change(name, change) {
    const transaction = this.#database.transaction(name, "readwrite", { durability: "strict" });
    change(transaction.objectStore(name));
    return complete(transaction);
  }
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function complete(transaction) {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
