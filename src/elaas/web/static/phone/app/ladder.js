/** *I can't get in*: what to try next, and what has been tried, with its time, for the server. */

import { find } from "./page.js";
import { ServerRefused, Unreachable } from "./server.js";
import { clock, text } from "./words.js";

const MINUTE = 60_000; // milliseconds
const FAULT = "fault_"; // these go to Trygghetspatruljen's queue
const LAST = ["got_in", "left"]; // with these it ends

/**
 * @import { Bundle, Door, Visit } from "./bundle.js"
 * @import { Shown } from "./door.js"
 * @import { Store } from "./store.js"
 *
 * @typedef {{name: string, phone: string}} Kin next of kin, and their number
 *
 * @typedef {object} Step what was done, and when
 * @property {string} id
 * @property {string} ladder the same for all steps of one
 * @property {string} assignment
 * @property {string | null} lock_id of the door that stays shut
 * @property {string} step
 * @property {string} text about a fault, in their own words
 * @property {string} at
 * @property {string} token of whoever did it
 *
 * @typedef {Pick<Step, "assignment" | "lock_id">} StuckAt
 *
 * @typedef {object} Doings
 * @property {() => Date} now
 * @property {(door: Door, shown: Shown) => void} open tries a door of the visit
 * @property {(assignment: string) => Promise<Kin[]>} kin whom to call
 *
 * @typedef {object} Stuck
 * @property {Visit} visit
 * @property {Bundle} bundle
 * @property {Door} door the one that stays shut
 * @property {Door | undefined} keyBox on the way
 * @property {string} where as the bar names it
 */

export class Ladder {
  #dialog;
  #store;
  #doings;
  /** @type {Stuck | null} */
  #stuck = null;
  #last = Promise.resolve();

  /**
   * @param {HTMLDialogElement} dialog each element with `data-step` in it takes that step
   * @param {Store} store
   * @param {Doings} doings
   */
  constructor(dialog, store, doings) {
    this.#dialog = dialog;
    this.#store = store;
    this.#doings = doings;
    dialog.addEventListener("click", ({ target }) => {
      const chosen = target instanceof Element ? target.closest("[data-step]") : null;
      const step = chosen instanceof HTMLElement ? chosen.dataset.step : undefined;
      const stuck = this.#stuck;
      if (step && stuck) this.#inTurn(() => this.#step(step, stuck));
    });
  }

  /**
   * Begins, or goes on where somebody closed it.
   * @param {Stuck} stuck
   */
  show(stuck) {
    return this.#inTurn(() => this.#show(stuck));
  }

  /** @param {Stuck} stuck */
  async #show(stuck) {
    if (this.#dialog.open) return;
    this.#stuck = stuck;
    const { at } = (await this.#begun(stuck)) ?? (await this.#begin(stuck));
    const minutes = Math.floor((this.#doings.now().getTime() - Date.parse(at)) / MINUTE);
    this.#find(".where").textContent = stuck.where;
    this.#find(".since").textContent = text("stuck_since", { time: clock(at), minutes });
    this.#find(".box").hidden = stuck.keyBox === undefined;
    this.#find(".reported").textContent = "";
    this.#answerOfKin("", []);
    this.#dialog.showModal();
  }

  /**
   * One after the other: cold fingers tap twice.
   * @param {() => Promise<void>} work
   */
  #inTurn(work) {
    this.#last = this.#last.then(work, work);
    return this.#last;
  }

  /**
   * The home's door has opened after all: that is the end of it, if it was for this visit. Whoever
   * is through the entrance, or has the key out of its box, is not in yet.
   * @param {Visit} visit
   */
  async entered({ assignment }) {
    const begun = await this.#store.get("ladder");
    if (begun?.assignment === assignment) await this.#end("got_in", begun);
  }

  /** @type {(step: string, stuck: Stuck) => Promise<void>} */
  async #step(step, stuck) {
    const begun = await this.#begun(stuck); // not if it has ended meanwhile: the door opened
    if (LAST.includes(step)) {
      if (begun) await this.#end(step, begun);
    } else if (step !== "close") {
      await this.#tell(step, (begun ?? (await this.#begin(stuck))).ladder, stuck);
    }
    if (step.startsWith(FAULT)) {
      this.#find(".reported").textContent = text("fault_kept");
      return undefined;
    }
    if (step === "asked_kin") return this.#askKin(stuck.visit);
    if (step === "called_patrol" || step === "called_kin") return undefined; // the phone calls
    this.#dialog.close();
    if (step === "tried_again") this.#doings.open(stuck.door, stuck);
    if (step === "key_box" && stuck.keyBox) this.#doings.open(stuck.keyBox, stuck);
    return undefined;
  }

  /**
   * The one that is under way for this visit.
   * @param {Stuck} stuck
   */
  async #begun({ visit }) {
    const begun = await this.#store.get("ladder");
    return begun?.assignment === visit.assignment ? begun : undefined;
  }

  /** @param {Stuck} stuck */
  async #begin(stuck) {
    const begun = await this.#tell("began", crypto.randomUUID(), stuck);
    await this.#store.put("ladder", begun);
    return begun;
  }

  /** @type {(step: string, begun: Step) => Promise<void>} */
  async #end(step, begun) {
    await this.#keep(step, begun.ladder, begun);
    await this.#store.drop("ladder");
  }

  /** @type {(step: string, ladder: string, stuck: Stuck) => Promise<Step>} */
  async #tell(step, ladder, { visit, door }) {
    return this.#keep(step, ladder, { assignment: visit.assignment, lock_id: door.lock_id });
  }

  /** @type {(step: string, ladder: string, where: StuckAt) => Promise<Step>} */
  async #keep(step, ladder, { assignment, lock_id }) {
    const { token } = await this.#store.need("account");
    const at = this.#doings.now().toISOString();
    const text = step.startsWith(FAULT) ? this.#words() : "";
    const told = { id: crypto.randomUUID(), ladder, assignment, lock_id, step, text, at, token };
    await this.#store.keepWaiting("steps", told);
    return told;
  }

  /** What was written about the fault; the field is empty again. */
  #words() {
    const field = find(this.#dialog, "#fault-words", HTMLInputElement);
    const written = field.value.trim();
    field.value = "";
    return written;
  }

  /** @param {Visit} visit */
  async #askKin({ assignment }) {
    try {
      const kin = await this.#doings.kin(assignment);
      this.#answerOfKin(kin.length > 0 ? "" : text("no_kin"), kin);
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof ServerRefused)) throw error;
      const name = error instanceof Unreachable ? "kin_out_of_reach" : "kin_refused";
      this.#answerOfKin(text(name), []);
    }
  }

  /** @type {(sentence: string, kin: Kin[]) => void} */
  #answerOfKin(sentence, kin) {
    this.#find(".said").textContent = sentence;
    this.#find(".kin").replaceChildren(...kin.map(number));
  }

  /** @param {string} selector */
  #find(selector) {
    return find(this.#dialog, selector, HTMLElement);
  }
}

/** @param {Kin} kin */
function number({ name, phone }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.className = "ds-link";
  link.href = `tel:${phone}`;
  link.dataset.step = "called_kin";
  link.textContent = `${name}, ${phone}`;
  item.append(link);
  return item;
}
