/**
 * Reads a square code (QR) by the camera: with the browser's BarcodeDetector where it has one, else
 * with a decoder that is loaded only then. What the code says is for others to judge.
 */

import { find } from "./page.js";
import { text } from "./words.js";

/**
 * @typedef {(frame: HTMLVideoElement) => Promise<string | null>} Read the text of a code in a frame
 *
 * @typedef {object} Detector (https://wicg.github.io/shape-detection-api/)
 * @property {(frame: HTMLVideoElement) => Promise<{rawValue: string}[]>} detect
 *
 * @typedef {(pixels: Uint8ClampedArray, width: number, height: number,
 *   options: {inversionAttempts: "dontInvert"}) => {data: string} | null} Decode
 *
 * @typedef {{BarcodeDetector?: {
 *   new (options: {formats: string[]}): Detector,
 *   getSupportedFormats(): Promise<string[]>,
 * }, jsQR?: Decode}} Here what this browser has, or has been given
 */

const DECODER = new URL("../../vendor/jsqr.js", import.meta.url).href;
const QR = "qr_code";
const EVERY_MS = 100;
const LONGEST = 1280; // pixels of a frame's longer side: enough for the label's code

/** There is nothing here that reads codes, and none can be fetched. */
class NoDecoder extends Error {
  name = "NoDecoder";
}

/** @type {Record<string, string>} */
const WHY = {
  NotAllowedError: "camera_refused",
  SecurityError: "camera_refused",
  NotFoundError: "camera_missing",
  NotReadableError: "camera_missing",
  OverconstrainedError: "camera_missing",
  AbortError: "camera_missing",
  NoDecoder: "decoder_missing",
};

export class Scanner {
  #dialog;
  #video;
  #said;

  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.#dialog = dialog;
    this.#video = find(dialog, "video", HTMLVideoElement);
    this.#said = find(dialog, ".said", HTMLElement);
    find(dialog, "button", HTMLButtonElement).addEventListener("click", () => dialog.close());
  }

  /**
   * Shows what the camera sees until there is a code in it. If there can be none it says why, and
   * waits to be closed.
   * @returns {Promise<string | null>} what the code says; null: closed without
   */
  async scan() {
    const closing = new AbortController();
    const { signal } = closing;
    this.#dialog.addEventListener("close", () => closing.abort(), { once: true });
    this.#say("scan_starting");
    this.#dialog.showModal();
    try {
      return await this.#look(signal);
    } catch (error) {
      const why = error instanceof Error ? WHY[error.name] : undefined;
      if (why === undefined) throw error;
      this.#say(why);
      await over(signal);
      return null;
    } finally {
      this.#dialog.close();
    }
  }

  /** @type {(signal: AbortSignal) => Promise<string | null>} */
  async #look(signal) {
    const read = await reader();
    const stream = await camera();
    try {
      this.#video.srcObject = stream;
      await this.#video.play();
      this.#say("scan_hold");
      while (!signal.aborted) {
        const found = await read(this.#video);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      }
      return null;
    } finally {
      for (const track of stream.getTracks()) track.stop();
      this.#video.srcObject = null;
    }
  }

  /** @param {string} name */
  #say(name) {
    this.#said.textContent = text(name);
  }
}

/** Loads what codes are read with, so that it is there without a network. */
export async function prepare() {
  try {
    await reader();
  } catch (error) {
    if (!(error instanceof NoDecoder)) throw error; // said when somebody wants to scan
  }
}

/** @returns {Promise<Read>} */
async function reader() {
  const { BarcodeDetector } = here();
  const formats = (await BarcodeDetector?.getSupportedFormats()) ?? [];
  if (!BarcodeDetector || !formats.includes(QR)) return decoding(await decoder());
  const detector = new BarcodeDetector({ formats: [QR] });
  return async (frame) => (await detector.detect(frame))[0]?.rawValue ?? null;
}

/** @returns {Promise<Decode>} */
async function decoder() {
  try {
    await import(DECODER);
  } catch (error) {
    throw new NoDecoder("it cannot be fetched", { cause: error });
  }
  const { jsQR } = here();
  if (jsQR === undefined) throw new NoDecoder("what was fetched is none");
  return jsQR;
}

/** @type {(decode: Decode) => Read} */
function decoding(decode) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (frame) => {
    const scale = Math.min(1, LONGEST / Math.max(frame.videoWidth, frame.videoHeight, 1));
    const [width, height] = [frame.videoWidth, frame.videoHeight].map((side) =>
      Math.round(side * scale),
    );
    if (context === null || width === 0 || height === 0) return null;
    Object.assign(canvas, { width, height });
    context.drawImage(frame, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    return decode(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null;
  };
}

/** @returns {Promise<MediaStream>} */
async function camera() {
  const { mediaDevices } = navigator;
  if (!mediaDevices) throw new DOMException("pages here get no camera", "NotFoundError");
  const video = { facingMode: "environment", width: { ideal: LONGEST } };
  return mediaDevices.getUserMedia({ video });
}

/** @param {AbortSignal} signal */
async function over(signal) {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

/** @returns {Here} */
function here() {
  return /** @type {typeof globalThis & Here} */ (globalThis);
}
