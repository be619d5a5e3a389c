/** What a step's form lists: sentences, names to choose from, and the old lock's parts. */

import { text } from "../app/words.js";
import { isFinished } from "./job.js";

/** @import { JobDoor, Progress } from "./job.js" */

/**
 * What whoever signs says yes to.
 * @param {Progress} progress
 */
export function toSign(progress) {
  const { what, bags, units } = progress;
  if (what.task === "remove") return [...gone(progress), text("gone_as_before")];
  const lines = Object.values(bags).map((bag) => text("sign_bag", bag));
  const mounted = Object.values(units).map(({ label }) => text("sign_unit", { label }));
  return [...mounted, text("sign_shown"), ...lines];
}

/**
 * What was done where eLås was taken down.
 * @param {Progress} progress
 */
export function gone(progress) {
  const down = progress.what.doors.filter(({ comes_down }) => comes_down);
  return down.flatMap(({ id, label }) => {
    const lines = [text("gone_unit", { label: label ?? "" })];
    if (isFinished(progress, "back", id)) lines.push(text("gone_parts"));
    if (isFinished(progress, "key_out", id)) lines.push(text("gone_key"));
    return lines;
  });
}

/** @type {(place: HTMLElement, lines: string[]) => void} */
export function drawLines(place, lines) {
  const list = document.createElement("ul");
  for (const line of lines) {
    const item = document.createElement("li");
    item.textContent = line;
    list.append(item);
  }
  place.replaceChildren(list);
}

/** @type {(place: HTMLDataListElement, names: string[]) => void} */
export function drawNames(place, names) {
  place.replaceChildren(...names.map((name) => new Option(name)));
}

/**
 * Each part of the bag, to be ticked when it is in the door again.
 * @param {HTMLElement} place
 * @param {JobDoor | undefined} door
 */
export function drawParts(place, door) {
  const bag = door?.bag;
  if (!bag) return;
  const rows = bag.parts.map(({ id, name, count, there }) => {
    const [row, box, label] = ["div", "input", "label"].map((one) => document.createElement(one));
    row.className = "choice";
    const tick = /** @type {HTMLInputElement} */ (box);
    Object.assign(tick, { type: "checkbox", name: `part-${id}`, id: `v-part-${id}`, value: "yes" });
    tick.className = "ds-input";
    label.className = "ds-label";
    label.setAttribute("for", tick.id);
    label.textContent = [`${name}, ${count}`, there ? "" : text("part_missing")].filter(Boolean).join(". ");
    row.append(tick, " ", label);
    return row;
  });
  const lies = document.createElement("p");
  lies.textContent = text("bag_lies", { label: bag.label, place: bag.place });
  place.replaceChildren(lies, ...rows);
}
