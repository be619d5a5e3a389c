/** The bar at the thumb: the next door of the chosen visit, one button, and what came of it. */

import { opensNow } from "./bundle.js";
import { doorName } from "./day.js";
import { clock, has, text } from "./words.js";

export class DoorBar {
  #elements;
  #phone;
  #visit = null;
  #opened = new Set(); // doors of this visit that have been opened, by lock id
  #busy = false;

  /**
   * @param {{bar: HTMLElement, where: HTMLElement, button: HTMLButtonElement, said: HTMLElement}} elements
   * @param {import("./phone.js").Phone} phone
   * @param {{now: () => Date, after: () => void}} app `after`: hears that a door has answered
   */
  constructor(elements, phone, app) {
    this.#elements = elements;
    this.#phone = phone;
    this.app = app;
    elements.button.addEventListener("click", () => this.#tap());
  }

  /** @param {object | undefined} visit the one whose doors the button opens */
  show(visit) {
    this.#elements.bar.hidden = visit === undefined;
    if (visit === undefined || this.#busy) return;
    if (visit.assignment !== this.#visit?.assignment) {
      this.#opened.clear();
      this.#say("");
    }
    this.#visit = visit;
    const door = this.#next();
    this.#elements.bar.hidden = door === undefined;
    if (door) this.#name(door);
  }

  /** Whose door is next, for the eye and, as the button's description, for the ear. */
  #name(door) {
    const { starts_at, recipient } = this.#visit;
    const who = `${clock(starts_at)} ${recipient}`;
    this.#elements.where.textContent = `${who}: ${doorName(door, this.#visit)}`;
  }

  /** The first door on the way that has not been opened; after the last one it again. */
  #next() {
    const doors = this.#visit.doors.filter(({ lock_id }) => lock_id !== null);
    return doors.find(({ lock_id }) => !this.#opened.has(lock_id)) ?? doors.at(-1);
  }

  async #tap() {
    if (this.#busy) return;
    const door = this.#next();
    this.#busy = true;
    this.#elements.button.setAttribute("aria-disabled", "true");
    try {
      const now = this.app.now();
      const answer = await this.#phone.open(door, now, (step) => this.#say(text(`step_${step}`)));
      this.#tell(door, answer, now);
      answer.news.finally(() => this.app.after());
    } finally {
      this.#busy = false;
      this.#elements.button.removeAttribute("aria-disabled");
    }
  }

  #tell(door, { done, why }, now) {
    const name = doorName(door, this.#visit);
    if (done) {
      this.#say(text("opened", { door: name, time: clock(now) }), "success");
      this.#opened.add(door.lock_id);
      this.#name(this.#next());
      return;
    }
    this.#say(this.#reason(door, why, name, now), "danger");
  }

  #reason(door, why, name, now) {
    if (why === "not_now" && door.not_before !== null && !opensNow(door, now)) {
      const early = now < new Date(door.not_before);
      const moment = clock(early ? door.not_before : door.expires_at);
      return text(early ? "too_early" : "too_late", { time: moment });
    }
    return text(has(why) ? why : "no_assignment", { door: name });
  }

  #say(sentence, color = "neutral") {
    this.#elements.said.textContent = sentence;
    this.#elements.said.dataset.color = color;
  }
}
