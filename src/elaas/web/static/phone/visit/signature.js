/** A name drawn with a finger. */

import { jpeg, pen } from "./photo.js";

/** @typedef {[number, number][]} Stroke points, as parts of the canvas's width and height */

const THICK = 4; // pixels of the canvas

export class Signature {
  #canvas;
  #changed;
  /** @type {Stroke[]} */
  #strokes = [];
  #isDown = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} changed hears that there is another stroke, or none
   */
  constructor(canvas, changed) {
    this.#canvas = canvas;
    this.#changed = changed;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, () => this.#up());
    }
  }

  /** The strokes, to be kept as text. */
  get written() {
    return this.#strokes.length > 0 ? JSON.stringify(this.#strokes) : "";
  }

  /** @param {string} written */
  set written(written) {
    this.#strokes = written ? JSON.parse(written) : [];
    this.#draw();
  }

  clear() {
    this.#strokes = [];
    this.#draw();
    this.#changed();
  }

  /** As a picture. */
  picture() {
    return jpeg(this.#canvas);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.#canvas.setPointerCapture(event.pointerId);
    this.#isDown = true;
    this.#strokes.push([this.#point(event)]);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#isDown) return;
    this.#strokes.at(-1)?.push(this.#point(event));
    this.#draw();
  }

  #up() {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#changed();
  }

  /**
   * @param {PointerEvent} event
   * @returns {[number, number]}
   */
  #point({ offsetX, offsetY }) {
    const { clientWidth, clientHeight } = this.#canvas;
    return [offsetX / clientWidth, offsetY / clientHeight];
  }

  #draw() {
    const { width, height } = this.#canvas;
    const ink = pen(this.#canvas);
    ink.fillStyle = "white"; // paper, in a dark room too: the picture is kept as it is drawn
    ink.fillRect(0, 0, width, height);
    ink.strokeStyle = "black";
    ink.lineWidth = THICK;
    ink.lineCap = ink.lineJoin = "round";
    for (const stroke of this.#strokes) {
      ink.beginPath();
      ink.moveTo(stroke[0][0] * width, stroke[0][1] * height);
      for (const [across, down] of stroke) ink.lineTo(across * width, down * height);
      ink.stroke();
    }
  }
}
