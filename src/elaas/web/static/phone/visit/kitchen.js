/** The page for the kitchen table: how to use the door now, or what was done when eLås came down. */

import { text } from "../app/words.js";
import { isFinished } from "./job.js";
import { drawLines, gone } from "./lists.js";

/** @import { Progress } from "./job.js" */

/**
 * Whether there is something to leave on the table: somebody has said yes to what was done.
 * @param {Progress} progress
 */
export function hasKitchenPage(progress) {
  return isFinished(progress, "signed", null);
}

export class Kitchen {
  #dialog;

  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.#dialog = dialog;
    dialog.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-act]") : null;
      if (button instanceof HTMLElement) this.#act(String(button.dataset.act));
    });
  }

  /** @param {Progress} progress */
  show(progress) {
    const { task } = progress.what;
    for (const part of this.#all("[data-task]")) part.hidden = part.dataset.task !== task;
    const bags = Object.values(progress.bags).map((bag) => text("sign_bag", bag));
    for (const place of this.#all(".bag")) {
      place.hidden = bags.length === 0;
      place.textContent = bags.join(" ");
    }
    for (const place of this.#all(".gone")) drawLines(place, gone(progress));
    this.#dialog.showModal();
  }

  /** @param {string} act */
  #act(act) {
    if (act === "print") window.print();
    if (act === "shut") this.#dialog.close();
    if (act === "other") for (const page of this.#all(".kitchen")) page.hidden = !page.hidden;
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement[]}
   */
  #all(selector) {
    return [...this.#dialog.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);
  }
}
