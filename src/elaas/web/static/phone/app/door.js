/** The bar at the thumb: the next door of the chosen visit, one button, and what came of it. */

import { opensNow } from "./bundle.js";
import { doorName } from "./day.js";
import { clock, has, text } from "./words.js";

export class DoorBar {
  #elements;
  #phone;
  #visit = null;
  #bundle = null;
  #opened = new Set(); // doors of this visit that have been opened or passed, by lock id
  #turned = null; // the lock id of the door that was chosen instead of the next
  #busy = false;

  /**
   * @param {{bar: HTMLElement, where: HTMLElement, note: HTMLElement, other: HTMLButtonElement, button: HTMLButtonElement, said: HTMLElement}} elements
   * @param {import("./phone.js").Phone} phone
   * @param {object} app
   * @param {() => Date} app.now
   * @param {(visit: object) => Promise<void>} app.opened hears that a door of the visit has opened
   * @param {() => void} app.after hears that a door has answered, whatever it said
   */
  constructor(elements, phone, app) {
    this.#elements = elements;
    this.#phone = phone;
    this.app = app;
    elements.button.addEventListener("click", () => this.open(this.#next()));
    elements.other.addEventListener("click", () => this.#turn());
  }

  /** The visit, its next door and the key box on the way, if any; null while none is shown. */
  get at() {
    if (this.#visit === null) return null;
    const keyBox = this.#visit.doors.find(({ lock_id }) => this.#bundle.locks[lock_id]?.key_box);
    const where = this.#elements.where.textContent;
    return { visit: this.#visit, door: this.#next(), keyBox, where };
  }

  /**
   * @param {object | undefined} visit the one whose doors the button opens
   * @param {object} bundle
   */
  show(visit, bundle) {
    this.#elements.bar.hidden = visit === undefined;
    if (visit === undefined || this.#busy) return;
    this.#bundle = bundle;
    if (visit.assignment !== this.#visit?.assignment) {
      this.#opened.clear();
      this.#turned = null;
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
    this.#elements.where.textContent = `${who}: ${this.#called(door)}`;
    this.#elements.note.textContent = door.note;
    this.#elements.other.hidden = this.#doors().length < 2;
    this.#elements.other.textContent = text("other_door", { door: this.#called(this.#other()) });
  }

  #called(door) {
    return doorName(door, this.#visit, this.#bundle);
  }

  #doors() {
    return this.#visit.doors.filter(({ lock_id }) => lock_id !== null);
  }

  /** The first door on the way that has not been opened; after the last one it again. */
  #next() {
    const doors = this.#doors();
    const turned = doors.find(({ lock_id }) => lock_id === this.#turned);
    return turned ?? doors.find(({ lock_id }) => !this.#opened.has(lock_id)) ?? doors.at(-1);
  }

  /** The door after the next one, and after the last the first: somebody may hold one open. */
  #other() {
    const doors = this.#doors();
    return doors[(doors.indexOf(this.#next()) + 1) % doors.length];
  }

  #turn() {
    if (this.#busy) return;
    this.#turned = this.#other().lock_id;
    this.#say(this.#called(this.#next()));
    this.#name(this.#next());
  }

  /** Whoever is through a door has left those before it behind. */
  #pass(door) {
    const locks = this.#doors().map(({ lock_id }) => lock_id);
    for (const one of locks.slice(0, locks.indexOf(door.lock_id) + 1)) this.#opened.add(one);
    this.#turned = null;
  }

  /** @param {import("./bundle.js").Door} door of the visit that is shown */
  async open(door) {
    if (this.#busy) return;
    this.#busy = true;
    this.#elements.button.setAttribute("aria-disabled", "true");
    try {
      const now = this.app.now();
      const answer = await this.#phone.open(door, now, (step) => this.#say(text(`step_${step}`)));
      await this.#tell(door, answer, now);
      answer.news.finally(() => this.app.after());
    } catch (error) {
      console.error(error); // nobody foresaw it; the page must not look busy for ever
      this.#say(text("unforeseen"), "danger");
    } finally {
      this.#busy = false;
      this.#elements.button.removeAttribute("aria-disabled");
    }
  }

  async #tell(door, { done, why }, now) {
    const name = this.#called(door);
    if (done) {
      await this.app.opened(this.#visit);
      this.#say(text("opened", { door: name, time: clock(now) }), "success");
      this.#pass(door);
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
