/** The lock's radio as Web Bluetooth has it (https://webbluetoothcg.github.io/web-bluetooth/). */

import { isWhole } from "./frames.js";
import { AttError, LinkLost, OutOfRange, within } from "./link.js";

/**
 * @import { Bytes } from "../protocol/bytes.js"
 * @import { Link, Radio } from "./link.js"
 */

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

/** The phone's own Bluetooth is off, or it does not let the browser use it. */
export class BluetoothOff extends OutOfRange {
  name = "BluetoothOff";
}

/** @implements {Radio} */
export class BluetoothRadio {
  #bluetooth;
  /** @type {Map<string, BluetoothDevice>} */
  #devices = new Map(); // by label: a device kept in the page connects again without a question
  /** @type {Map<string, number>} */
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
    if (!(await this.#bluetooth.getAvailability())) throw new BluetoothOff("there is no Bluetooth");
    const device = await this.#device(label);
    try {
      const link = await within(reach(device), CONNECT_MS);
      this.#silences.delete(label);
      return link;
    } catch (error) {
      device.gatt?.disconnect();
      if (!(error instanceof LinkLost) && !(error instanceof DOMException)) throw error;
      this.#silences.set(label, (this.#silences.get(label) ?? 0) + 1);
      throw new OutOfRange("the lock does not answer", { cause: error });
    }
  }

  /**
   * What answered by that name is not that lock: the next tap asks again.
   * @param {string} label
   */
  mistaken(label) {
    this.#silences.set(label, Infinity);
  }

  /**
   * Claimed, a lock makes itself a new address: the next tap asks again.
   * @param {string} label
   */
  moved(label) {
    this.#silences.set(label, Infinity);
  }

  /** @param {string} label */
  async #device(label) {
    const known = this.#devices.get(label) ?? (await this.#remembered(label))[0];
    const device = known && this.#mayAnswer(label, known) ? known : await this.#ask(label);
    this.#devices.set(label, device);
    return device;
  }

  /**
   * A lock sleeps until somebody knocks, so a silent one gets a second tap, if the browser can look
   * for it. Still silent, it may have been claimed anew and have another address.
   * @param {string} label
   * @param {BluetoothDevice} device
   */
  #mayAnswer(label, device) {
    return (this.#silences.get(label) ?? 0) < (canListen(device) ? 2 : 1);
  }

  /**
   * The locks of that label of which the browser remembers that they may be used.
   * @param {string} label
   */
  async #remembered(label) {
    const devices = (await this.#bluetooth.getDevices?.()) ?? [];
    return devices.filter(({ name }) => name === nameOf(label));
  }

  /** @param {string} label */
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
      if (!is(error, "NotFoundError")) throw error;
      throw new NotChosen("no lock was chosen", { cause: error });
    }
  }
}

/**
 * A link to a device. One that the browser remembers but its adapter has forgotten since is only
 * reached once it has been heard again. Chromium scans for that while it watches; on Linux it does
 * not tell what it hears.
 * @param {BluetoothDevice} device
 */
async function reach(device) {
  const watching = new AbortController();
  const until = performance.now() + LOOK_MS;
  try {
    for (;;) {
      try {
        return await GattLink.to(device);
      } catch (error) {
        const unheard = is(error, "NetworkError") && canListen(device);
        if (!unheard || performance.now() > until) throw error;
      }
      await heard(device, watching.signal);
    }
  } finally {
    watching.abort();
  }
}

/**
 * Waits for the device to advertise, or for a moment.
 * @param {BluetoothDevice} device
 * @param {AbortSignal} signal
 */
async function heard(device, signal) {
  if (!device.watchingAdvertisements) await device.watchAdvertisements({ signal });
  await new Promise((resolve) => {
    device.addEventListener("advertisementreceived", resolve, { once: true, signal });
    setTimeout(resolve, AGAIN_MS);
  });
}

/** @type {(device: BluetoothDevice) => boolean} */
function canListen(device) {
  return "watchAdvertisements" in device;
}

/** @type {(error: unknown, name: string) => boolean} */
function is(error, name) {
  return error instanceof DOMException && error.name === name;
}

/** @param {string} label */
function nameOf(label) {
  return `eL-${label}`;
}

/** @implements {Link} */
class GattLink {
  #gatt;
  #request;
  #response;
  #notifies = false;
  /** @type {Bytes[]} */
  #heard = [];
  /** @type {(() => void) | null} */
  #listening = null;
  #lost;

  /**
   * @param {BluetoothRemoteGATTServer} gatt
   * @param {BluetoothRemoteGATTCharacteristic} request
   * @param {BluetoothRemoteGATTCharacteristic} response
   * @param {Promise<never>} lost rejects when the connection breaks
   */
  constructor(gatt, request, response, lost) {
    this.#gatt = gatt;
    this.#request = request;
    this.#response = response;
    this.#lost = lost;
  }

  /**
   * A connection with the lock's two characteristics; throws a DOMException or LinkLost.
   * @param {BluetoothDevice} device
   */
  static async to(device) {
    const { gatt } = device;
    if (!gatt) throw new LinkLost("the browser does not let this page connect to the device");
    await gatt.connect();
    const lost = broken(device);
    const service = await gatt.getPrimaryService(SERVICE);
    const request = await service.getCharacteristic(REQUEST);
    const response = await service.getCharacteristic(RESPONSE);
    const link = new GattLink(gatt, request, response, lost);
    await link.#listen();
    return link;
  }

  /** @param {Bytes} frame */
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

  /** @param {Bytes} frame */
  async #exchange(frame) {
    await this.#request.writeValueWithResponse(frame);
    const notified = this.#notifies ? await this.#next() : null;
    this.#notifies = notified !== null; // one wait in vain is enough for this connection
    return notified !== null && isWhole(notified) ? notified : bytes(await this.#response.readValue());
  }

  /** Some radios cannot notify; then every response is read. */
  async #listen() {
    this.#response.addEventListener("characteristicvaluechanged", () => {
      if (this.#response.value) this.#heard.push(bytes(this.#response.value));
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
    /** @type {Promise<void>} */
    const heard = new Promise((resolve) => {
      this.#listening = resolve;
      if (this.#heard.length > 0) resolve();
      setTimeout(resolve, NOTIFY_MS);
    });
    await heard;
    return this.#heard.shift() ?? null;
  }
}

/**
 * Rejects when the connection breaks, and whoever waits for an answer hears of it.
 * @type {(device: BluetoothDevice) => Promise<never>}
 */
function broken(device) {
  /** @type {Promise<never>} */
  const lost = new Promise((_, reject) => {
    const lose = () => reject(new LinkLost("the connection broke"));
    device.addEventListener("gattserverdisconnected", lose, { once: true });
  });
  lost.catch(() => {});
  return lost;
}

/** @type {(view: DataView) => Bytes} */
function bytes(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
}
