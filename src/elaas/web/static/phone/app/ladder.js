/** *I can't get in*: what to try next, and what has been tried, with its time, for the server. */

import { ServerRefused, Unreachable } from "./server.js";
import { clock, text } from "./words.js";

const MINUTE = 60_000; // milliseconds
const LAST = ["got_in", "left"]; // with these it ends

/**
 * @typedef {object} Doings
 * @property {() => Date} now
 * @property {(door: object) => void} open tries a door of the visit
 * @property {(assignment: string) => Promise<{name: string, phone: string}[]>} kin whom to call
 */

export class Ladder {
  #dialog;
  #store;
  #doings;
  #visit = null;
  #door = null;

  /**
   * @param {HTMLDialogElement} dialog each element with `data-step` in it takes that step
   * @param {import("./store.js").Store} store
   * @param {Doings} doings
   */
  constructor(dialog, store, doings) {
    this.#dialog = dialog;
    this.#store = store;
    this.#doings = doings;
    dialog.addEventListener("click", ({ target }) => {
      const chosen = target.closest("[data-step]");
      if (chosen) this.#step(chosen.dataset.step);
    });
  }

  /**
   * Begins, or goes on where somebody closed it.
   * @param {object} visit
   * @param {import("./bundle.js").Door} door the one that stays shut
   * @param {{where: string, keyBox: import("./bundle.js").Door | undefined}} told
   */
  async show(visit, door, { where, keyBox }) {
    this.#visit = visit;
    this.#door = door;
    const { at } = (await this.#begun()) ?? (await this.#begin());
    const minutes = Math.floor((this.#doings.now() - new Date(at)) / MINUTE);
    this.#find(".where").textContent = where;
    this.#find(".since").textContent = text("stuck_since", { time: clock(at), minutes });
    this.#find(".box").hidden = keyBox === undefined;
    this.keyBox = keyBox;
    this.#answerOfKin("", []);
    this.#dialog.showModal();
  }

  /** The door has opened after all: that is the end of it, if it was for this visit. */
  async opened({ assignment }) {
    const begun = await this.#store.get("ladder");
    if (begun?.assignment === assignment) await this.#end("got_in", begun);
  }

  async #step(step) {
    const begun = await this.#begun(); // not if it has ended meanwhile: the door opened
    if (LAST.includes(step)) {
      if (begun) await this.#end(step, begun);
    } else if (step !== "close") {
      await this.#tell(step, (begun ?? (await this.#begin())).ladder);
    }
    if (step === "asked_kin") return this.#askKin();
    if (step === "called_patrol" || step === "called_kin") return undefined; // the phone calls
    this.#dialog.close();
    if (step === "tried_again") this.#doings.open(this.#door);
    if (step === "key_box") this.#doings.open(this.keyBox);
    return undefined;
  }

  /** The one that is under way for this visit. */
  async #begun() {
    const begun = await this.#store.get("ladder");
    return begun?.assignment === this.#visit.assignment ? begun : undefined;
  }

  async #begin() {
    const begun = await this.#tell("began", crypto.randomUUID());
    await this.#store.put("ladder", begun);
    return begun;
  }

  async #end(step, begun) {
    await this.#keep(step, begun.ladder, begun);
    await this.#store.drop("ladder");
  }

  async #tell(step, ladder) {
    const { assignment } = this.#visit;
    return this.#keep(step, ladder, { assignment, lock_id: this.#door.lock_id });
  }

  async #keep(step, ladder, { assignment, lock_id }) {
    const { token } = await this.#store.get("account");
    const at = this.#doings.now().toISOString();
    const told = { id: crypto.randomUUID(), ladder, assignment, lock_id, step, at, token };
    await this.#store.keepWaiting("steps", told);
    return told;
  }

  async #askKin() {
    try {
      const kin = await this.#doings.kin(this.#visit.assignment);
      this.#answerOfKin(kin.length > 0 ? "" : text("no_kin"), kin);
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof ServerRefused)) throw error;
      this.#answerOfKin(text("kin_out_of_reach"), []);
    }
  }

  #answerOfKin(sentence, kin) {
    this.#find(".said").textContent = sentence;
    this.#find(".kin").replaceChildren(...kin.map(number));
  }

  #find(selector) {
    return this.#dialog.querySelector(selector);
  }
}

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
