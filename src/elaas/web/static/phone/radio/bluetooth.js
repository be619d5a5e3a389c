/** The lock's radio as Web Bluetooth has it (https://webbluetoothcg.github.io/web-bluetooth/). */

import { isWhole } from "./frames.js";
import { AttError, LinkLost, OutOfRange, within } from "./link.js";

export const SERVICE = "43a1c0de-5f2b-4b7a-9d54-1e1a5e1a0001";
const REQUEST = "43a1c0de-5f2b-4b7a-9d54-1e1a5e1a0002";
const RESPONSE = "43a1c0de-5f2b-4b7a-9d54-1e1a5e1a0003";
const CONNECT_MS = 15_000;
const LOOK_MS = 4_000; // for a lock that the browser remembers; awake, it advertises far more often
const AGAIN_MS = 300; // between two tries, where no advertisement is told of
const NOTIFY_MS = 1_000; // then the response is read instead

/** Nobody was chosen in the browser's list: it was closed, or stayed empty. */
export class NotChosen extends OutOfRange {
  name = "NotChosen";
}

/** @implements {import("./link.js").Radio} */
export class BluetoothRadio {
  #bluetooth;
  #devices = new Map(); // by label: a device kept in the page connects again without a question
  #silences = new Map(); // by label: how often in a row that device has not answered
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
      const link = await within(reach(device), CONNECT_MS);
      this.#silences.delete(label);
      return link;
    } catch (error) {
      device.gatt.disconnect();
      if (!(error instanceof LinkLost) && !(error instanceof DOMException)) throw error;
      this.#silences.set(label, (this.#silences.get(label) ?? 0) + 1);
      throw new OutOfRange("the lock does not answer", { cause: error });
    }
  }

  /** What answered by that name is not that lock: the next tap asks again. */
  mistaken(label) {
    this.#silences.set(label, Infinity);
  }

  async #device(label) {
    const known = this.#devices.get(label) ?? (await this.#remembered(label))[0];
    const device = known && this.#mayAnswer(label, known) ? known : await this.#ask(label);
    this.#devices.set(label, device);
    return device;
  }

  /**
   * A lock sleeps until somebody knocks, so a silent one gets a second tap, if the browser can look
   * for it. Still silent, it may have been claimed anew and have another address.
   */
  #mayAnswer(label, device) {
    return (this.#silences.get(label) ?? 0) < (device.watchAdvertisements ? 2 : 1);
  }

  /** The locks of that label of which the browser remembers that they may be used. */
  async #remembered(label) {
    const devices = (await this.#bluetooth.getDevices?.()) ?? [];
    return devices.filter(({ name }) => name === nameOf(label));
  }

  async #ask(label) {
    this.choosers += 1;
    try {
      const chosen = await this.#bluetooth.requestDevice({
        filters: [{ name: nameOf(label), services: [SERVICE] }],
      });
      this.#silences.delete(label);
      const others = (await this.#remembered(label)).filter(({ id }) => id !== chosen.id);
      await Promise.all(others.map((other) => other.forget()));
      return chosen;
    } catch (error) {
      if (error.name !== "NotFoundError") throw error;
      throw new NotChosen("no lock was chosen", { cause: error });
    }
  }
}

/**
 * A link to a device. One that the browser remembers but its adapter has forgotten since is only
 * reached once it has been heard again. Chromium scans for that while it watches; on Linux it does
 * not tell what it hears.
 */
async function reach(device) {
  const watching = new AbortController();
  const until = performance.now() + LOOK_MS;
  try {
    for (;;) {
      try {
        return await GattLink.to(device);
      } catch (error) {
        const unheard = error.name === "NetworkError" && device.watchAdvertisements;
        if (!unheard || performance.now() > until) throw error;
      }
      await heard(device, watching.signal);
    }
  } finally {
    watching.abort();
  }
}

/** Waits for the device to advertise, or for a moment. */
async function heard(device, signal) {
  if (!device.watchingAdvertisements) await device.watchAdvertisements({ signal });
  await new Promise((resolve) => {
    device.addEventListener("advertisementreceived", resolve, { once: true, signal });
    setTimeout(resolve, AGAIN_MS);
  });
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
    await device.gatt.connect();
    device.addEventListener("gattserverdisconnected", () => link.#lose(), { once: true });
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
    this.#notifies = notified !== null; // one wait in vain is enough for this connection
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
