/** The bar at the thumb: the next door of the chosen visit, one button, and what came of it. */

import { lockOn, opensNow } from "./bundle.js";
import { doorName } from "./day.js";
import { clock, has, text } from "./words.js";

/**
 * @import { Bundle, Door, Visit } from "./bundle.js"
 * @import { Phone, Told } from "./phone.js"
 *
 * @typedef {object} Shown the visit whose doors the button opens, and what tells of their locks
 * @property {Visit} visit
 * @property {Bundle} bundle
 */

export class DoorBar {
  #elements;
  #phone;
  /** @type {Shown | null} */
  #shown = null;
  /** @type {Set<string | null>} */
  #opened = new Set(); // doors of this visit that have been opened, by lock id
  #busy = false;

  /**
   * @param {Record<"bar" | "where" | "note" | "button" | "said", HTMLElement>} elements
   * @param {Phone} phone
   * @param {object} app
   * @param {() => Date} app.now
   * @param {(visit: Visit) => Promise<void>} app.opened hears that a door of the visit has opened
   * @param {() => void} app.after hears that a door has answered, whatever it said
   */
  constructor(elements, phone, app) {
    this.#elements = elements;
    this.#phone = phone;
    this.app = app;
    elements.button.addEventListener("click", () => {
      const { at } = this;
      if (at) this.open(at.door);
    });
  }

  /** The visit, its next door and the key box on the way, if any; null while none is shown. */
  get at() {
    if (this.#shown === null) return null;
    const { visit, bundle } = this.#shown;
    const door = this.#next(visit);
    if (door === undefined) return null;
    const keyBox = visit.doors.find((one) => lockOn(bundle, one)?.key_box);
    return { visit, door, keyBox, where: this.#elements.where.textContent };
  }

  hide() {
    this.#elements.bar.hidden = true;
  }

  /** @param {Shown} shown */
  show(shown) {
    this.#elements.bar.hidden = false;
    if (this.#busy) return;
    const { visit } = shown;
    if (visit.assignment !== this.#shown?.visit.assignment) {
      this.#opened.clear();
      this.#say("");
    }
    this.#shown = shown;
    const door = this.#next(visit);
    this.#elements.bar.hidden = door === undefined;
    if (door) this.#name(door, shown);
  }

  /**
   * Whose door is next, for the eye and, as the button's description, for the ear.
   * @param {Door} door
   * @param {Shown} shown
   */
  #name(door, { visit, bundle }) {
    const who = `${clock(visit.starts_at)} ${visit.recipient}`;
    this.#elements.where.textContent = `${who}: ${doorName(door, visit, bundle)}`;
    this.#elements.note.textContent = door.note;
  }

  /**
   * The first door on the way that has not been opened; after the last one it again.
   * @param {Visit} visit
   */
  #next({ doors }) {
    const locked = doors.filter(({ lock_id }) => lock_id !== null);
    return locked.find(({ lock_id }) => !this.#opened.has(lock_id)) ?? locked.at(-1);
  }

  /** @param {Door} door of the visit that is shown */
  async open(door) {
    const shown = this.#shown;
    if (this.#busy || shown === null) return;
    this.#busy = true;
    this.#elements.button.setAttribute("aria-disabled", "true");
    try {
      const now = this.app.now();
      const answer = await this.#phone.open(door, now, (step) => this.#say(text(`step_${step}`)));
      await this.#tell(door, shown, answer, now);
      answer.news.finally(() => this.app.after());
    } finally {
      this.#busy = false;
      this.#elements.button.removeAttribute("aria-disabled");
    }
  }

  /** @type {(door: Door, shown: Shown, told: Told, now: Date) => Promise<void>} */
  async #tell(door, shown, { done, why }, now) {
    const name = doorName(door, shown.visit, shown.bundle);
    if (done) {
      await this.app.opened(shown.visit);
      this.#say(text("opened", { door: name, time: clock(now) }), "success");
      this.#opened.add(door.lock_id);
      this.#name(this.#next(shown.visit) ?? door, shown);
      return;
    }
    this.#say(this.#reason(door, why, name, now), "danger");
  }

  /** @type {(door: Door, why: string | null, name: string, now: Date) => string} */
  #reason(door, why, name, now) {
    if (why === "not_now" && door.not_before !== null && !opensNow(door, now)) {
      const early = now < new Date(door.not_before);
      const moment = clock(early ? door.not_before : door.expires_at);
      return text(early ? "too_early" : "too_late", { time: moment });
    }
    return text(why !== null && has(why) ? why : "no_assignment", { door: name });
  }

  /** @param {string} sentence */
  #say(sentence, color = "neutral") {
    this.#elements.said.textContent = sentence;
    this.#elements.said.dataset.color = color;
  }
}
