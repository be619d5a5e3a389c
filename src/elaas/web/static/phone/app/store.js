/**
 * What the phone keeps, in IndexedDB: it survives a restart, and the key in it cannot be exported.
 *
 * `kept`: keyPair, account, bundle, ladder, by these names. `receipts`: the locks' receipts that the server
 * has not answered for, by their bytes in hexadecimal. `attempts`: doors that the phone refused by
 * itself, and `steps`: what was done by who could not get in; both by their ids, each with the token
 * of whoever it was. `delivered`: for each lock the newest
 * update that it took from this phone.
 */

import { fromHex, toHex } from "../protocol/bytes.js";

const NAME = "elaas";
const VERSION = 2;
const STORES = ["kept", "receipts", "attempts", "steps", "delivered"];

export class Store {
  #database;

  /** @returns {Promise<Store>} */
  static async open() {
    const store = new Store();
    const opening = indexedDB.open(NAME, VERSION);
    opening.addEventListener("upgradeneeded", () => {
      const { result } = opening;
      const missing = STORES.filter((name) => !result.objectStoreNames.contains(name));
      for (const name of missing) result.createObjectStore(name);
    });
    store.#database = await done(opening);
    return store;
  }

  /**
   * @param {"keyPair" | "account" | "bundle" | "ladder"} name
   * @returns {Promise<any>} undefined if there is none
   */
  get(name) {
    return done(this.#database.transaction("kept").objectStore("kept").get(name));
  }

  /** Keeps `value` until it is replaced. */
  put(name, value) {
    return this.#change("kept", (kept) => kept.put(value, name));
  }

  drop(name) {
    return this.#change("kept", (kept) => kept.delete(name));
  }

  /**
   * Makes the phone somebody's, in one step: nothing of whoever had it before stays, except what
   * waits for the server.
   */
  become({ keyPair, account }) {
    return this.#change("kept", (kept) => {
      kept.clear();
      kept.put(keyPair, "keyPair");
      kept.put(account, "account");
    });
  }

  /** @returns {Promise<Uint8Array[]>} the receipts that wait, in no particular order */
  async receipts() {
    const receipts = this.#database.transaction("receipts").objectStore("receipts");
    return (await done(receipts.getAllKeys())).map(fromHex);
  }

  /** Keeps receipts; one that is there already stays once. */
  keepReceipts(bodies) {
    return this.#change("receipts", (receipts) => {
      for (const body of bodies) receipts.put(true, toHex(body));
    });
  }

  /** Forgets receipts that the server has answered for. */
  dropReceipts(bodies) {
    return this.#change("receipts", (receipts) => {
      for (const body of bodies) receipts.delete(toHex(body));
    });
  }

  /**
   * What waits for the server.
   * @param {"attempts" | "steps"} name
   * @returns {Promise<{id: string, token: string}[]>}
   */
  waiting(name) {
    return done(this.#database.transaction(name).objectStore(name).getAll());
  }

  keepWaiting(name, one) {
    return this.#change(name, (waiting) => waiting.put(one, one.id));
  }

  dropWaiting(name, ids) {
    return this.#change(name, (waiting) => {
      for (const id of ids) waiting.delete(id);
    });
  }

  /** @returns {Promise<string[]>} updates that locks took, in hexadecimal */
  delivered() {
    return done(this.#database.transaction("delivered").objectStore("delivered").getAll());
  }

  keepDelivered(lockId, update) {
    return this.#change("delivered", (delivered) => delivered.put(toHex(update), lockId));
  }

  /** Forgets the deliveries that the server has heard of; a newer one since then stays. */
  dropDelivered(updates) {
    return this.#change("delivered", (delivered) => {
      delivered.openCursor().addEventListener("success", ({ target: { result: cursor } }) => {
        if (cursor === null) return;
        if (updates.includes(cursor.value)) cursor.delete();
        cursor.continue();
      });
    });
  }

  /** Resolves when the change is on the disk. */
  #change(name, change) {
    const strict = { durability: "strict" };
    const transaction = this.#database.transaction(name, "readwrite", strict);
    change(transaction.objectStore(name));
    return new Promise((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
