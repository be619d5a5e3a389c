/** The step at the unit itself: which it is, make it ours, try to open and to lock. */

import { readLabel } from "../app/label.js";
import { find } from "../app/page.js";
import { has, text } from "../app/words.js";

/**
 * @import { Store } from "../app/store.js"
 * @import { Listener, Told } from "../app/phone.js"
 * @import { Units } from "../app/unit.js"
 * @import { Sheet } from "./sheet.js"
 *
 * @typedef {object} Tools
 * @property {Store} store
 * @property {Units} units
 * @property {(() => Promise<string | null>) | null} scan the text of a square code, null if none was
 *   found; null: this browser reads none
 * @property {() => Date} now
 */

const DONE = { claim: "claimed", open: "opened", lock: "locked", release: "released" };

/** @typedef {keyof typeof DONE} Act what is done at a unit */

export class UnitStep {
  #tools;
  /** @type {HTMLElement | null} */
  #form = null;
  #isKeyBox = false;
  /** @type {string[]} */
  #weak = [];
  #isMounted = false;
  #busy = false;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
  }

  /**
   * @param {HTMLElement} form
   * @param {Sheet} sheet
   * @param {boolean} isKeyBox what must go on this door
   * @param {string[]} [weak] lock ids of key boxes that may not be mounted yet
   */
  async show(form, sheet, isKeyBox, weak = []) {
    this.#weak = weak;
    this.#form = form;
    this.#isKeyBox = isKeyBox;
    this.#isMounted = false;
    find(form, ".kind", HTMLElement).textContent = text(isKeyBox ? "take_a_box" : "take_a_lock");
    find(form, "[data-act=scan]", HTMLElement).hidden = this.#tools.scan === null;
    this.#draw(sheet);
  }

  /**
   * To be tried or taken down: the unit that the draft names is ours, and on its door.
   * @param {HTMLElement} form
   * @param {Sheet} sheet
   */
  showMounted(form, sheet) {
    this.#form = form;
    this.#isMounted = true;
    this.#draw(sheet);
  }

  /**
   * @param {string} act
   * @param {Sheet} sheet
   */
  async act(act, sheet) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      if (act === "scan") await this.#scan(sheet);
      if (act in DONE) await this.#work(/** @type {Act} */ (act), sheet);
    } catch (error) {
      console.error(error); // nobody foresaw it; the page must not look busy for ever
      this.#say(text("unforeseen"), "danger");
    } finally {
      this.#busy = false;
    }
  }

  /** @param {Sheet} sheet */
  async #scan(sheet) {
    const found = await this.#tools.scan?.();
    if (!found) return;
    await sheet.set({ text: found });
    if (this.#form) find(this.#form, "[name=text]", HTMLInputElement).value = found;
    await this.#work("claim", sheet);
  }

  /**
   * One thing at the unit; each can be done again, and the one before must be done.
   * @param {Act} act
   * @param {Sheet} sheet
   */
  async #work(act, sheet) {
    const { store, units, now } = this.#tools;
    const { values } = sheet.draft;
    const before = { claim: true, open: values.claimed, lock: values.opened, release: true }[act];
    if (!before && !this.#isMounted) return this.#say(text("unit_in_order"), "danger");
    /** @type {Listener} */
    const step = (stage) => {
      this.#say(text(stage === "right_lock" && act !== "open" ? "step_right_unit" : `step_${stage}`));
    };
    if (act !== "claim") {
      const work = { open: units.testOpen, lock: units.testLock, release: units.release }[act];
      return this.#tell(await work.call(units, values.lockId, now(), step), act, sheet);
    }
    const bundle = await store.need("bundle");
    const label = readLabel(values.text ?? "", bundle, now());
    if (label.why !== null) return this.#say(this.#reason(label.why), "danger");
    const lock = bundle.locks[label.lockId];
    if (lock?.key_box !== this.#isKeyBox) {
      return this.#say(text(this.#isKeyBox ? "take_a_box" : "take_a_lock"), "danger");
    }
    sheet.know(this.#weak.includes(label.lockId) ? text("weak_box") : "");
    const { claimed: _, opened: __, locked: ___, ...kept } = values;
    Object.assign(sheet.draft, { values: kept }); // another unit is tried anew
    await sheet.set({ lockId: label.lockId, label: lock?.label ?? "" });
    return this.#tell(await units.claim(label.lockId, label, now(), step), act, sheet);
  }

  /** @type {(told: Told, act: Act, sheet: Sheet) => Promise<void>} */
  async #tell({ done, why }, act, sheet) {
    if (!done) return this.#say(this.#reason(String(why)), "danger");
    await sheet.set({ [DONE[act]]: "yes" });
    this.#say(text(`unit_${DONE[act]}`), "success");
    return this.#draw(sheet);
  }

  /** @param {string} why */
  #reason(why) {
    return text(has(why) ? why : "unforeseen", { door: text("the_unit") });
  }

  /** @param {Sheet} sheet */
  #draw(sheet) {
    const { values } = sheet.draft;
    const tried = Object.values(DONE).filter((name) => values[name]);
    const lines = tried.map((name) => {
      const item = document.createElement("li");
      item.textContent = `✓ ${values.label}: ${text(`unit_${name}`)}`;
      return item;
    });
    if (this.#form) find(this.#form, ".tried", HTMLElement).replaceChildren(...lines);
  }

  /** @param {string} sentence */
  #say(sentence, color = "neutral") {
    if (!this.#form) return;
    const said = find(this.#form, ".said", HTMLElement);
    said.textContent = sentence;
    said.dataset.color = color;
  }
}
