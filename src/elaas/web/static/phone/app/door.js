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
  #opened = new Set(); // doors of this visit that have been opened or passed, by lock id
  /** @type {string | null} */
  #turned = null; // the lock id of the door that was chosen instead of the next
  #busy = false;

  /**
   * @param {Record<"bar" | "where" | "note" | "other" | "button" | "said", HTMLElement>} elements
   * @param {Phone} phone
   * @param {object} app
   * @param {() => Date} app.now
   * @param {(visit: Visit) => Promise<void>} app.entered hears that the home's own door has opened
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
    elements.other.addEventListener("click", () => this.#turn());
  }

  /** The visit, its next door and the key box on the way, if any; null while none is shown. */
  get at() {
    if (this.#shown === null) return null;
    const { visit, bundle } = this.#shown;
    const door = this.#next(visit);
    if (door === undefined) return null;
    const keyBox = visit.doors.find((one) => lockOn(bundle, one)?.key_box);
    return { visit, bundle, door, keyBox, where: this.#elements.where.textContent };
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
      this.#turned = null;
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
    const who = `${clock(visit.starts_at)} ${visit.recipient}`.trim();
    this.#elements.where.textContent = `${who}: ${doorName(door, visit, bundle)}`;
    this.#elements.note.textContent = door.note;
    const other = this.#other(visit);
    this.#elements.other.hidden = locked(visit).length < 2;
    if (!other) return;
    const named = { door: doorName(other, visit, bundle) };
    this.#elements.other.textContent = text("other_door", named);
  }

  /**
   * The first door on the way that has not been opened; after the last one it again.
   * @param {Visit} visit
   */
  #next(visit) {
    const doors = locked(visit);
    const turned = doors.find(({ lock_id }) => lock_id === this.#turned);
    return turned ?? doors.find(({ lock_id }) => !this.#opened.has(lock_id)) ?? doors.at(-1);
  }

  /**
   * Somebody may hold a door open: the one after the next, and after the last the first.
   * @param {Visit} visit
   */
  #other(visit) {
    const doors = locked(visit);
    const at = doors.findIndex((door) => door === this.#next(visit));
    return doors[(at + 1) % doors.length];
  }

  #turn() {
    const shown = this.#shown;
    const door = shown && this.#other(shown.visit);
    if (this.#busy || !shown || !door) return;
    this.#turned = door.lock_id;
    this.#say(doorName(door, shown.visit, shown.bundle));
    this.#name(door, shown);
  }

  /**
   * Whoever is through a door has left those before it behind.
   * @param {Door} door
   * @param {Visit} visit
   */
  #pass(door, visit) {
    const locks = locked(visit).map(({ lock_id }) => lock_id);
    for (const one of locks.slice(0, locks.indexOf(door.lock_id) + 1)) this.#opened.add(one);
    this.#turned = null;
  }

  /**
   * @param {Door} door
   * @param {Shown | null} [shown] the visit it is opened for
   */
  async open(door, shown = this.#shown) {
    if (this.#busy || shown === null) return;
    this.#busy = true;
    this.#elements.button.setAttribute("aria-disabled", "true");
    try {
      const now = this.app.now();
      const answer = await this.#phone.open(door, now, (step) => this.#say(text(`step_${step}`)));
      await this.#tell(door, shown, answer, now);
      answer.news.finally(() => this.app.after());
    } catch (error) {
      console.error(error); // nobody foresaw it; the page must not look busy for ever
      this.#say(text("unforeseen"), "danger");
    } finally {
      this.#busy = false;
      this.#elements.button.removeAttribute("aria-disabled");
    }
  }

  /** @type {(door: Door, shown: Shown, told: Told, now: Date) => Promise<void>} */
  async #tell(door, shown, { done, why }, now) {
    const name = doorName(door, shown.visit, shown.bundle);
    if (done) {
      const isKeyBox = lockOn(shown.bundle, door)?.key_box;
      if (door.place === "home" && !isKeyBox) await this.app.entered(shown.visit);
      this.#say(text("opened", { door: name, time: clock(now) }), "success");
      this.#pass(door, shown.visit);
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

/**
 * The doors on the way that have a lock, in walking order.
 * @param {Visit} visit
 */
function locked({ doors }) {
  return doors.filter(({ lock_id }) => lock_id !== null);
}
