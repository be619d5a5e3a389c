/** The lock's radio as Web Bluetooth has it (https://webbluetoothcg.github.io/web-bluetooth/). */

import { isWhole } from "./frames.js";
import { AttError, LinkLost, OutOfRange, within } from "./link.js";

export const SERVICE = "43a1c0de-5f2b-4b7a-9d54-1e1a5e1a0001";
const REQUEST = "43a1c0de-5f2b-4b7a-9d54-1e1a5e1a0002";
const RESPONSE = "43a1c0de-5f2b-4b7a-9d54-1e1a5e1a0003";
const CONNECT_MS = 15_000;
const NOTIFY_MS = 1_000; // then the response is read instead

/** Nobody was chosen in the browser's list: it was closed, or stayed empty. */
export class NotChosen extends OutOfRange {
  name = "NotChosen";
}

/** @implements {import("./link.js").Radio} */
export class BluetoothRadio {
  #bluetooth;
  #devices = new Map(); // by label: a device kept in the page connects again without a question
  /** How often the browser's list had to be shown: each is one more tap at the door. */
  choosers = 0;

  /** @param {Bluetooth} bluetooth `navigator.bluetooth` */
  constructor(bluetooth) {
    this.#bluetooth = bluetooth;
  }

  /**
   * Where the browser does not know the lock yet it shows its list; that needs a tap just before.
   * @param {string} label
   * @returns {Promise<GattLink>}
   * @throws {OutOfRange}
   */
  async connect(label) {
    const device = await this.#device(label);
    try {
      return await within(GattLink.to(device), CONNECT_MS);
    } catch (error) {
      device.gatt.disconnect();
      if (error instanceof LinkLost || error instanceof DOMException) {
        this.#devices.delete(label); // a lock that was claimed anew has another address
        throw new OutOfRange("the lock does not answer", { cause: error });
      }
      throw error;
    }
  }

  async #device(label) {
    const device = this.#devices.get(label) ?? (await this.#known(label)) ?? this.#ask(label);
    this.#devices.set(label, await device);
    return device;
  }

  /** A lock for which the browser remembers that it may be used. */
  async #known(label) {
    const devices = (await this.#bluetooth.getDevices?.()) ?? [];
    return devices.find(({ name }) => name === nameOf(label));
  }

  async #ask(label) {
    this.choosers += 1;
    try {
      return await this.#bluetooth.requestDevice({
        filters: [{ name: nameOf(label), services: [SERVICE] }],
      });
    } catch (error) {
      if (error.name !== "NotFoundError") throw error;
      throw new NotChosen("no lock was chosen", { cause: error });
    }
  }
}

function nameOf(label) {
  return `eL-${label}`;
}

/** @implements {import("./link.js").Link} */
class GattLink {
  #gatt;
  #request;
  #response;
  #notifies = false;
  #heard = [];
  #listening = null;
  #lost;
  #lose;

  /** A connection with the lock's two characteristics; throws a DOMException or LinkLost. */
  static async to(device) {
    const link = new GattLink();
    link.#gatt = device.gatt;
    link.#lost = new Promise((_, reject) => {
      link.#lose = () => reject(new LinkLost("the connection broke"));
    });
    link.#lost.catch(() => {}); // whoever waits for an answer hears of it
    device.addEventListener("gattserverdisconnected", () => link.#lose(), { once: true });
    await device.gatt.connect();
    const service = await device.gatt.getPrimaryService(SERVICE);
    link.#request = await service.getCharacteristic(REQUEST);
    link.#response = await service.getCharacteristic(RESPONSE);
    await link.#listen();
    return link;
  }

  async request(frame) {
    this.#heard.length = 0; // an answer that came too late for the request before
    try {
      return await within(Promise.race([this.#exchange(frame), this.#lost]));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      throw this.#gatt.connected ? new AttError(null) : new LinkLost("the connection broke");
    }
  }

  close() {
    this.#gatt.disconnect();
  }

  async #exchange(frame) {
    await this.#request.writeValueWithResponse(frame);
    const notified = this.#notifies ? await this.#next() : null;
    return notified !== null && isWhole(notified) ? notified : bytes(await this.#response.readValue());
  }

  /** Some radios cannot notify; then every response is read. */
  async #listen() {
    this.#response.addEventListener("characteristicvaluechanged", ({ target }) => {
      this.#heard.push(bytes(target.value));
      this.#listening?.();
    });
    try {
      await this.#response.startNotifications();
      this.#notifies = true;
    } catch (error) {
      if (!(error instanceof DOMException) || !this.#gatt.connected) throw error;
    }
  }

  /** The next notification, null if none comes in time. */
  async #next() {
    const heard = new Promise((resolve) => {
      this.#listening = resolve;
      if (this.#heard.length > 0) resolve();
      setTimeout(resolve, NOTIFY_MS);
    });
    await heard;
    return this.#heard.shift() ?? null;
  }
}

function bytes(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
}
