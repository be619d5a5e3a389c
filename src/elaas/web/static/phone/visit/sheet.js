/** The dialog with one step on it: shows a step's form, and keeps what is filled in. */

import { byId, find } from "../app/page.js";
import { text } from "../app/words.js";
import { NotAPhoto, shrunk, thumbnail } from "./photo.js";
import { Signature } from "./signature.js";

/**
 * @import { Draft, Step } from "./job.js"
 *
 * @typedef {object} Doings
 * @property {(draft: Draft) => Promise<void>} keep hears of every change
 * @property {() => void} next the form is filled in
 * @property {(act: string) => void} act another button
 */

const MOST_PHOTOS = 4; // mounting/visits.py

export class Sheet {
  #dialog = find(document, "#visit", HTMLDialogElement);
  #doings;
  #signature;
  /** @type {Draft} */
  #draft = { step: "", values: {}, photos: [] };
  /** @type {HTMLElement | null} */
  #shown = null;

  /** @param {Doings} doings */
  constructor(doings) {
    this.#doings = doings;
    const paper = find(this.#dialog, ".signature", HTMLCanvasElement);
    this.#signature = new Signature(paper, () => this.#changed());
    this.#dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      doings.next();
    });
    this.#dialog.addEventListener("input", ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === "file") this.#taken(target);
      else this.#changed();
    });
    this.#dialog.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-act]") : null;
      if (button instanceof HTMLElement) this.#act(String(button.dataset.act));
    });
  }

  get isOpen() {
    return this.#dialog.open;
  }

  get draft() {
    return this.#draft;
  }

  open() {
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
  }

  /**
   * The form of a step, before it is shown.
   * @param {string} name
   */
  form(name) {
    return find(this.#dialog, `[data-step="${name}"]`, HTMLElement);
  }

  /**
   * Lists finished steps, each with a button to go back to it.
   * @param {{step: Step, where: string}[]} steps
   * @param {(step: Step) => void} choose
   */
  finished(steps, choose) {
    const place = find(this.#dialog, ".finished", HTMLDetailsElement);
    place.hidden = steps.length === 0;
    place.open = false;
    const items = steps.map(({ step, where }) => {
      const [item, button] = [document.createElement("li"), document.createElement("button")];
      button.type = "button";
      button.className = "ds-button";
      button.dataset.variant = "tertiary";
      button.textContent = [where, this.form(step.name).dataset.title].filter(Boolean).join(": ");
      button.addEventListener("click", () => choose(step));
      item.append(button);
      return item;
    });
    find(place, "ul", HTMLElement).replaceChildren(...items);
  }

  /** The drawn name; null if none is. */
  async signature() {
    return this.#signature.written ? this.#signature.picture() : null;
  }

  /**
   * Shows the form of a step, with what was filled in before.
   * @param {string} name
   * @param {Draft} draft
   * @param {{where: string, at: number, of: number, isRemoval: boolean}} told
   * @returns {HTMLElement} the form
   */
  show(name, draft, { where, at, of, isRemoval }) {
    const forms = [...this.#dialog.querySelectorAll("[data-step]")];
    for (const form of forms) if (form instanceof HTMLElement) form.hidden = true;
    const form = this.form(name);
    form.hidden = false;
    this.#shown = form;
    this.#draft = draft;
    const title = byId("visit-title");
    const { title: usual = "", titleRemove } = form.dataset;
    title.textContent = isRemoval && titleRemove ? titleRemove : usual;
    find(this.#dialog, ".where", HTMLElement).textContent = where;
    const bar = find(this.#dialog, "progress", HTMLProgressElement);
    [bar.max, bar.value] = [of, at];
    byId("visit-count").textContent = text("step_of", { at: Math.min(at + 1, of), of });
    this.#fill(form);
    this.open();
    title.focus();
    this.#dialog.scrollTop = 0;
    return form;
  }

  /**
   * Says something that must be known at this step; nothing: says nothing.
   * @param {string} sentence
   */
  know(sentence) {
    const known = find(this.#dialog, ".known", HTMLElement);
    known.textContent = sentence;
    known.hidden = !sentence;
  }

  /**
   * Says in the form what is missing.
   * @param {string} sentence
   */
  say(sentence) {
    const said = this.#shown?.querySelector(".said");
    if (said) said.textContent = sentence;
    said?.scrollIntoView({ block: "center" });
  }

  /**
   * Sets what no field shows: which unit it is, say.
   * @param {Record<string, string>} values
   */
  set(values) {
    this.#draft = { ...this.#draft, values: { ...this.#draft.values, ...values } };
    return this.#doings.keep(this.#draft);
  }

  /** @param {string} act */
  #act(act) {
    if (act === "clear") this.#signature.clear();
    else if (act === "more") this.#moreParts();
    else this.#doings.act(act);
  }

  #moreParts() {
    const row = this.#dialog.querySelector("fieldset.part[hidden]");
    if (!(row instanceof HTMLFieldSetElement)) return;
    row.hidden = false;
    row.querySelector("input")?.focus();
  }

  #changed() {
    const { values } = this.#draft;
    const read = { ...values };
    for (const field of this.#fields()) {
      if (!isTicked(field)) delete read[field.name];
    }
    for (const field of this.#fields()) if (isTicked(field)) read[field.name] = field.value;
    if (this.#signature.written) read.strokes = this.#signature.written;
    else delete read.strokes;
    this.#draft = { ...this.#draft, values: read };
    this.#doings.keep(this.#draft);
    this.#choices();
  }

  /** @param {HTMLElement} form */
  #fill(form) {
    const { values } = this.#draft;
    if (form instanceof HTMLFormElement) form.reset();
    for (const field of this.#fields()) {
      const value = values[field.name];
      if (value === undefined) continue;
      if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) {
        field.checked = field.value === value;
      } else field.value = value;
    }
    for (const row of form.querySelectorAll("fieldset.part")) {
      if (!(row instanceof HTMLFieldSetElement)) continue;
      const number = Number(row.dataset.row);
      row.hidden = number > 2 && !values[`name-${number}`];
    }
    for (const said of form.querySelectorAll(".said")) said.textContent = "";
    this.#signature.written = values.strokes ?? "";
    this.#drawPhotos();
    this.#choices();
  }

  /** What depends on a choice is there when it is chosen. */
  #choices() {
    if (this.#shown?.dataset.step !== "sign") return;
    const how = this.#draft.values.how ?? "drawn";
    const hidden = { ".drawn": how !== "drawn", ".name": how === "nobody", ".reason": how !== "nobody" };
    for (const [selector, isHidden] of Object.entries(hidden)) {
      find(this.#shown, selector, HTMLElement).hidden = isHidden;
    }
  }

  /** @param {HTMLInputElement} input */
  async #taken(input) {
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      const photos = [...this.#draft.photos, await shrunk(file)].slice(-MOST_PHOTOS);
      this.#draft = { ...this.#draft, photos };
      await this.#doings.keep(this.#draft);
      this.say("");
    } catch (error) {
      if (!(error instanceof NotAPhoto)) throw error;
      this.say(text("photo_unreadable"));
    }
    input.value = "";
    this.#drawPhotos();
  }

  #drawPhotos() {
    const list = this.#shown?.querySelector(".photos");
    if (!list) return;
    const items = this.#draft.photos.map((photo, at) => {
      const name = text("photo_number", { number: at + 1 });
      const [item, away] = [document.createElement("li"), document.createElement("button")];
      away.type = "button";
      away.className = "ds-button";
      away.dataset.variant = "tertiary";
      away.textContent = text("photo_away");
      away.setAttribute("aria-label", `${text("photo_away")}: ${name}`);
      away.addEventListener("click", () => this.#takeAway(at));
      item.append(thumbnail(photo, name), away);
      return item;
    });
    list.replaceChildren(...items);
  }

  /** @param {number} at */
  async #takeAway(at) {
    const photos = this.#draft.photos.filter((_, index) => index !== at);
    this.#draft = { ...this.#draft, photos };
    await this.#doings.keep(this.#draft);
    this.#drawPhotos();
  }

  #fields() {
    const fields = this.#shown?.querySelectorAll("input[name], select[name], textarea[name]") ?? [];
    return /** @type {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */ ([...fields]);
  }
}

/** @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field */
function isTicked(field) {
  const isBox = field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type);
  return isBox ? field.checked : true;
}
